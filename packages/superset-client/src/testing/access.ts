import type { DataRow, DatasetRow, EmulatorState, UserRow } from './emulator-state.ts';
import { parseClause } from './parse-clause.ts';

/** The roles that count for an account: its own, and from 6.0 on those of its groups. */
export function effectiveRoles(state: EmulatorState, user: UserRow): ReadonlySet<number> {
  if (!state.traits.groupRoles) return user.roles;
  const throughGroups = [...user.groups].flatMap((id) => [...(state.groups.get(id)?.roles ?? [])]);
  return new Set([...user.roles, ...throughGroups]);
}

/** Whether an account has a permission on a view. */
export function hasPermission(state: EmulatorState, user: UserRow, permission: string, view: string): boolean {
  return [...effectiveRoles(state, user)].some((roleId) =>
    [...(state.roles.get(roleId)?.permissions ?? [])].some((id) => {
      const row = state.permissions.get(id);
      return row?.permission === permission && row.view === view;
    }),
  );
}

/** Name of the view that access to a dataset is granted on. */
export function datasetView(state: EmulatorState, dataset: DatasetRow): string {
  return `[${state.databases.get(dataset.database)}].[${dataset.name}](id:${dataset.id})`;
}

/** Whether an account may read a dataset. */
export function mayReadDataset(state: EmulatorState, user: UserRow, dataset: DatasetRow): boolean {
  return (
    hasPermission(state, user, 'all_datasource_access', 'all_datasource_access') ||
    hasPermission(state, user, 'all_database_access', 'all_database_access') ||
    hasPermission(state, user, 'datasource_access', datasetView(state, dataset))
  );
}

/** The rows of a dataset that row-level security lets an account see. */
export function visibleRows(state: EmulatorState, user: UserRow, dataset: DatasetRow): readonly DataRow[] {
  const roles = effectiveRoles(state, user);
  const clauses = [...state.rules.values()]
    .filter((rule) => rule.tables.has(dataset.id))
    .filter((rule) => (rule.filter_type === 'Regular') !== roles.isDisjointFrom(rule.roles))
    .map((rule) => parseClause(rule.clause));
  return dataset.rows.filter((row) => clauses.every((holds) => holds?.(row) ?? false));
}
