import type { SupersetPermission } from '@scim-superset/superset-client';

/** What the holders of a role can do beyond what its name says, the worst of it. */
export interface RolePower {
  /** `mints-admin`: they can make themselves Admin. `all-data`: they read all data, whatever they were given. */
  readonly level: 'admin' | 'mints-admin' | 'all-data' | 'ordinary';
  /** The permissions that say so, for example `can_put on User`; empty when the name does. */
  readonly by: readonly string[];
}

/** What is looked at. */
export interface JudgedRole {
  readonly name: string;
  /** Undefined when the service account may not see them: then Admin and Alpha are told by their names. */
  readonly permissions: readonly Pick<SupersetPermission, 'name' | 'resource'>[] | undefined;
  /** Whether roles of groups count. Before 6.0 they do not, and there everybody may write groups. */
  readonly groupRoles: boolean;
}

/**
 * Superset's default name (AUTH_ROLE_ADMIN) of the role that has every permission, and gets new ones by itself. Where it has
 * another one, its permissions tell.
 */
export const adminRole = 'Admin';
const alphaRole = 'Alpha';

/**
 * Permissions with which one gives oneself, or a role that one has, all others: by account, by role (renamed to Admin, or
 * put on an account), and by setting the password of an Admin. Who can only add a role adds one that permits nothing.
 */
const throughAccounts = new Set([
  'can_post on User',
  'can_put on User',
  'can_put on Role',
  'can_add_role_permissions on Role',
  'can_update_role_users on Role',
  'can_edit on RoleModelView',
  'can_this_form_post on ResetPasswordView',
]);
const throughGroups = new Set([
  'can_post on Group',
  'can_put on Group',
  'can_update_role_groups on Role',
  'can_add on UserGroupModelView',
  'can_edit on UserGroupModelView',
]);
/** How the view of accounts is called depends on how people sign in. */
const throughUserViews = /^(can_add|can_edit|resetpasswords) on User(DB|LDAP|OAuth|OID|RemoteUser)ModelView$/;
const allData = new Set(['all_datasource_access', 'all_database_access']);

/** Classifies a role by what it permits. */
export function judgeRole({ name, permissions, groupRoles }: JudgedRole): RolePower {
  if (name === adminRole) return { level: 'admin', by: [] };
  if (permissions === undefined) return { level: name === alphaRole ? 'all-data' : 'ordinary', by: [] };
  const minting = permissions
    .map((permission) => `${permission.name} on ${permission.resource}`)
    .filter(
      (text) => throughAccounts.has(text) || (groupRoles && throughGroups.has(text)) || throughUserViews.test(text),
    );
  if (minting.length > 0) return { level: 'mints-admin', by: minting };
  const reading = permissions.map((permission) => permission.name).filter((permission) => allData.has(permission));
  return reading.length > 0 ? { level: 'all-data', by: reading } : { level: 'ordinary', by: [] };
}

/** Whether whoever has the role is, or can become, Admin. */
export function isAdminLike({ level }: RolePower): boolean {
  return level === 'admin' || level === 'mints-admin';
}
