import type { Claim, ClaimRequest, Lag, Link, Outcome, ReconciliationStore } from '../reconciliation-store.ts';
import { userTypeName } from '../type-names.ts';
import { firstInOrder } from './first-in-order.ts';
import { frozenCopy } from './frozen-copy.ts';
import { appendEvents } from './memory-audit.ts';
import type { MemoryState, Pending, Target } from './memory-state.ts';
import {
  forgetWhenDone,
  isUrgent,
  markedUsers,
  newPending,
  newTarget,
  raiseDesired,
  targetOf,
} from './raise-desired.ts';

/** The in-memory reconciliation records. `open` returns the state or throws when the store is closed. */
export function createMemoryReconciliation(open: () => MemoryState, clock: () => number): ReconciliationStore {
  return {
    async markDirty(marks) {
      const state = open();
      const everyone = (): [string, boolean][] =>
        [...(state.byType.get(userTypeName)?.keys() ?? [])].map((id) => [id, false]);
      const users = new Map<string, boolean>();
      for (const [id, urgent] of marks === 'everyone' ? everyone() : markedUsers(state, marks)) {
        users.set(id, urgent || users.get(id) === true);
      }
      return raiseDesired(state, users, clock()).length;
    },
    async claim(request) {
      return claimUsers(open(), request);
    },
    async renew({ target, userIds, until }) {
      const pending = open().targets.get(target)?.pending;
      for (const id of userIds) {
        const claimed = pending?.get(id);
        if (claimed !== undefined && claimed.leaseUntil > 0) claimed.leaseUntil = Math.max(claimed.leaseUntil, until);
      }
    },
    async settle(targetName, outcomes) {
      const state = open();
      const target = targetOf(state, targetName);
      const settled = frozenCopy(outcomes);
      for (const outcome of settled) settleOne(state, target, outcome, clock());
      appendEvents(
        state,
        settled.flatMap((outcome) => outcome.events),
      );
    },
    async link(targetName, userId) {
      return open().targets.get(targetName)?.links.get(userId);
    },
    async links(targetName, { after, limit }) {
      const links = [...(open().targets.get(targetName)?.links.values() ?? [])];
      return links
        .filter((link) => link.userId > after)
        .sort((a, b) => (a.userId < b.userId ? -1 : 1))
        .slice(0, limit);
    },
    async lag(targetName) {
      const state = open();
      return lagOf(state.targets.get(targetName) ?? newTarget(state));
    },
  };
}

function claimUsers(state: MemoryState, { target: name, now, leaseMs, limit, userIds }: ClaimRequest): Claim[] {
  const target = targetOf(state, name);
  const asked =
    userIds === undefined
      ? target.pending.values().filter(({ retryAt }) => retryAt <= now)
      : [...new Set(userIds)].flatMap((id) => target.pending.get(id) ?? []).values();
  const ready = asked.filter(({ leaseUntil }) => leaseUntil <= now);
  return firstInOrder(ready, limit).flatMap((pending): Claim[] => {
    const { userId, urgent, since } = pending;
    const subject = state.subjects.get(userId);
    if (subject === undefined) return [];
    const link = target.links.get(userId) ?? emptyLink(userId);
    // From now on the target may know the user, whatever becomes of the claim, so that a deletion has to reach it.
    target.links.set(userId, link);
    pending.leaseUntil = now + leaseMs;
    pending.claimed = { version: subject.desired, overtakenAt: undefined };
    return [{ ...link, desired: subject.desired, urgent, deleted: !state.resources.has(userId), since }];
  });
}

function settleOne(state: MemoryState, target: Target, outcome: Outcome, now: number): void {
  const { userId } = outcome;
  const subject = state.subjects.get(userId);
  if (subject === undefined) return;
  const link = target.links.get(userId) ?? emptyLink(userId);
  const pending = target.pending.get(userId);

  if (outcome.kind === 'failed') {
    if (pending === undefined) return;
    const { message, retryAt } = outcome;
    const failure = Object.freeze({ message, retryAt, attempts: (link.failure?.attempts ?? 0) + 1 });
    target.links.set(userId, Object.freeze({ ...link, failure }));
    target.failing.delete(userId);
    target.failing.add(userId);
    pending.retryAt = retryAt;
    release(pending);
    return;
  }

  // No further than desired, or the next change would pass for applied.
  const applied = Math.min(outcome.version, subject.desired);
  // A worker that lost its lease reports what a later one has already overwritten.
  if (applied < link.applied) return;
  const { account, state: put } = outcome;
  target.links.set(userId, Object.freeze({ userId, applied, account, state: put, failure: undefined }));
  target.failing.delete(userId);
  const urgent = isUrgent(subject, target.links.get(userId));
  if (applied >= subject.desired) target.pending.delete(userId);
  // Settled without a claim, after the deletion: only now the target turns out to know the user.
  else if (pending === undefined) target.pending.set(userId, newPending(userId, urgent, now));
  else {
    pending.urgent = urgent;
    pending.retryAt = 0;
    if (pending.claimed !== undefined && applied >= pending.claimed.version) {
      pending.since = pending.claimed.overtakenAt ?? pending.since;
      release(pending);
    }
  }
  forgetWhenDone(state, userId);
}

function release(pending: Pending): void {
  pending.leaseUntil = 0;
  pending.claimed = undefined;
}

function lagOf(target: Target): Lag {
  let urgent = 0;
  let oldest: number | undefined;
  for (const pending of target.pending.values()) {
    if (pending.urgent) urgent += 1;
    oldest = Math.min(oldest ?? pending.since, pending.since);
  }
  const lastFailing = [...target.failing].at(-1);
  return {
    pending: target.pending.size,
    urgent,
    failing: target.failing.size,
    oldest,
    lastFailure: lastFailing === undefined ? undefined : target.links.get(lastFailing)?.failure?.message,
  };
}

function emptyLink(userId: string): Link {
  return Object.freeze({ userId, applied: 0, account: undefined, state: Object.freeze({}), failure: undefined });
}
