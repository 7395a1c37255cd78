import type { User } from '@scim-superset/core';
import type { DirectoryGroup, GrantReason, RoleMapping } from '../mapping/role-mapping.ts';
import { type AccountProfile, accountProfile } from './account-profile.ts';

/** A grant that a user has, and why. */
interface DesiredGrant {
  readonly name: string;
  readonly reason: GrantReason;
}

/** Why an active user gets no account at a target: not in the scope of its mapping, or without any grant. */
export type Exclusion = 'scope' | 'no-grant';

/** What the directory and the mapping of a target want of a user's account there. */
export interface DesiredAccount extends AccountProfile {
  /** Whether the account is to be switched on: the user is active and not excluded. */
  readonly active: boolean;
  /** In the mapping's order; empty when the account is not to be active. */
  readonly grants: readonly DesiredGrant[];
  /** Undefined when the user has an account here, or is not active. */
  readonly excluded?: Exclusion;
}

/**
 * Computes a user's account from the directory and the mapping. A user is inactive only when `active` is false: an
 * absent `active` means that the directory does not keep it.
 *
 * @throws {ProvisionerError} `rule-failed` when a `when` throws.
 */
export function desiredAccount(user: User, groups: readonly DirectoryGroup[], mapping: RoleMapping): DesiredAccount {
  const profile = accountProfile(user);
  const off = { ...profile, active: false, grants: [] };
  if (user.active === false) return off;
  if (mapping.scope !== undefined && mapping.scope.match(user, groups) === undefined) {
    return { ...off, excluded: 'scope' };
  }
  const grants = matchGrants(user, groups, mapping);
  if (grants.length === 0 && mapping.accountsFor === 'granted') return { ...off, excluded: 'no-grant' };
  return { ...profile, active: true, grants };
}

function matchGrants(user: User, groups: readonly DirectoryGroup[], mapping: RoleMapping): DesiredGrant[] {
  return mapping.grants.flatMap((grant) => {
    const reason = grant.match(user, groups);
    return reason === undefined ? [] : [{ name: grant.name, reason }];
  });
}
