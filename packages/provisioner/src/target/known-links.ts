import type { Link, ReconciliationStore } from '@scim-superset/core';
import { type Hold, parseHold } from '../breaker/hold.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { type AccountState, creationUnderWay, parseAccountState } from './account-state.ts';
import { readLinks } from './read-links.ts';
import type { GrantMode } from './target-catalog.ts';

/** What is known of a user at a target, in the provisioner's words. */
export interface KnownLink {
  readonly userId: string;
  /** Id of the user's account. */
  readonly account: number | undefined;
  /** What was last put into the account. */
  readonly before: AccountState | undefined;
  /** The username of an account whose creation began and was not seen to end. */
  readonly creating: string | undefined;
  /** The version last applied, to tell whether the user was applied again since. */
  readonly applied: number;
  readonly lags: boolean;
  /** How often in a row the user could not be applied. */
  readonly failures: number;
  /** What of the user's access waits for a decision, or was decided on. */
  readonly hold: Hold | undefined;
}

/** All that is known of a target's users. */
export interface KnownLinks {
  readonly byUser: ReadonlyMap<string, KnownLink>;
  /** User ids by account. */
  readonly owners: ReadonlyMap<number, string>;
}

/** Reads a link of the store. */
export function knownLink({ userId, account, state, applied, lags, failure, hold }: Link): KnownLink {
  // A state that does not parse costs an error with its stack, and there are as many links as users.
  const before = account === undefined ? undefined : parseAccountState(state);
  return {
    userId,
    account: account === undefined ? undefined : Number(account),
    before,
    creating: before === undefined ? creationUnderWay(state) : undefined,
    applied,
    lags,
    failures: failure?.attempts ?? 0,
    hold: hold && parseHold(hold),
  };
}

/** Reads all links of a target. */
export async function readKnownLinks(reconciliation: ReconciliationStore, target: string): Promise<KnownLinks> {
  const byUser = new Map<string, KnownLink>();
  const owners = new Map<number, string>();
  for await (const page of readLinks(reconciliation, target)) {
    for (const link of page.map(knownLink)) {
      byUser.set(link.userId, link);
      if (link.account !== undefined) owners.set(link.account, link.userId);
    }
  }
  return { byUser, owners };
}

/** After so many failures in a row a change is not on its way any more. */
const manyFailures = 5;

/**
 * Whether the workers have still to bring the user in line, so that a difference is no deviation: the user was never
 * looked at or has changed since, or was applied under another mapping or before an upgrade. Not so for a user who
 * fails again and again, or a deviation would stay hidden for as long; nor for one of whom all but what is held is
 * applied.
 */
export function isPending(link: KnownLink | undefined, mapping: RoleMapping, mode: GrantMode): boolean {
  if (link === undefined) return true;
  const { before, failures, lags, hold } = link;
  if (failures >= manyFailures) return false;
  if (lags || hold !== undefined) return lags;
  return before !== undefined && (before.mapping !== mapping.fingerprint || before.mode !== mode);
}
