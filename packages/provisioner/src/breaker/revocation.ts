import { createHash } from 'node:crypto';
import type { Claim } from '@scim-superset/core';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { parseAccountState } from '../target/account-state.ts';
import type { Takeover } from '../target/takeover.ts';

/** What applying a user as wanted would take away. */
export interface Revocation {
  /** `deletion`: the user was deleted from the directory; in Superset that is a deactivation as well. */
  readonly kind: 'deactivation' | 'deletion' | 'grant-loss';
  /** Names of the grants that go, in alphabetical order. */
  readonly grants: readonly string[];
  /** Names of the roles that go with an account that is taken over, which had no grants. */
  readonly roles?: readonly string[];
  /** Whether the user gets another grant in the same step. */
  readonly gains: boolean;
  /** Equal for what takes the same away: what a decision is about. */
  readonly digest: string;
}

/** Whether a loss is counted as one of the account or of grants. */
export type Counter = 'deactivations' | 'grantLosses';

/** Both counters. */
export const counters: readonly Counter[] = ['deactivations', 'grantLosses'];

/** The counter that a revocation belongs to. */
export function counterOf({ kind }: Pick<Revocation, 'kind'>): Counter {
  return kind === 'grant-loss' ? 'grantLosses' : 'deactivations';
}

/**
 * What a user would lose, compared with what was last applied. Undefined when that is nothing: also for an account that
 * was inactive before, or was not the provisioner's, of which {@link takeoverRevocation} tells.
 *
 * @param desired undefined when the user is not in the directory any more.
 */
export function findRevocation(
  { account, state }: Pick<Claim, 'account' | 'state'>,
  desired: DesiredAccount | undefined,
): Revocation | undefined {
  const before = account === undefined ? undefined : parseAccountState(state);
  if (before?.active !== true) return undefined;
  const wanted = new Set(desired?.grants.map(({ name }) => name));
  const grants = before.grants.filter((name) => !wanted.has(name)).sort();
  if (desired?.active !== true) {
    const kind = desired === undefined ? 'deletion' : 'deactivation';
    return { kind, grants, gains: false, digest: digestOf(kind) };
  }
  if (grants.length === 0) return undefined;
  const gains = [...wanted].some((name) => !before.grants.includes(name));
  return { kind: 'grant-loss', grants, gains, digest: digestOf('grant-loss', ...grants) };
}

/** What taking over an account takes away. It is never a move: nobody knows what the account had its roles for. */
export function takeoverRevocation({ account, deactivates, roles }: Takeover): Revocation {
  const kind = deactivates ? 'deactivation' : 'grant-loss';
  return { kind, grants: [], roles, gains: false, digest: digestOf('takeover', kind, String(account), ...roles) };
}

/**
 * Whether a loss of grants is one half of a move: the user gets another grant in the same step, or has got one shortly
 * before and after those that go. Identity providers change one group after the other.
 */
export function isMove(
  { state, since }: Pick<Claim, 'state' | 'since'>,
  { kind, gains, grants }: Revocation,
  windowMs: number,
): boolean {
  const before = parseAccountState(state);
  if (kind !== 'grant-loss' || before === undefined) return false;
  const givenAt = (name: string): number => Date.parse(before.since[name] ?? '') || 0;
  const lastLost = Math.max(...grants.map(givenAt));
  const kept = before.grants.filter((name) => !grants.includes(name)).map(givenAt);
  return gains || kept.some((at) => at > lastLost && Math.abs(since - at) < windowMs);
}

function digestOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
