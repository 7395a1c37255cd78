import { z } from 'zod';
import { ids } from '../answers.ts';
import { readAll, readOne } from '../http/read-pages.ts';
import type { Requester } from '../http/requester.ts';
import { heard } from './inquiry.ts';
import { readSelf } from './read-self.ts';

/** How much of what people own the service account sees. */
export type Sight =
  /** Everything. */
  | 'admin'
  /** All data, so that only others' unpublished dashboards are hidden. */
  | 'all-data'
  /** What it owns and has access to. */
  | 'own-data'
  /** Its roles cannot be looked into. */
  | 'unknown';

const roleAnswer = z.object({ id: z.number(), name: z.string() });
const accessAnswer = z.object({ id: z.number(), roles: ids, groups: ids.optional() });
const groupAnswer = z.object({ id: z.number(), roles: ids });
const permissionsAnswer = z.object({ result: z.array(z.object({ permission_name: z.string() })) });
// Superset's default name (AUTH_ROLE_ADMIN). Where it has another one, the sight is taken for less than it is.
const adminRole = 'Admin';

/** Finds out how much the service account sees, from the roles it has directly and, where they count, through groups. */
export async function readSight(
  requester: Requester,
  { groupRoles, signal }: { readonly groupRoles: boolean; readonly signal: AbortSignal | undefined },
): Promise<Sight> {
  const self = await readSelf(requester, signal);
  if (self === undefined) return 'unknown';
  const roleIds = await readRoleIds(requester, self.id, groupRoles, signal);
  const roles = { path: '/api/v1/security/roles/', columns: ['id', 'name'], item: roleAnswer, signal };
  const named = await heard(readAll(requester, roles));
  if (roleIds === undefined || typeof named === 'string') return 'unknown';
  if (named.some(({ id, name }) => name === adminRole && roleIds.has(id))) return 'admin';
  for (const id of roleIds) {
    const path = `${roles.path}${id}/permissions/`;
    const held = await heard(requester.read({ method: 'GET', path, signal }, permissionsAnswer));
    if (typeof held === 'string') return 'unknown';
    if (held.result.some((permission) => permission.permission_name === 'all_datasource_access')) return 'all-data';
  }
  return 'own-data';
}

async function readRoleIds(
  requester: Requester,
  id: number,
  groupRoles: boolean,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<number> | undefined> {
  const columns = ['id', 'roles.id', 'groups'];
  const users = { path: '/api/v1/security/users/', columns, item: accessAnswer };
  const account = await heard(readOne(requester, { ...users, id, signal }));
  if (account === undefined || typeof account === 'string') return undefined;
  const roleIds = new Set(account.roles);
  for (const groupId of groupRoles ? (account.groups ?? []) : []) {
    const groups = { path: '/api/v1/security/groups/', columns: ['id', 'roles.id'], item: groupAnswer };
    const group = await heard(readOne(requester, { ...groups, id: groupId, signal }));
    if (group === undefined || typeof group === 'string') return undefined;
    for (const roleId of group.roles) roleIds.add(roleId);
  }
  return roleIds;
}
