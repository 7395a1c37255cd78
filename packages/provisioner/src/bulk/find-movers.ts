import type { Claim } from '@scim-superset/core';
import type { Breaker } from '../breaker/breaker.ts';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { readDesired } from '../desired/read-desired.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import type { ReadyCatalog } from '../target/ensure-grants.ts';
import {
  type MembershipChange,
  membershipChange,
  type SettledAccount,
  settledAccount,
} from '../target/membership-change.ts';
import type { TargetContext } from '../target/target-context.ts';
import { createSlices } from '../worker/slices.ts';

/** A user of whom memberships alone change, as found at one moment. */
export interface Mover extends MembershipChange {
  readonly claim: Claim;
  readonly desired: DesiredAccount;
}

/** How to look for movers. */
export interface FindMovers {
  readonly context: TargetContext;
  readonly ready: ReadyCatalog;
  readonly breaker: Pick<Breaker, 'counts'>;
  /** Only these users; everybody who waits by default. */
  readonly among?: ReadonlySet<string>;
  readonly most: number;
  readonly signal: AbortSignal;
}

const pageSize = 500;
/** Where so many wait and none of them moves, it is something else that they wait for. */
const hopeless = 1_000;

/** Users who wait and whose accounts are settled, at most so many, without looking at what is wanted of them. */
export async function findCandidates(
  context: TargetContext,
  { most, signal }: { readonly most: number; readonly signal: AbortSignal },
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const slice = createSlices();
  for await (const claim of waiting(context, signal)) {
    if (settledAccount(context, claim) !== undefined) found.add(claim.userId);
    if (found.size === most) break;
    await slice();
  }
  return found;
}

/**
 * Users who wait and of whom memberships alone change, by user id, as they are at this moment. Whose loss counts for the
 * breaker is not among them, nor whoever has failed: they are for a look at each alone.
 */
export async function findMovers(options: FindMovers): Promise<ReadonlyMap<string, Mover>> {
  const { context, among, most, signal } = options;
  const found = new Map<string, Mover>();
  const slice = createSlices();
  let seen = 0;
  for await (const claim of waiting(context, signal)) {
    if (among?.has(claim.userId) === false) continue;
    const settled = settledAccount(context, claim);
    const change = settled && (await changeOf(options, claim, settled));
    if (change !== undefined) found.set(claim.userId, change);
    seen += 1;
    if (found.size === most || (found.size === 0 && seen === hopeless)) break;
    await slice();
  }
  return found;
}

async function* waiting({ store, name }: TargetContext, signal: AbortSignal): AsyncGenerator<Claim> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    signal.throwIfAborted();
    const page: readonly Claim[] = await store.reconciliation.outstanding(name, { after, limit: pageSize });
    yield* page;
    after = page.length < pageSize ? undefined : page.at(-1)?.userId;
  }
}

async function changeOf(
  { context, ready, breaker }: Pick<FindMovers, 'context' | 'ready' | 'breaker'>,
  claim: Claim,
  settled: SettledAccount,
): Promise<Mover | undefined> {
  try {
    const desired = await readDesired(context.store, context.mapping, claim.userId);
    if (desired === undefined || breaker.counts(claim, desired)) return undefined;
    const change = membershipChange(context, ready, settled, desired);
    return change && { ...change, claim, desired };
  } catch (error) {
    // A rule that fails for the user fails again when the user is looked at alone.
    if (ProvisionerError.is(error)) return undefined;
    throw error;
  }
}
