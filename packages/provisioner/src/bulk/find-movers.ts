import type { Claim } from '@scim-superset/core';
import type { Breaker } from '../breaker/breaker.ts';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { readDesired } from '../desired/read-desired.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import type { AccountState } from '../target/account-state.ts';
import type { ReadyCatalog } from '../target/ensure-grants.ts';
import { type MembershipChange, membershipChange, settledAccount } from '../target/membership-change.ts';
import type { TargetContext } from '../target/target-context.ts';
import { createSlices } from '../worker/slices.ts';

/** A user of whom memberships alone change, as found at one moment. */
export interface Mover extends MembershipChange {
  readonly claim: Claim;
  /** What was last put into the account. */
  readonly before: AccountState;
  readonly desired: DesiredAccount;
}

/** How to look for movers. */
export interface FindMovers {
  readonly context: TargetContext;
  readonly ready: ReadyCatalog;
  readonly breaker: Pick<Breaker, 'counts'>;
  readonly most: number;
  readonly signal: AbortSignal;
}

const pageSize = 500;
/** Where so many wait and none of them moves, it is something else that they wait for. */
const hopeless = 1_000;

/**
 * Users who wait and of whom memberships alone change, by user id, without claiming them. Whose loss counts for the
 * breaker is not among them, nor whoever has failed: they are for a look at each alone.
 */
export async function findMovers({
  context,
  ready,
  breaker,
  most,
  signal,
}: FindMovers): Promise<ReadonlyMap<string, Mover>> {
  const found = new Map<string, Mover>();
  const slice = createSlices();
  let seen = 0;
  for (let after = ''; found.size < most; ) {
    signal.throwIfAborted();
    const page = await context.store.reconciliation.outstanding(context.name, { after, limit: pageSize });
    for (const claim of page) {
      const mover = settledAccount(context, claim) && (await lookAt({ context, ready, breaker }, claim));
      if (mover !== undefined) found.set(claim.userId, mover);
      if (found.size === most) return found;
      await slice();
    }
    seen += page.length;
    if (page.length < pageSize || (found.size === 0 && seen >= hopeless)) break;
    after = page.at(-1)?.userId ?? after;
  }
  return found;
}

/** A user as a mover; undefined when anything but memberships may change. */
export function moverOf(
  context: TargetContext,
  ready: ReadyCatalog,
  claim: Claim,
  desired: DesiredAccount,
): Mover | undefined {
  const settled = settledAccount(context, claim);
  const change = settled && membershipChange(context, ready, settled, desired);
  return change && { ...change, claim, before: settled.before, desired };
}

async function lookAt(
  { context, ready, breaker }: Pick<FindMovers, 'context' | 'ready' | 'breaker'>,
  claim: Claim,
): Promise<Mover | undefined> {
  try {
    const desired = await readDesired(context.store, context.mapping, claim.userId);
    if (desired === undefined || breaker.counts(claim, desired)) return undefined;
    return moverOf(context, ready, claim, desired);
  } catch (error) {
    // A rule that fails for the user fails again when the user is looked at alone.
    if (ProvisionerError.is(error)) return undefined;
    throw error;
  }
}
