import { create, ensureGroup } from '../directory.ts';
import { entraMember, entraUser } from '../identity-provider.ts';
import { ada, columns, describeSight, onlyEmea, salesGroup } from '../people.ts';
import { observe, problems, type Step } from '../step.ts';

/** Somebody new, as Entra announces them: a probe, the user, the group, then the membership. */
export const joiner: Step = {
  title: 'Joiner (Entra)',
  async play({ entra, datasets, witness }) {
    const probe = await entra.get(`/Users?filter=${encodeURIComponent(`userName eq "${crypto.randomUUID()}"`)}`);
    const userId = await create(entra, 'Users', entraUser(ada));
    const groupId = await ensureGroup(entra, salesGroup);
    const eyes = await witness(ada.userName);
    const look = () => eyes.rows(datasets.sales, columns.sales);
    const before = await look();
    const { answer, sight, ms } = await observe({
      send: () => entra.patch(`/Groups/${groupId}`, entraMember('Add', userId)),
      look,
      changed: ({ status }) => status === 200,
    });
    return [
      {
        step: this.title,
        sent: `probe, POST user, POST group, PATCH member → ${answer.status}`,
        before: `sales ${describeSight(before)}`,
        after: `sales ${describeSight(sight)}${onlyEmea(sight) ? ', EMEA only' : ''}`,
        ms,
        problem: problems({
          'the probe finds nobody': probe.status === 200 && probe.body.totalResults === 0,
          'the PATCH succeeds': answer.status === 204 || answer.status === 200,
          'sales is 403 before': before.status === 403,
          'sales shows the EMEA rows, and only those': sight.rows.length === 3 && onlyEmea(sight),
        }),
      },
    ];
  },
};
