import { ensureGroup } from '../directory.ts';
import { oktaUser } from '../identity-provider.ts';
import { columns, describeSight, maria, onlyEmea, salesGroup } from '../people.ts';
import { observe, problems, type Step } from '../step.ts';

/** The directory announces somebody who has a hand-made Superset account: it is taken over, not duplicated. */
export const adoption: Step = {
  title: 'Adoption (Okta)',
  async play({ okta, asAdmin, datasets, witness }) {
    const groupId = await ensureGroup(okta, salesGroup);
    const account = await asAdmin.account(maria.userName);
    const dashboards = await asAdmin.dashboardsOf(account.id);
    const eyes = await witness(maria.userName);
    const look = () => eyes.rows(datasets.payroll, columns.payroll);
    const before = await look();
    const { answer, sight, ms } = await observe({
      async send() {
        const created = await okta.post('/Users', oktaUser(maria, true));
        await okta.patch(`/Groups/${groupId}`, [{ op: 'add', path: 'members', value: [{ value: created.body.id }] }]);
        return created;
      },
      look,
      changed: ({ status }) => status === 403,
    });
    const sales = await eyes.rows(datasets.sales, columns.sales);
    const adopted = await asAdmin.account(maria.userName);
    const kept = await asAdmin.dashboardsOf(adopted.id);
    return [
      {
        step: this.title,
        sent: `POST user → ${answer.status}, PATCH member`,
        before: `${account.roles.join()}, payroll ${describeSight(before)}, owns ${dashboards.length}`,
        after: `payroll ${describeSight(sight)}, sales ${describeSight(sales)}, owns ${kept.length}`,
        ms,
        problem: problems({
          'the POST is answered with 201': answer.status === 201,
          'payroll is 200 before (the hand-made role opened it)': before.status === 200,
          'payroll is 403 after': sight.status === 403,
          'sales shows the EMEA rows, and only those': onlyEmea(sales),
          'it is the same account': adopted.id === account.id,
          'the hand-made role is gone': !account.roles.some((role) => adopted.roles.includes(role)),
          'the dashboard is still hers': dashboards.length > 0 && kept.join() === dashboards.join(),
        }),
      },
    ];
  },
};
