import type { User } from '@scim-superset/core';
import type { DirectoryGroup, GrantReason, RoleMapping } from '../mapping/role-mapping.ts';
import { type AccountProfile, accountProfile } from './account-profile.ts';

/** A grant that a user has, and why. */
interface DesiredGrant {
  readonly name: string;
  readonly reason: GrantReason;
}

/** What the directory and the mapping want of a user's account, whatever the target. */
export interface DesiredAccount extends AccountProfile {
  readonly active: boolean;
  /** In the mapping's order; empty when the user is inactive. */
  readonly grants: readonly DesiredGrant[];
}

/**
 * Computes a user's account from the directory and the mapping. A user is inactive only when `active` is false: an
 * absent `active` means that the directory does not keep it.
 *
 * @throws {ProvisionerError} `rule-failed` when a grant's `when` throws.
 */
export function desiredAccount(user: User, groups: readonly DirectoryGroup[], mapping: RoleMapping): DesiredAccount {
  const active = user.active !== false;
  return { ...accountProfile(user), active, grants: active ? matchGrants(user, groups, mapping) : [] };
}

function matchGrants(user: User, groups: readonly DirectoryGroup[], mapping: RoleMapping): DesiredGrant[] {
  return mapping.grants.flatMap((grant) => {
    const reason = grant.match(user, groups);
    return reason === undefined ? [] : [{ name: grant.name, reason }];
  });
}
