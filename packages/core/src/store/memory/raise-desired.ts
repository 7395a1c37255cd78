import type { Link } from '../reconciliation-store.ts';
import type { DirtyMark } from '../resource-store.ts';
import { userTypeName } from '../type-names.ts';
import {
  addTo,
  type KeptLink,
  type MemoryState,
  type Pending,
  removeFrom,
  type Subject,
  type Target,
} from './memory-state.ts';
import { usersWithin } from './relations.ts';

/** The users that marks name, and whether a mark for them is urgent. */
export function* markedUsers(
  state: MemoryState,
  marks: readonly DirtyMark[],
): Generator<readonly [id: string, urgent: boolean]> {
  for (const mark of marks) {
    if (mark.kind === 'user') yield [mark.id, mark.urgent];
    else for (const id of usersWithin(state, mark.id)) yield [id, false];
  }
}

/**
 * Raises the desired version of users by one each and makes them pending at every known target. A deleted user is
 * pending where the target has a link, and is forgotten when none has.
 *
 * @returns the ids of those that are, or were until this batch, users.
 */
export function raiseDesired(state: MemoryState, users: ReadonlyMap<string, boolean>, at: number): string[] {
  const raised: string[] = [];
  for (const [id, urgent] of users) {
    const subject = subjectOf(state, id, at);
    if (subject === undefined) continue;
    subject.desired += 1;
    if (urgent) subject.urgentVersion = subject.desired;
    for (const target of state.targets.values()) raisePending(state, target, id, subject, at);
    forgetWhenDone(state, id);
    raised.push(id);
  }
  return raised;
}

/** The target of that name, for which every user is pending when it is new. */
export function targetOf(state: MemoryState, name: string): Target {
  const target = state.targets.get(name) ?? newTarget(state);
  state.targets.set(name, target);
  return target;
}

/** A target that nobody has asked about before, without keeping it. */
export function newTarget(state: MemoryState): Target {
  const target: Target = { links: new Map(), owners: new Map(), pending: new Map(), failing: new Set() };
  for (const [id, subject] of state.subjects) {
    if (state.resources.has(id)) target.pending.set(id, newPending(id, subject.urgentVersion > 0, subject.first));
  }
  return target;
}

/** A user that nobody has claimed yet. */
export function newPending(userId: string, urgent: boolean, since: number): Pending {
  return { userId, urgent, since, leaseUntil: 0, exclusive: false, retryAt: 0, held: undefined, claimed: undefined };
}

/** Whether an urgent version has not been applied. */
export function isUrgent(subject: Subject, link: KeptLink | undefined): boolean {
  return subject.urgentVersion > (link?.applied ?? 0);
}

/** Forgets a deleted user once every target that has a link has applied the deletion. */
export function forgetWhenDone(state: MemoryState, id: string): void {
  if (state.resources.has(id)) return;
  const targets = [...state.targets.values()];
  if (targets.some((target) => target.pending.has(id))) return;
  state.subjects.delete(id);
  for (const target of targets) removeLink(target, id);
}

/** Puts a user's link, so that it is found by its account, too. */
export function putLink(target: Target, link: KeptLink): void {
  removeLink(target, link.userId);
  target.links.set(link.userId, Object.freeze(link));
  if (link.account !== undefined) addTo(target.owners, link.account, link.userId);
}

/** A link as it is shown. */
export function shownLink(target: Target, link: KeptLink): Link {
  const pending = target.pending.get(link.userId);
  return Object.freeze({ ...link, lags: pending !== undefined && pending.held === undefined });
}

function removeLink(target: Target, userId: string): void {
  const account = target.links.get(userId)?.account;
  if (account !== undefined) removeFrom(target.owners, account, userId);
  target.links.delete(userId);
}

function subjectOf(state: MemoryState, id: string, at: number): Subject | undefined {
  const known = state.subjects.get(id);
  if (known !== undefined || state.resources.get(id)?.resource.type !== userTypeName) return known;
  const subject: Subject = { desired: 0, urgentVersion: 0, first: at };
  state.subjects.set(id, subject);
  return subject;
}

function raisePending(state: MemoryState, target: Target, id: string, subject: Subject, at: number): void {
  const link = target.links.get(id);
  if (!state.resources.has(id) && link === undefined) {
    target.pending.delete(id);
    return;
  }
  const urgent = isUrgent(subject, link);
  const pending = target.pending.get(id);
  if (pending === undefined) target.pending.set(id, newPending(id, urgent, at));
  else {
    pending.urgent = urgent;
    // What kept the user back may be what has changed.
    if (pending.held !== undefined) pending.since = at;
    pending.held = undefined;
    pending.retryAt = 0;
    if (link?.failure !== undefined) putLink(target, { ...link, failure: { ...link.failure, retryAt: 0 } });
    if (pending.claimed !== undefined) pending.claimed.overtakenAt ??= at;
  }
}
