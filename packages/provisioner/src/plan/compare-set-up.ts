import type { SupersetGroup, SupersetUser } from '@scim-superset/superset-client';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { effectiveRoles } from '../target/effective-roles.ts';
import { describeGrantGroup, groupRoleIds } from '../target/ensure-grants.ts';
import { isProtected } from '../target/protected-account.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import { roleNames } from './compare-account.ts';
import { describeItem } from './describe-item.ts';
import type { KeptGrant } from './kept-grants.ts';
import type { PlannedAccount, SetUpDifference, SetUpItem } from './plan-item.ts';

/** What a target's own set-up is compared by. */
export interface SetUpComparison {
  readonly target: string;
  readonly mapping: RoleMapping;
  readonly catalog: TargetCatalog;
  /** Accounts that belong to no user of the directory and are not about to. */
  readonly unmanaged: readonly SupersetUser[];
  /** Ids of those among them whose users were deleted from the directory. */
  readonly departed: ReadonlySet<number>;
  /** Accounts that lock each other out, the provisioned one first. */
  readonly clashes: readonly (readonly PlannedAccount[])[];
  /** Groups with roles of a Superset where these have no effect yet. */
  readonly planted: readonly SupersetGroup[];
  /** Grants that users have only because their loss is held. */
  readonly kept: ReadonlyMap<string, KeptGrant>;
  /** Roles in groups of others by which one is, or becomes, Admin, or reads all data. Default: none. */
  readonly privileged?: ReadonlySet<number>;
  /** Whether the workers have never brought anybody in line here, so that nothing is set up yet. */
  readonly untouched: boolean;
}

/** Compares roles, groups and accounts that are nobody's with what the mapping needs. */
export function compareSetUp(comparison: SetUpComparison): SetUpItem[] {
  const { target, mapping, catalog, clashes, planted } = comparison;
  const changes = [...compareGrantGroups(mapping, catalog), ...orphanedGroups(mapping, catalog)];
  if (catalog.baseRoleId === undefined) changes.unshift({ kind: 'base-role-missing', role: mapping.baseRole });
  const { changes: removals, reports } = compareUnmanaged(comparison);
  const unknown = catalog.unknownRoles.map((role) => ({ kind: 'unknown-role', ...role }) as const);
  const item = (action: 'change' | 'report') => (difference: SetUpDifference) => {
    const pending = action === 'change' && (comparison.untouched || isOnItsWay(difference, mapping, catalog));
    return { ...difference, action, text: describeItem(difference, target), ...(pending && { pending }) } as const;
  };
  const locked = clashes.map((accounts) => ({ kind: 'username-clash', accounts }) as const);
  const dormant = planted.map(({ name, roleIds, userIds }): SetUpDifference => {
    return { kind: 'planted-group', group: name, roles: roleNames(roleIds, catalog), members: userIds.length };
  });
  return [
    ...[...changes, ...removals].map(item('change')).map((change) => keepBack(change, comparison)),
    ...[...unknown, ...foreignGroups(comparison), ...dormant, ...locked, ...reports].map(item('report')),
  ];
}

function compareGrantGroups(mapping: RoleMapping, catalog: TargetCatalog): SetUpDifference[] {
  if (catalog.mode === 'direct') return [];
  return mapping.grants.flatMap((grant): SetUpDifference[] => {
    const live = catalog.grantGroups.get(grant.name);
    const group = mapping.groupPrefix + grant.name;
    if (live === undefined) return [{ kind: 'grant-group-missing', group, roles: grant.roles }];
    const wanted = new Set(groupRoleIds(grant, live, catalog));
    const actual = new Set(live.roleIds);
    const missing = roleNames([...wanted.difference(actual)], catalog);
    const extra = roleNames([...actual.difference(wanted)], catalog);
    return missing.length + extra.length > 0 ? [{ kind: 'grant-group-roles', group, missing, extra }] : [];
  });
}

/** Whether the workers write the roles of a grant's group anyway, because the mapping or the roles have changed. */
function isOnItsWay(difference: SetUpDifference, mapping: RoleMapping, catalog: TargetCatalog): boolean {
  if (difference.kind !== 'grant-group-roles') return false;
  const grant = mapping.grants.find(({ name }) => mapping.groupPrefix + name === difference.group);
  const live = grant && catalog.grantGroups.get(grant.name);
  return (
    grant !== undefined &&
    live !== undefined &&
    live.description !== describeGrantGroup(grant.name, groupRoleIds(grant, live, catalog))
  );
}

/** Removing a group takes its grant from everybody in it, those included who keep it until somebody decides. */
function keepBack(item: SetUpItem, { mapping, kept }: SetUpComparison): SetUpItem {
  if (item.kind !== 'orphaned-grant-group') return item;
  const held = kept.get(item.group.slice(mapping.groupPrefix.length));
  if (held === undefined) return item;
  const who = held.users === 1 ? '1 user keeps it' : `${held.users} users keep it`;
  const why = held.status === 'staged' ? 'until somebody decides' : 'because the loss was rejected';
  return { ...item, action: 'report', held: held.status, text: `${item.text}; ${who}, ${why}` };
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
function foreignGroups({ catalog, privileged }: SetUpComparison): SetUpDifference[] {
  const reserved = catalog.ownRoleIds.union(privileged ?? new Set());
  return [...catalog.groups.values()]
    .filter(({ id, roleIds }) => !catalog.ownGroupIds.has(id) && roleIds.some((role) => reserved.has(role)))
    .map(({ name, roleIds }) => ({ kind: 'foreign-group', group: name, roles: roleNames(roleIds, catalog) }));
}

function compareUnmanaged({ mapping, catalog, unmanaged, departed }: SetUpComparison): {
  /** What apply takes away. */
  readonly changes: readonly SetUpDifference[];
  readonly reports: readonly SetUpDifference[];
} {
  const touchable = unmanaged.filter((account) => !isProtected(mapping, catalog, account));
  const planned = ({ id, username }: SupersetUser) => ({ id, username });
  const roles = (account: SupersetUser) => [...effectiveRoles(account, catalog)].sort();
  // An account that nobody can sign in to is nobody's access; those of people who left are many.
  const active = touchable.filter((account) => account.active);
  const reactivated = active.filter(({ id }) => departed.has(id));
  // Switching an account off takes its groups away as well.
  const memberships = touchable
    .filter((account) => !reactivated.includes(account))
    .flatMap((account) =>
      account.groupIds
        .filter((id) => catalog.ownGroupIds.has(id))
        .map((id): SetUpDifference => {
          return { kind: 'foreign-member', group: catalog.groups.get(id)?.name ?? '', account: planned(account) };
        }),
    );
  const leavers = reactivated.map((account): SetUpDifference => {
    return { kind: 'reactivated-leaver', account: planned(account), roles: roles(account) };
  });
  const reports = active
    .filter(({ id }) => !departed.has(id))
    .map((account): SetUpDifference => {
      return { kind: 'unmanaged-account', account: planned(account), roles: roles(account) };
    });
  return { changes: [...leavers, ...memberships], reports };
}
