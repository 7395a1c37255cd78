import type { Lag, Link, LinkPage, ReconciliationStore } from '../reconciliation-store.ts';
import { userTypeName } from '../type-names.ts';
import { claimOf, claimUsers } from './claim-users.ts';
import { frozenCopy } from './frozen-copy.ts';
import { appendEvents } from './memory-audit.ts';
import { createMemoryNotes } from './memory-notes.ts';
import type { KeptLink, MemoryState, Target } from './memory-state.ts';
import { forgetWhenDone, markedUsers, newTarget, raiseDesired, shownLink, targetOf } from './raise-desired.ts';
import { release, settleOutcome } from './settle-outcome.ts';

/** The in-memory reconciliation records. `open` returns the state or throws when the store is closed. */
export function createMemoryReconciliation(open: () => MemoryState, clock: () => number): ReconciliationStore {
  return {
    ...createMemoryNotes(open),
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
    async release(target, userIds) {
      const pending = open().targets.get(target)?.pending;
      for (const id of userIds) {
        const claimed = pending?.get(id);
        if (claimed !== undefined) release(claimed);
      }
    },
    async settle(targetName, outcomes) {
      const state = open();
      const target = targetOf(state, targetName);
      const settled = frozenCopy(outcomes);
      for (const outcome of settled) settleOutcome(state, target, outcome, clock());
      appendEvents(
        state,
        settled.flatMap((outcome) => outcome.events),
      );
    },
    async link(targetName, userId) {
      const target = open().targets.get(targetName);
      const link = target?.links.get(userId);
      return target && link && shownLink(target, link);
    },
    async links(targetName, page) {
      return linksOf(open().targets.get(targetName), page);
    },
    async held(targetName, page) {
      return linksOf(open().targets.get(targetName), page, ({ hold }) => hold !== undefined);
    },
    async outstanding(targetName, { urgent: urgentOnly = false, ...page }) {
      const state = open();
      const target = state.targets.get(targetName);
      if (target === undefined) return [];
      const wanted = [...target.pending.values()].filter(
        ({ userId, held, urgent }) =>
          held === undefined && (urgent || !urgentOnly) && target.links.get(userId)?.account !== undefined,
      );
      return pageOf(wanted, page).flatMap((pending) => claimOf(state, target, pending) ?? []);
    },
    async owner(targetName, account) {
      const owners = open().targets.get(targetName)?.owners.get(account) ?? [];
      return pageOf(
        [...owners].map((userId) => ({ userId })),
        { after: '', limit: 1 },
      )[0]?.userId;
    },
    async lag(targetName) {
      const state = open();
      return lagOf(state.targets.get(targetName) ?? newTarget(state));
    },
    async forget(targetName) {
      const state = open();
      const known = state.targets.get(targetName)?.pending.keys() ?? [];
      state.targets.delete(targetName);
      state.notes.delete(targetName);
      for (const id of known) forgetWhenDone(state, id);
    },
  };
}

function linksOf(
  target: Target | undefined,
  page: LinkPage,
  matches: (link: KeptLink) => boolean = () => true,
): Link[] {
  if (target === undefined) return [];
  return pageOf([...target.links.values()].filter(matches), page).map((link) => shownLink(target, link));
}

function pageOf<T extends Pick<Link, 'userId'>>(all: Iterable<T>, { after, limit }: LinkPage): T[] {
  return [...all]
    .filter(({ userId }) => userId > after)
    .sort((a, b) => (a.userId < b.userId ? -1 : 1))
    .slice(0, limit);
}

function lagOf(target: Target): Lag {
  let held = 0;
  let urgent = 0;
  let oldest: number | undefined;
  for (const pending of target.pending.values()) {
    if (pending.held !== undefined) held += 1;
    else {
      if (pending.urgent) urgent += 1;
      oldest = Math.min(oldest ?? pending.since, pending.since);
    }
  }
  const lastFailing = [...target.failing].at(-1);
  return {
    pending: target.pending.size - held,
    held,
    urgent,
    failing: target.failing.size,
    oldest,
    lastFailure: lastFailing === undefined ? undefined : target.links.get(lastFailing)?.failure?.message,
  };
}
