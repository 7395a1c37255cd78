import type { SupersetUser } from '@scim-superset/superset-client';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { effectiveRoles } from '../target/effective-roles.ts';
import { isProtected } from '../target/protected-account.ts';
import { grantRoleIds, type TargetCatalog } from '../target/target-catalog.ts';
import { roleNames } from './compare-account.ts';
import { describeItem } from './describe-item.ts';
import type { SetUpDifference, SetUpItem } from './plan-item.ts';

/** What a target's own set-up is compared by. */
export interface SetUpComparison {
  readonly target: string;
  readonly mapping: RoleMapping;
  readonly catalog: TargetCatalog;
  /** Accounts that belong to no user of the directory and are not about to. */
  readonly unmanaged: readonly SupersetUser[];
}

/** Compares roles, groups and accounts that are nobody's with what the mapping needs. */
export function compareSetUp(comparison: SetUpComparison): SetUpItem[] {
  const { target, mapping, catalog } = comparison;
  const changes = [...compareGrantGroups(mapping, catalog), ...orphanedGroups(mapping, catalog)];
  if (catalog.baseRoleId === undefined) changes.unshift({ kind: 'base-role-missing', role: mapping.baseRole });
  const { memberships, reports } = compareUnmanaged(comparison);
  const unknown = catalog.unknownRoles.map((role) => ({ kind: 'unknown-role', ...role }) as const);
  const item = (action: 'change' | 'report') => (difference: SetUpDifference) =>
    ({ ...difference, action, text: describeItem(difference, target) }) as const;
  return [
    ...[...changes, ...memberships].map(item('change')),
    ...[...unknown, ...foreignGroups(catalog), ...reports].map(item('report')),
  ];
}

function compareGrantGroups(mapping: RoleMapping, catalog: TargetCatalog): SetUpDifference[] {
  if (catalog.mode === 'direct') return [];
  return mapping.grants.flatMap((grant): SetUpDifference[] => {
    const live = catalog.grantGroups.get(grant.name);
    const group = mapping.groupPrefix + grant.name;
    if (live === undefined) return [{ kind: 'grant-group-missing', group, roles: grant.roles }];
    const wanted = new Set(grantRoleIds(grant, catalog));
    const actual = new Set(live.roleIds);
    const missing = roleNames([...wanted.difference(actual)], catalog);
    const extra = roleNames([...actual.difference(wanted)], catalog);
    return missing.length + extra.length > 0 ? [{ kind: 'grant-group-roles', group, missing, extra }] : [];
  });
}

function orphanedGroups(mapping: RoleMapping, catalog: TargetCatalog): SetUpDifference[] {
  const current = new Set(mapping.grants.map(({ name }) => mapping.groupPrefix + name));
  return ownGroups(catalog)
    .filter(({ name }) => !current.has(name))
    .map(({ name, roleIds }) => ({ kind: 'orphaned-grant-group', group: name, roles: roleNames(roleIds, catalog) }));
}

function ownGroups(catalog: TargetCatalog) {
  return [...catalog.groups.values()].filter(({ id }) => catalog.ownGroupIds.has(id));
}

/** Groups made by hand are nobody's business, unless they give what only the directory should give. */
function foreignGroups(catalog: TargetCatalog): SetUpDifference[] {
  const privileged = new Set([...catalog.ownRoleIds, catalog.roleIds.get('Admin')]);
  return [...catalog.groups.values()]
    .filter(({ id, roleIds }) => !catalog.ownGroupIds.has(id) && roleIds.some((role) => privileged.has(role)))
    .map(({ name, roleIds }) => ({ kind: 'foreign-group', group: name, roles: roleNames(roleIds, catalog) }));
}

function compareUnmanaged({ mapping, catalog, unmanaged }: SetUpComparison): {
  readonly memberships: readonly SetUpDifference[];
  readonly reports: readonly SetUpDifference[];
} {
  const touchable = unmanaged.filter((account) => !isProtected(mapping, catalog, account));
  const planned = ({ id, username }: SupersetUser) => ({ id, username });
  const memberships = touchable.flatMap((account) =>
    account.groupIds
      .filter((id) => catalog.ownGroupIds.has(id))
      .map((id): SetUpDifference => {
        return { kind: 'foreign-member', group: catalog.groups.get(id)?.name ?? '', account: planned(account) };
      }),
  );
  const reports = touchable.map((account): SetUpDifference => {
    const roles = [...effectiveRoles(account, catalog)].sort();
    return { kind: 'unmanaged-account', account: planned(account), roles };
  });
  return { memberships, reports };
}
