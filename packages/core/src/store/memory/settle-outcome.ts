import type { Outcome } from '../reconciliation-store.ts';
import type { KeptLink, MemoryState, Pending, Target } from './memory-state.ts';
import { forgetWhenDone, isUrgent, newPending, putLink } from './raise-desired.ts';

type Applied = Extract<Outcome, { readonly kind: 'applied' }>;
type Held = Extract<Outcome, { readonly kind: 'held' }>;
type Failed = Extract<Outcome, { readonly kind: 'failed' }>;

/** Records what became of a claim, without its events. */
export function settleOutcome(state: MemoryState, target: Target, outcome: Outcome, now: number): void {
  if (!state.subjects.has(outcome.userId)) return;
  if (outcome.kind === 'applied') settleApplied(state, target, outcome, now);
  else if (outcome.kind === 'held') settleHeld(state, target, outcome);
  else settleFailed(target, outcome);
}

/** The link of a user of whom the target has heard nothing. */
export function emptyLink(userId: string): KeptLink {
  return Object.freeze({ userId, applied: 0, account: undefined, state: Object.freeze({}), failure: undefined });
}

function settleApplied(state: MemoryState, target: Target, outcome: Applied, now: number): void {
  const { userId, account } = outcome;
  const subject = state.subjects.get(userId);
  if (subject === undefined) return;
  const link = target.links.get(userId) ?? emptyLink(userId);
  const pending = target.pending.get(userId);
  // No further than desired, or the next change would pass for applied.
  const applied = Math.min(outcome.version, subject.desired);
  // A worker that lost its lease reports what a later one has already overwritten.
  if (applied < link.applied) return;
  const { failure, hold, ...noted } = { ...link, applied, account, state: outcome.state };
  if (applied === link.applied && applied < subject.desired) {
    putLink(target, { ...noted, failure, ...(hold && { hold }) });
  } else {
    putLink(target, { ...noted, failure: undefined, ...(hold && applied < (pending?.held ?? 0) && { hold }) });
    target.failing.delete(userId);
    if (pending !== undefined) pending.retryAt = 0;
  }

  const urgent = isUrgent(subject, target.links.get(userId));
  if (applied >= subject.desired) target.pending.delete(userId);
  // Settled without a claim, after the deletion: only now the target turns out to know the user.
  else if (pending === undefined) target.pending.set(userId, newPending(userId, urgent, now));
  else {
    pending.urgent = urgent;
    if (pending.claimed !== undefined && applied >= pending.claimed.version) {
      pending.since = pending.claimed.overtakenAt ?? pending.since;
      release(pending);
    }
  }
  forgetWhenDone(state, userId);
}

function settleHeld(state: MemoryState, target: Target, outcome: Held): void {
  const { userId, version, account, hold } = outcome;
  const pending = target.pending.get(userId);
  const link = target.links.get(userId) ?? emptyLink(userId);
  if (pending === undefined || version <= link.applied) return;
  // A worker that lost its lease reports what a later one is working on, or has held.
  if (version < Math.max(pending.claimed?.version ?? 0, pending.held ?? 0)) return;
  putLink(target, { ...link, account, state: outcome.state, failure: undefined, hold });
  target.failing.delete(userId);
  pending.since = pending.claimed?.overtakenAt ?? pending.since;
  pending.retryAt = 0;
  const desired = state.subjects.get(userId)?.desired ?? 0;
  // No further than desired, as with what is applied.
  pending.held = version >= desired ? desired : undefined;
  release(pending);
}

function settleFailed(target: Target, { userId, message, retryAt }: Failed): void {
  const pending = target.pending.get(userId);
  if (pending === undefined) return;
  const link = target.links.get(userId) ?? emptyLink(userId);
  const attempts = (link.failure?.attempts ?? 0) + 1;
  putLink(target, { ...link, failure: Object.freeze({ message, retryAt, attempts }) });
  target.failing.delete(userId);
  target.failing.add(userId);
  pending.retryAt = retryAt;
  pending.held = undefined;
  release(pending);
}

/** Ends the lease of a claim. */
export function release(pending: Pending): void {
  pending.leaseUntil = 0;
  pending.claimed = undefined;
}
