import type { Claim } from '@scim-superset/core';
import type { DesiredAccount } from '../desired/desired-account.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { parseAccountState } from '../target/account-state.ts';
import type { Revocation } from './revocation.ts';

/**
 * What is wanted of a user whose loss of grants is held: all that the directory says, with the old grants kept. Undefined
 * when the account is to go, so that it stays as it is; and when the mapping does not know a grant that was given by an
 * earlier release, which noted no roles.
 */
export function withoutLoss(
  { state }: Pick<Claim, 'state'>,
  desired: DesiredAccount | undefined,
  { kind, grants }: Revocation,
  mapping: RoleMapping,
): DesiredAccount | undefined {
  const before = parseAccountState(state);
  if (kind !== 'grant-loss' || desired === undefined || before === undefined) return undefined;
  const areKnown = grants.every((lost) => mapping.grants.some(({ name }) => name === lost));
  if (!areKnown && before.given.roleIds.length === 0) return undefined;
  const kept = grants.map((name) => ({ name, reason: { kind: 'held' } as const }));
  return { ...desired, grants: [...desired.grants, ...kept] };
}

/** What is wanted of an account that is made anew, or taken over: what it never had is not kept. */
export function withoutKept(desired: DesiredAccount): DesiredAccount {
  return { ...desired, grants: desired.grants.filter(({ reason }) => reason.kind !== 'held') };
}
