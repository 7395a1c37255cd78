import type { EmulatorState } from './emulator-state.ts';
import { parseClause } from './parse-clause.ts';
import type { DataRow, DatasetRow, RuleRow, UserRow } from './rows.ts';

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
  return `[${state.databases.get(dataset.database)?.name}].[${dataset.name}](id:${dataset.id})`;
}

/** Whether an account may read every dataset. */
export function mayReadAllData(state: EmulatorState, user: UserRow): boolean {
  return hasPermission(state, user, 'all_datasource_access', 'all_datasource_access');
}

/** Whether an account may read a dataset. */
export function mayReadDataset(state: EmulatorState, user: UserRow, dataset: DatasetRow): boolean {
  return (
    mayReadAllData(state, user) ||
    hasPermission(state, user, 'all_database_access', 'all_database_access') ||
    hasPermission(state, user, 'datasource_access', datasetView(state, dataset))
  );
}

/** Whether an account has the role Admin. */
export function isAdmin(state: EmulatorState, user: UserRow): boolean {
  return [...effectiveRoles(state, user)].some((id) => state.roles.get(id)?.name === 'Admin');
}

/** The rows of a dataset that row-level security lets an account see; a clause instead that the emulator cannot apply. */
export function visibleRows(
  state: EmulatorState,
  user: UserRow,
  dataset: DatasetRow,
): readonly DataRow[] | { readonly unknownClause: string } {
  const roles = effectiveRoles(state, user);
  const rules = [...state.rules.values()]
    .filter((rule) => rule.tables.has(dataset.id))
    .filter((rule) => (rule.filter_type === 'Regular') !== roles.isDisjointFrom(rule.roles));
  const unknown = rules.find(({ clause }) => parseClause(clause) === undefined);
  if (unknown !== undefined) return { unknownClause: unknown.clause };
  // Rules of one group are joined by OR, groups by AND.
  const groups = [...Map.groupBy(rules, (rule: RuleRow) => rule.group_key || rule.id).values()];
  return dataset.rows.filter((row) =>
    groups.every((group) => group.some(({ clause }) => parseClause(clause)?.(row) ?? false)),
  );
}
