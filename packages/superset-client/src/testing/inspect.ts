import { effectiveRoles } from './access.ts';
import type { EmulatorState } from './emulator-state.ts';
import type { EmulatedAsset, EmulatedGroup, EmulatedRole, EmulatedUser } from './superset-emulator.ts';

/** The accounts, with names instead of ids. */
export function inspectUsers(state: EmulatorState): readonly EmulatedUser[] {
  return [...state.users.values()].map((user) => ({
    id: user.id,
    username: user.username,
    firstName: user.first_name,
    lastName: user.last_name,
    email: user.email,
    active: user.active ?? false,
    roles: names(state.roles, user.roles),
    groups: names(state.groups, user.groups),
    effectiveRoles: names(state.roles, effectiveRoles(state, user)),
  }));
}

/** The roles, with their permissions in Superset's words. */
export function inspectRoles(state: EmulatorState): readonly EmulatedRole[] {
  return [...state.roles.values()].map(({ id, name, permissions }) => ({
    id,
    name,
    permissions: [...permissions].flatMap((one) => {
      const row = state.permissions.get(one);
      return row === undefined ? [] : [`${row.permission} on ${row.view}`];
    }),
  }));
}

/** The groups, with names instead of ids. */
export function inspectGroups(state: EmulatorState): readonly EmulatedGroup[] {
  return [...state.groups.values()].map(({ id, name, label, description, roles }) => ({
    id,
    name,
    label: label ?? '',
    description: description ?? '',
    roles: names(state.roles, roles),
    users: [...state.users.values()].filter((user) => user.groups.has(id)).map((user) => user.username),
  }));
}

/** What people own, with usernames instead of ids. */
export function inspectAssets(state: EmulatorState): readonly EmulatedAsset[] {
  const { dashboards: dashboard, charts: chart, datasets: dataset, reports: report } = state;
  return Object.entries({ dashboard, chart, dataset, report }).flatMap(([kind, rows]) =>
    [...rows.values()].map((row) => ({
      // One of the four names above.
      kind: kind as EmulatedAsset['kind'],
      id: row.id,
      name: row.name ?? '',
      owners: [...row.owners].flatMap((id) => state.users.get(id)?.username ?? []),
      ...('active' in row ? { active: row.active, reportType: row.type } : {}),
    })),
  );
}

function names(rows: ReadonlyMap<number, { readonly name: string }>, ids: ReadonlySet<number>): readonly string[] {
  return [...ids].flatMap((id) => rows.get(id)?.name ?? []).sort();
}
