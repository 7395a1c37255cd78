import type { VersionTraits } from './version-traits.ts';

/** A permission on a view, as `superset init` creates them. */
export interface PermissionPair {
  readonly permission: string;
  readonly view: string;
}

const crud = ['can_get', 'can_info', 'can_post', 'can_put', 'can_delete'];

// The part of Superset's some 230 pairs that the emulated routes ask for, and a few that tell the roles apart.
const views: Readonly<Record<string, readonly string[]>> = {
  User: crud,
  Group: crud,
  Role: [
    ...crud,
    'can_list_role_permissions',
    'can_add_role_permissions',
    'can_update_role_users',
    'can_update_role_groups',
  ],
  PermissionViewMenu: crud,
  RoleRestAPI: ['can_list_roles'],
  CurrentUserRestApi: ['can_read', 'can_write'],
  Chart: ['can_read', 'can_write'],
  Dashboard: ['can_read', 'can_write'],
  Dataset: ['can_read', 'can_write'],
  Database: ['can_read', 'can_write'],
  SavedQuery: ['can_read', 'can_write'],
  ReportSchedule: ['can_read', 'can_write'],
  'Row Level Security': ['can_read', 'can_write'],
  SecurityRestApi: ['can_read', 'can_grant_guest_token'],
  Log: ['can_read', 'can_write'],
  Superset: ['can_sqllab', 'can_csv', 'can_dashboard', 'can_explore'],
  Security: ['menu_access'],
  all_datasource_access: ['all_datasource_access'],
  all_database_access: ['all_database_access'],
};

const onlySince6 = new Set(['RoleRestAPI', 'CurrentUserRestApi']);
const onApiKeys = { ApiKey: ['can_list', 'can_get', 'can_create', 'can_revoke'] };

/** All permissions of a version. */
export function builtInPermissions(options: {
  readonly traits: VersionTraits;
  readonly apiKeys: boolean;
}): readonly PermissionPair[] {
  const { traits, apiKeys } = options;
  return Object.entries({ ...views, ...(apiKeys ? onApiKeys : {}) })
    .filter(([view]) => traits.groupRoles || !onlySince6.has(view))
    .flatMap(([view, permissions]) => permissions.map((permission) => ({ permission, view })));
}

const gamma = [
  'Chart.can_read',
  'Chart.can_write',
  'Dashboard.can_read',
  'Dashboard.can_write',
  'Dataset.can_read',
  'Database.can_read',
  'SecurityRestApi.can_read',
  'Superset.can_csv',
  'Superset.can_dashboard',
  'Superset.can_explore',
  'CurrentUserRestApi.can_read',
  'CurrentUserRestApi.can_write',
  ...onApiKeys.ApiKey.map((permission) => `ApiKey.${permission}`),
];
const alpha = ['Dataset.can_write', 'ReportSchedule.can_read', 'ReportSchedule.can_write'];
const allData = ['all_datasource_access.all_datasource_access', 'all_database_access.all_database_access'];

/** The built-in roles in the order of their ids, and whether each has a permission. */
export function builtInRoles(traits: VersionTraits): ReadonlyMap<string, (pair: PermissionPair) => boolean> {
  const has =
    (...names: readonly string[]) =>
    ({ permission, view }: PermissionPair) =>
      names.includes(`${view}.${permission}`) ||
      (traits.everybodyWritesGroups && names.includes('Group') && view === 'Group');
  return new Map([
    ['Admin', () => true],
    ['Public', () => false],
    ['Alpha', has(...gamma, ...allData, ...alpha, 'Group')],
    ['Gamma', has(...gamma, 'Group')],
    [
      'sql_lab',
      has(
        'Superset.can_sqllab',
        'Superset.can_csv',
        'SavedQuery.can_read',
        'SavedQuery.can_write',
        'Database.can_read',
      ),
    ],
  ]);
}
