import type { Account } from '../superset/index.ts';
import { listOf, member, signIn } from '../superset/superset-rest.ts';
import type { SupersetAccount, SupersetAdmin } from './world.ts';

/** Superset's own administrator; signs in once. */
export async function createSupersetAdmin(url: string, admin: Account): Promise<SupersetAdmin> {
  const superset = await signIn(url, admin.username, admin.password);
  const query = (text: string): string => encodeURIComponent(text);
  return {
    async account(username): Promise<SupersetAccount> {
      const q = query(`(filters:!((col:username,opr:eq,value:'${username}')),keys:!(none))`);
      const found = listOf(await superset.get(`/security/users/?q=${q}`))[0];
      if (found === undefined) throw new Error(`Superset has no account "${username}"`);
      return {
        id: Number(member(found, 'id')),
        username,
        active: member(found, 'active') === true,
        roles: namesOf(member(found, 'roles')),
        groups: namesOf(member(found, 'groups')),
      };
    },
    async change(id, change) {
      await superset.send('PUT', `/security/users/${id}`, change);
    },
    async roleId(name) {
      const roles = listOf(await superset.get('/security/roles/?q=(page_size:100,keys:!(none))'));
      const found = roles.find((role) => member(role, 'name') === name);
      if (found === undefined) throw new Error(`Superset has no role "${name}"`);
      return Number(member(found, 'id'));
    },
    async dashboardsOf(id) {
      const q = query(`(filters:!((col:owners,opr:rel_m_m,value:${id})),keys:!(none))`);
      return listOf(await superset.get(`/dashboard/?q=${q}`)).map((item) => String(member(item, 'dashboard_title')));
    },
  };
}

function namesOf(items: unknown): string[] {
  return Array.isArray(items) ? items.map((item) => String(member(item, 'name'))) : [];
}
