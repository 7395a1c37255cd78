import type { SupersetUser } from '@scim-superset/superset-client';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import type { ReadyCatalog } from './ensure-grants.ts';
import { grantRoleIds } from './target-catalog.ts';

/** An account's direct roles and, in group mode, its groups. */
export interface AccountAccess {
  readonly roleIds: readonly number[];
  /** Undefined in direct mode, where groups give nothing and are left alone. */
  readonly groupIds: readonly number[] | undefined;
}

/** Exactly the access that grants give: what an account has when it is created, adopted or reactivated. */
export function exactAccess(grants: readonly string[], mapping: RoleMapping, catalog: ReadyCatalog): AccountAccess {
  const given = mapping.grants.filter(({ name }) => grants.includes(name));
  if (catalog.mode === 'direct') {
    const roleIds = new Set([catalog.baseRoleId, ...given.flatMap((grant) => grantRoleIds(grant, catalog))]);
    return { roleIds: [...roleIds], groupIds: undefined };
  }
  return {
    roleIds: [catalog.baseRoleId],
    groupIds: given.flatMap(({ name }) => catalog.grantGroups.get(name)?.id ?? []),
  };
}

/**
 * The access of a managed account after grants have changed: what is the provisioner's becomes exact, what somebody
 * else added stays, for the plan to show.
 */
export function mergedAccess(live: SupersetUser, exact: AccountAccess, catalog: ReadyCatalog): AccountAccess {
  if (exact.groupIds === undefined) {
    const foreign = live.roleIds.filter((id) => !catalog.ownRoleIds.has(id));
    return { roleIds: [...foreign, ...exact.roleIds], groupIds: undefined };
  }
  return {
    roleIds: [...new Set([...live.roleIds, catalog.baseRoleId])],
    groupIds: [...live.groupIds.filter((id) => !catalog.ownGroupIds.has(id)), ...exact.groupIds],
  };
}
