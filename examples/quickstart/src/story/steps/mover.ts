import { ensureGroup, findId } from '../directory.ts';
import { entraMember } from '../identity-provider.ts';
import { ada, columns, describeSight, financeGroup, salesGroup } from '../people.ts';
import { observe, problems, type Step } from '../step.ts';

/** Somebody changes departments: out of one group, into another. */
export const mover: Step = {
  title: 'Mover (Entra)',
  async play({ entra, datasets, witness }) {
    const userId = await findId(entra, 'Users', ada.userName);
    const [sales, finance] = [await ensureGroup(entra, salesGroup), await ensureGroup(entra, financeGroup)];
    const eyes = await witness(ada.userName);
    const lookAtSales = () => eyes.rows(datasets.sales, columns.sales);
    const lookAtPayroll = () => eyes.rows(datasets.payroll, columns.payroll);
    const before = { sales: await lookAtSales(), payroll: await lookAtPayroll() };
    const lost = await observe({
      send: () => entra.patch(`/Groups/${sales}`, entraMember('Remove', userId)),
      look: lookAtSales,
      changed: ({ status }) => status === 403,
    });
    const gained = await observe({
      send: () => entra.patch(`/Groups/${finance}`, entraMember('Add', userId)),
      look: lookAtPayroll,
      changed: ({ status }) => status === 200,
    });
    return [
      {
        step: `${this.title}, out`,
        sent: `PATCH ${salesGroup} remove → ${lost.answer.status}`,
        before: `sales ${describeSight(before.sales)}`,
        after: `sales ${describeSight(lost.sight)}`,
        ms: lost.ms,
        problem: problems({
          'sales is 200 before': before.sales.status === 200,
          'sales is 403 after': lost.sight.status === 403,
        }),
      },
      {
        step: `${this.title}, in`,
        sent: `PATCH ${financeGroup} add → ${gained.answer.status}`,
        before: `payroll ${describeSight(before.payroll)}`,
        after: `payroll ${describeSight(gained.sight)}`,
        ms: gained.ms,
        problem: problems({
          'payroll is 403 before': before.payroll.status === 403,
          'payroll is 200 after': gained.sight.status === 200,
        }),
      },
    ];
  },
};
