import { expect } from 'vitest';
import { addUser, type ContractCase, gammaId, idOf, list } from './contract-case.ts';
import { cookie, type WireClient } from './wire-client.ts';

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

      const headers = await csrf(wire);
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
    name: 'dashboards are found by owner, and their owners replaced',
    async run({ wire }) {
      const first = await addUser(wire, 'owner');
      const second = await addUser(wire, 'heir');
      const headers = await csrf(wire);
      const body = { dashboard_title: 'Board', owners: [first.id] };
      const id = idOf(await wire.call('POST', '/api/v1/dashboard/', { body, headers }));
      const owned = async (owner: number): Promise<unknown> => {
        const q = `(columns:!(id),keys:!(none),filters:!((col:owners,opr:rel_m_m,value:${owner})))`;
        return ((await wire.call('GET', `/api/v1/dashboard/?q=${encodeURIComponent(q)}`)).body as { ids: unknown }).ids;
      };
      expect(await owned(first.id)).toEqual([id]);
      await wire.call('PUT', `/api/v1/dashboard/${id}`, { body: { owners: [second.id] }, headers });
      expect(await owned(first.id)).toEqual([]);
      expect(await owned(second.id)).toEqual([id]);
    },
  },
];

async function findSales(wire: WireClient): Promise<number> {
  const q = encodeURIComponent(
    '(columns:!(id,table_name),keys:!(none),filters:!((col:table_name,opr:eq,value:sales)))',
  );
  const { result } = (await wire.call('GET', `/api/v1/dataset/?q=${q}`)).body as { result: { id: number }[] };
  const [sales] = result;
  if (sales === undefined) throw new Error('This Superset has no dataset "sales". Use the one of the quickstart.');
  return sales.id;
}

/** A role that opens one dataset. */
async function addReader(wire: WireClient, dataset: number): Promise<number> {
  const role = idOf(await wire.call('POST', '/api/v1/security/roles/', { body: { name: wire.unique('Reader') } }));
  const permission = await findPermission(
    wire,
    (name, view) => name === 'datasource_access' && view.endsWith(`(id:${dataset})`),
  );
  const body = { permission_view_menu_ids: [permission] };
  await wire.call('POST', `/api/v1/security/roles/${role}/permissions`, { body });
  return role;
}

/** The id of the first permission that fits. */
export async function findPermission(wire: WireClient, fits: (name: string, view: string) => boolean): Promise<number> {
  for (let page = 0; ; page++) {
    const q = `(keys:!(none),order_column:id,order_direction:asc,page:${page},page_size:100)`;
    const { result } = (await wire.call('GET', list('permissions-resources', q))).body as {
      result: { id: number; permission: { name: string }; view_menu: { name: string } }[];
    };
    const found = result.find(({ permission, view_menu: view }) => fits(permission.name, view.name));
    if (found !== undefined) return found.id;
    if (result.length === 0) throw new Error('No permission fits.');
  }
}

async function csrf(wire: WireClient): Promise<Readonly<Record<string, string>>> {
  const answer = await wire.call('GET', '/api/v1/security/csrf_token/');
  return { cookie: cookie(answer.headers), 'x-csrftoken': String((answer.body as { result: unknown }).result) };
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
