import type { Claim, ClaimRequest } from '../reconciliation-store.ts';
import { firstInOrder } from './first-in-order.ts';
import type { MemoryState, Pending, Target } from './memory-state.ts';
import { putLink, shownLink, targetOf } from './raise-desired.ts';
import { emptyLink } from './settle-outcome.ts';

/** How many times its length a lease may end from now before it counts as given by a clock that was set back. */
const longestLeases = 10;

/** Takes users that the target lags behind with. */
export function claimUsers(state: MemoryState, request: ClaimRequest): Claim[] {
  const { now, leaseMs, limit } = request;
  const target = targetOf(state, request.target);
  for (const pending of target.pending.values()) {
    if (pending.leaseUntil > now + longestLeases * leaseMs) pending.leaseUntil = now + leaseMs;
  }
  if (isTaken(target, request)) return [];
  const ready = candidates(target, request).filter(({ leaseUntil }) => leaseUntil <= now);
  return firstInOrder(ready, limit).flatMap((pending): Claim[] => {
    const claim = claimOf(state, target, pending);
    if (claim === undefined) return [];
    // From now on the target may know the user, whatever becomes of the claim, so that a deletion has to reach it.
    if (!target.links.has(pending.userId)) putLink(target, emptyLink(pending.userId));
    pending.leaseUntil = now + leaseMs;
    pending.exclusive = request.exclusive ?? false;
    pending.claimed = { version: claim.desired, overtakenAt: undefined };
    return [claim];
  });
}

/** Whether a claim keeps this one away: any if this one is to be exclusive, else an exclusive one. */
function isTaken(target: Target, { now, exclusive = false }: ClaimRequest): boolean {
  return target.pending.values().some((pending) => pending.leaseUntil > now && (exclusive || pending.exclusive));
}

/** The claim that would give out a pending user. */
export function claimOf(state: MemoryState, target: Target, { userId, urgent, since }: Pending): Claim | undefined {
  const subject = state.subjects.get(userId);
  if (subject === undefined) return undefined;
  const link = target.links.get(userId) ?? emptyLink(userId);
  return { ...shownLink(target, link), desired: subject.desired, urgent, deleted: !state.resources.has(userId), since };
}

function candidates(
  { pending }: Target,
  { now, retryMaxMs, userIds, urgent: urgentOnly = false }: ClaimRequest,
): IteratorObject<Pending> {
  if (userIds !== undefined) return [...new Set(userIds)].flatMap((id) => pending.get(id) ?? []).values();
  const latest = retryMaxMs === undefined ? Number.POSITIVE_INFINITY : now + retryMaxMs;
  return pending
    .values()
    .filter(({ held, retryAt }) => held === undefined && (retryAt <= now || retryAt > latest))
    .filter(({ urgent }) => urgent || !urgentOnly);
}
