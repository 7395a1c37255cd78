import type { Claim } from '@scim-superset/core';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { adminRole } from '../mapping/role-power.ts';
import { type AccessChange, givenAndTaken } from './access-event.ts';
import { exactAccess, givenAccess } from './account-access.ts';
import { type AccountState, parseAccountState } from './account-state.ts';
import { effectiveRoles } from './effective-roles.ts';
import type { ReadyCatalog } from './ensure-grants.ts';
import { grantsSince } from './grants-since.ts';
import { missingRole } from './missing-role.ts';
import { namesDigest } from './names-digest.ts';
import { sameIds } from './same-ids.ts';
import type { TargetContext } from './target-context.ts';

/** A user of whom nothing changes but which groups of grants the account is in. */
export interface MembershipChange {
  readonly userName: string;
  readonly account: number;
  /** Ids of groups. */
  readonly joins: readonly number[];
  readonly leaves: readonly number[];
  /** What is known of the account once it is so. */
  readonly state: AccountState;
  readonly change: AccessChange;
}

/** An account of which nothing is open but what the directory wants of it now. */
export interface SettledAccount {
  readonly account: string;
  /** What was last put into it. */
  readonly before: AccountState;
}

/** The account of a user if it is settled. Tells without reading anything. */
export function settledAccount(
  { mapping }: Pick<TargetContext, 'mapping'>,
  { account, failure, hold, deleted, state }: Claim,
): SettledAccount | undefined {
  const before = parseAccountState(state);
  if (account === undefined || before === undefined) return undefined;
  const isSettled =
    before.active &&
    !deleted &&
    failure === undefined &&
    hold === undefined &&
    before.becoming === undefined &&
    before.mode === 'group' &&
    before.mapping === mapping.fingerprint &&
    !mapping.protectedAccounts.has(before.username.toLowerCase());
  return isSettled ? { account, before } : undefined;
}

/**
 * What the change of a settled account comes to if it is one of memberships alone; undefined when nothing has changed, or
 * anything else may differ or Admin is among what it gives, so that the account has to be looked at by itself.
 */
export function membershipChange(
  { mapping, clock }: Pick<TargetContext, 'mapping' | 'clock'>,
  catalog: ReadyCatalog,
  { account, before }: SettledAccount,
  desired: DesiredAccount,
): MembershipChange | undefined {
  if (!desired.active || catalog.mode !== 'group' || catalog.self?.id === Number(account)) return undefined;
  const isSame =
    before.username === desired.username && before.email === desired.email && before.names === namesDigest(desired);
  if (!isSame || missingRole(desired, catalog) !== undefined) return undefined;
  const grants = desired.grants.map(({ name }) => name);
  const [had, has] = [exactAccess(before.grants, mapping, catalog), exactAccess(grants, mapping, catalog)];
  const [left, right] = [had.groupIds ?? [], has.groupIds ?? []];
  if (!sameIds(before.given.roleIds, had.roleIds) || !sameIds(before.given.groupIds, left)) return undefined;
  if (!sameIds(had.roleIds, has.roleIds) || right.length !== grants.length) return undefined;
  const [joins, leaves] = [right.filter((id) => !left.includes(id)), left.filter((id) => !right.includes(id))];
  // Whoever is to be looked at although nothing has changed may have been changed by hand.
  if (joins.length === 0 && leaves.length === 0) return undefined;
  const roles = (groupIds: readonly number[]) => effectiveRoles({ roleIds: has.roleIds, groupIds }, catalog);
  const changed = givenAndTaken(roles(left), roles(right));
  // Nobody becomes Admin whose account was not read.
  if (changed.given.includes(adminRole)) return undefined;
  return {
    userName: before.username,
    account: Number(account),
    joins,
    leaves,
    state: { ...before, grants, since: grantsSince(before, grants, clock()), given: givenAccess(has) },
    change: {
      operation: 'updated',
      account,
      grants: givenAndTaken(before.grants, grants),
      roles: changed,
      profile: [],
    },
  };
}
