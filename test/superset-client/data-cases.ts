import { expect } from 'vitest';
import { addRole, permissionIds, proofAgainstForgery } from './actor.ts';
import { addUser, type ContractCase, gammaId, idOf } from './contract-case.ts';
import { findSales } from './fixtures.ts';
import type { WireClient } from './wire-client.ts';

/** Who may see which rows. Needs a dataset `sales` with a column `region` of several values. */
export const dataCases: readonly ContractCase[] = [
  {
    name: 'a role opens a dataset at the next request, through a group from 6.0 on only',
    async run({ wire, since6 }) {
      const sales = await findSales(wire);
      const role = await addReader(wire, sales);
      const { id, username } = await addUser(wire, 'reader');
      const authorization = `Bearer ${await wire.signIn(username, 'secret-1')}`;
      const refused = await regions(wire, sales, authorization);
      expect(refused).toMatchObject({
        status: 403,
        body: { errors: [{ error_type: 'DATASOURCE_SECURITY_ACCESS_ERROR' }] },
      });
      const body = { name: wire.unique('Readers'), roles: [role], users: [id] };
      const group = idOf(await wire.call('POST', '/api/v1/security/groups/', { body }));
      expect((await regions(wire, sales, authorization)).status).toBe(since6 ? 200 : 403);
      await wire.call('PUT', `/api/v1/security/users/${id}`, { body: { roles: [gammaId, role], groups: [] } });
      expect((await regions(wire, sales, authorization)).rows).toEqual((await regions(wire, sales)).rows);
      await wire.call('PUT', `/api/v1/security/users/${id}`, { body: { roles: [gammaId] } });
      expect((await regions(wire, sales, authorization)).status).toBe(403);
      await wire.call('DELETE', `/api/v1/security/groups/${group}`);
    },
  },
  {
    name: 'a rule restricts rows at the next request, and stops when its role is deleted',
    async run({ wire, since6 }) {
      const sales = await findSales(wire);
      const role = await addReader(wire, sales);
      const open = await addReader(wire, sales);
      const { username } = await addUser(wire, 'restricted', { roles: [gammaId, role, open] });
      const authorization = `Bearer ${await wire.signIn(username, 'secret-1')}`;
      const all = (await regions(wire, sales)).rows;
      expect(all.length).toBeGreaterThan(1);
      const [region] = all;

      const headers = await proofAgainstForgery(wire);
      const rule = {
        name: wire.unique('rule'),
        filter_type: 'Regular',
        tables: [sales],
        roles: [role],
        clause: `region = '${region}'`,
      };
      const path = '/api/v1/rowlevelsecurity/';
      expect(await wire.call('POST', path, { body: rule })).toMatchObject({
        status: 400,
        body: { errors: [{ message: '400 Bad Request: The CSRF token is missing.' }] },
      });
      const created = await wire.call('POST', path, { body: rule, headers });
      expect(created).toMatchObject({ status: 201, body: { result: rule } });
      expect((await regions(wire, sales, authorization)).rows).toEqual([region]);
      const other = { ...rule, clause: `region IN ('${all[1]}')` };
      const changed = await wire.call('PUT', `${path}${idOf(created)}`, { body: other, headers });
      expect(changed.status).toBe(since6 ? 200 : 201);
      expect((await regions(wire, sales, authorization)).rows).toEqual([all[1]]);
      await wire.call('DELETE', `/api/v1/security/roles/${role}`);
      expect((await regions(wire, sales, authorization)).rows).toEqual(all);
      await wire.call('DELETE', `${path}${idOf(created)}`, { headers });
    },
  },
  {
    name: 'whoever has neither role nor group gets an error instead of the welcome page',
    async run({ wire }) {
      const group = idOf(await wire.call('POST', '/api/v1/security/groups/', { body: { name: wire.unique('Gone') } }));
      const { username } = await addUser(wire, 'lonely', { roles: [], groups: [group] });
      await wire.call('DELETE', `/api/v1/security/groups/${group}`);
      const session = await wire.openSession(username, 'secret-1');
      const answer = await wire.call('GET', '/superset/welcome/', { headers: { authorization: '', cookie: session } });
      expect(answer.status).toBe(500);
    },
  },
  {
    name: 'rules of one key are joined by OR, rules of different keys by AND',
    async run({ wire, client }) {
      const sales = await findSales(wire);
      const role = await addReader(wire, sales);
      const { username } = await addUser(wire, 'grouped', { roles: [gammaId, role] });
      const authorization = `Bearer ${await wire.signIn(username, 'secret-1')}`;
      const all = (await regions(wire, sales)).rows;
      const rule = { filterType: 'Regular', roleIds: [role], datasetIds: [sales] } as const;
      const only = (region: unknown, groupKey: string): Promise<number> =>
        client.rowLevelSecurity.create({
          ...rule,
          name: wire.unique('rule'),
          clause: `region = '${region}'`,
          groupKey,
        });
      const ids = [await only(all[0], 'one'), await only(all[1], 'one')];
      expect((await regions(wire, sales, authorization)).rows).toEqual([all[0], all[1]]);
      ids.push(await only(all[0], 'other'));
      expect((await regions(wire, sales, authorization)).rows).toEqual([all[0]]);
      for (const id of ids) await client.rowLevelSecurity.delete(id);
    },
  },
];

/** A role that opens one dataset. */
async function addReader(wire: WireClient, dataset: number): Promise<number> {
  const permissions = await permissionIds(wire);
  const opening = [...permissions.keys()].find(
    (name) => name.startsWith('datasource_access on ') && name.endsWith(`(id:${dataset})`),
  );
  if (opening === undefined) throw new Error(`No permission opens the dataset ${dataset}.`);
  return addRole(wire, 'Reader', [opening]);
}

/** The regions that an account sees; the administrator's without `authorization`. */
async function regions(
  wire: WireClient,
  dataset: number,
  authorization?: string,
): Promise<{ readonly status: number; readonly body: unknown; readonly rows: readonly unknown[] }> {
  const { status, body } = await wire.call('POST', '/api/v1/chart/data', {
    body: {
      datasource: { id: dataset, type: 'table' },
      queries: [{ columns: ['region'], metrics: [], row_limit: 100, orderby: [] }],
      force: true,
    },
    headers: authorization === undefined ? {} : { authorization },
  });
  const [first] = (body as { result?: { data: { region: unknown }[] }[] }).result ?? [];
  return { status, body, rows: (first?.data ?? []).map((row) => row.region).sort() };
}
