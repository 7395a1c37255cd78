import { findId } from '../directory.ts';
import { entraMember, entraUser } from '../identity-provider.ts';
import { ada, columns, describeSight, financeGroup, salesGroup } from '../people.ts';
import { problems, type Step, until } from '../step.ts';

/** Somebody comes back: the same person is POSTed again, and gets the groups of today, not those of before. */
export const rehire: Step = {
  title: 'Rehire (Entra)',
  async play({ entra, asAdmin, datasets, witness }) {
    const id = await findId(entra, 'Users', ada.userName);
    await entra.patch(`/Groups/${await findId(entra, 'Groups', financeGroup)}`, entraMember('Remove', id));
    await entra.patch(`/Groups/${await findId(entra, 'Groups', salesGroup)}`, entraMember('Add', id));
    const before = await asAdmin.account(ada.userName);
    const start = performance.now();
    const answer = await entra.post('/Users', entraUser(ada));
    const after = await until(
      () => asAdmin.account(ada.userName),
      ({ active }) => active,
      10_000,
    );
    const ms = performance.now() - start;
    const eyes = await witness(ada.userName);
    const sales = await eyes.rows(datasets.sales, columns.sales);
    const payroll = await eyes.rows(datasets.payroll, columns.payroll);
    return [
      {
        step: this.title,
        sent: `POST user → ${answer.status}`,
        before: before.active ? 'active' : 'deactivated',
        after: `sales ${describeSight(sales)}, payroll ${describeSight(payroll)}`,
        ms,
        problem: problems({
          'the POST is answered with success': answer.status === 201 || answer.status === 200,
          'it is the same directory user': answer.body.id === id,
          'the account is deactivated before': !before.active,
          'it is the same, reactivated account': after.active && after.id === before.id,
          'the group of today opens sales': sales.status === 200,
          'the group of before opens nothing': payroll.status === 403,
        }),
      },
    ];
  },
};
