import type { SupersetUser } from '@scim-superset/superset-client';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import type { AccountState, GivenAccess } from './account-state.ts';
import type { ReadyCatalog } from './ensure-grants.ts';
import { grantRoleIds } from './target-catalog.ts';

/** An account's direct roles and, in group mode, its groups. */
export interface AccountAccess {
  readonly roleIds: readonly number[];
  /** Undefined in direct mode, where groups give nothing and are left alone. */
  readonly groupIds: readonly number[] | undefined;
}

/**
 * Exactly the access that grants give: what an account has when it is created, adopted or reactivated. What was given
 * `before` for a grant that the mapping does not know any more is kept, as is a role that the Superset does not have
 * under its name any more.
 */
export function exactAccess(
  grants: readonly string[],
  mapping: RoleMapping,
  catalog: ReadyCatalog,
  before?: AccountState,
): AccountAccess {
  const known = mapping.grants.filter(({ name }) => grants.includes(name));
  const kept = before === undefined ? nothing : keptAccess(before, grants, mapping, catalog);
  const ofKnown = known.flatMap((grant) => grantRoleIds(grant, catalog));
  if (catalog.mode === 'direct') {
    return { roleIds: [...new Set([catalog.baseRoleId, ...ofKnown, ...kept.roleIds])], groupIds: undefined };
  }
  const groupIds = known.flatMap(({ name }) => catalog.grantGroups.get(name)?.id ?? []);
  return { roleIds: [catalog.baseRoleId, ...kept.roleIds], groupIds: [...groupIds, ...kept.groupIds] };
}

const nothing: GivenAccess = { roleIds: [], groupIds: [] };

/** What an account was given that is of no grant as the mapping and the Superset know it, but may be of one of `grants`. */
function keptAccess(
  before: AccountState,
  grants: readonly string[],
  mapping: RoleMapping,
  catalog: ReadyCatalog,
): GivenAccess {
  const isKnown = (grant: string): boolean => mapping.grants.some(({ name }) => name === grant);
  const keepsUnknown = grants.some((grant) => !isKnown(grant));
  const losesUnknown = before.grants.some((grant) => !isKnown(grant) && !grants.includes(grant));
  const lacksRole = catalog.unknownRoles.some(({ grant }) => grants.includes(grant));
  // With a grant that nobody knows goes all that may have been given for it.
  if (!keepsUnknown && (losesUnknown || !lacksRole)) return nothing;
  const concerned = mapping.grants.filter(({ name }) => grants.includes(name) || before.grants.includes(name));
  const ofKnown = new Set([before.baseRoleId, ...concerned.flatMap((grant) => grantRoleIds(grant, catalog))]);
  const ofGrants = new Set([...catalog.grantGroups.values()].map(({ id }) => id));
  const { roleIds, groupIds } = before.given;
  return {
    roleIds: roleIds.filter((id) => !ofKnown.has(id) && catalog.roleNames.has(id)),
    groupIds: keepsUnknown ? groupIds.filter((id) => !ofGrants.has(id) && catalog.groups.has(id)) : [],
  };
}

/**
 * The access of a managed account after grants have changed: what is the provisioner's becomes exact, what somebody
 * else added stays, for the plan to show.
 */
export function mergedAccess(
  live: SupersetUser,
  exact: AccountAccess,
  catalog: ReadyCatalog,
  given: GivenAccess,
): AccountAccess {
  const ownRoles = catalog.mode === 'direct' ? catalog.ownRoleIds : new Set<number>();
  const roleIds = merge(live.roleIds, exact.roleIds, ownRoles, given.roleIds);
  if (exact.groupIds === undefined) return { roleIds, groupIds: undefined };
  return { roleIds, groupIds: merge(live.groupIds, exact.groupIds, catalog.ownGroupIds, given.groupIds) };
}

function merge(
  live: readonly number[],
  exact: readonly number[],
  own: ReadonlySet<number>,
  given: readonly number[],
): number[] {
  const foreign = live.filter((id) => !own.has(id) && !given.includes(id));
  return [...new Set([...foreign, ...exact])];
}

/** Access as it is kept in the state of a link. */
export function givenAccess({ roleIds, groupIds = [] }: AccountAccess): GivenAccess {
  return { roleIds, groupIds };
}
