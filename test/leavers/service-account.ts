import { type Account, listOf, member } from '@scim-superset/quickstart/superset';
import type { ByHand } from '../end-to-end/by-hand.ts';

/** A permission and what it is on, as Superset names them. */
export type Permission = readonly [name: string, view: string];

/** Makes another service account: what the demo's least one may do, and more. */
export async function createServiceAccount(
  { rest, create, roleId }: ByHand,
  username: string,
  more: readonly Permission[],
): Promise<Account> {
  const least = await rest.get(`/security/roles/${await roleId('SCIM Service')}/permissions/`);
  const permissions = [...listOf(least).map((item) => Number(member(item, 'id'))), ...(await idsOf(rest, more))];
  const role = `Service of ${username}`;
  const id = Number(member(await rest.send('POST', '/security/roles/', { name: role }), 'id'));
  await rest.send('POST', `/security/roles/${id}/permissions`, { permission_view_menu_ids: permissions });
  const password = crypto.randomUUID();
  await create(username, { email: `${username}@example.com`, role, password });
  return { username, password };
}

async function idsOf(rest: ByHand['rest'], wanted: readonly Permission[]): Promise<number[]> {
  const ids = new Map<string, number>();
  for (let page = 0, items: unknown[] = []; page === 0 || items.length === 100; page += 1) {
    items = listOf(await rest.get(`/security/permissions-resources/?q=(page_size:100,page:${page})`));
    for (const item of items) {
      const name = `${member(member(item, 'permission'), 'name')} on ${member(member(item, 'view_menu'), 'name')}`;
      ids.set(name, Number(member(item, 'id')));
    }
  }
  return wanted.map(([name, view]) => {
    const id = ids.get(`${name} on ${view}`);
    if (id === undefined) throw new Error(`Superset has no permission ${name} on ${view}`);
    return id;
  });
}
