import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor, Link } from '@scim-superset/core';
import { ProvisionerError } from '../provisioner-error.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { TargetWorker } from '../worker/target-worker.ts';
import type { Breaker } from './breaker.ts';
import { decideStaged, type StagedDecision } from './decide-staged.ts';
import { type Hold, parseHold } from './hold.ts';
import { readHolds } from './read-holds.ts';

/** On whom a decision is. */
export interface StagedSelection {
  /** Only at this target. Default: at all. */
  readonly target?: string;
  /**
   * Only these users, by id or username, regardless of case; those included who were decided on in the other way
   * before. Default: everybody who is staged.
   */
  readonly users?: readonly string[];
  /**
   * Decides on deactivated accounts that would be deleted for good, and on nothing else. Default false: on all but those,
   * because that cannot be undone.
   */
  readonly removals?: boolean;
  /** Who decides, for the audit chain. Default: an operator without a name. */
  readonly actor?: Actor;
}

/** What became of a decision on a user. */
export interface StagedOutcome {
  readonly target: string;
  readonly userId: string;
  readonly userName: string;
  /**
   * `approved`: to be applied as soon as the Superset answers. `busy`: another process was applying the user all the time,
   * so nothing was decided. `failed`: approved, tried, and tried again later.
   */
  readonly outcome: 'applied' | 'approved' | 'rejected' | 'failed' | 'busy';
  /** Why it failed. */
  readonly message?: string;
}

/** A target with what a decision needs of it. */
export interface StagingTarget {
  readonly name: string;
  readonly context: TargetContext;
  readonly worker: TargetWorker;
  readonly breaker: Breaker;
}

const atATime = 4;
const waitMs = 100;
const waitTries = 20;

/**
 * Decides on what is staged now at the targets, and applies what was approved.
 *
 * @throws {ProvisionerError} `unknown-user` when nothing is staged for one of `users`; nothing was done then.
 */
export async function decide(
  targets: readonly StagingTarget[],
  which: { readonly users?: readonly string[] | undefined; readonly removals?: boolean | undefined },
  decision: StagedDecision,
): Promise<readonly StagedOutcome[]> {
  const wanted = await findWanted(targets, which, decision.status);
  const outcomes = targets.map((target) => decideAt(target, wanted.get(target.name) ?? new Map(), decision));
  return (await Promise.all(outcomes)).flat();
}

async function findWanted(
  targets: readonly StagingTarget[],
  { users, removals = false }: Parameters<typeof decide>[1],
  status: Hold['status'],
): Promise<ReadonlyMap<string, ReadonlyMap<string, Hold>>> {
  const names = users && new Set(users.map((name) => name.toLowerCase()));
  const missing = new Set(names);
  const wanted = new Map<string, Map<string, Hold>>();
  for (const { name, context } of targets) {
    const here = new Map<string, Hold>();
    wanted.set(name, here);
    for await (const { link, hold } of readHolds(context)) {
      if ((hold.kind === 'removal') !== removals) continue;
      const keys = [link.userId.toLowerCase(), hold.userName.toLowerCase()];
      if (names !== undefined && !keys.some((key) => names.has(key))) continue;
      for (const key of keys) missing.delete(key);
      if (names === undefined ? hold.status === 'staged' : hold.status !== status) here.set(link.userId, hold);
    }
  }
  const [unknown] = missing;
  if (unknown === undefined) return wanted;
  throw new ProvisionerError(
    'unknown-user',
    `Nothing is staged for "${unknown}"; see who is with "scim-superset status"`,
  );
}

async function decideAt(
  { name, context, worker, breaker }: StagingTarget,
  wanted: ReadonlyMap<string, Hold>,
  decision: StagedDecision,
): Promise<StagedOutcome[]> {
  const { decided, busy } = await decideStaged(context, wanted, decision);
  await breaker.decided();
  if (decision.status === 'approved') {
    for (let start = 0; start < decided.length; start += atATime) {
      await worker.applyNow(decided.slice(start, start + atATime));
    }
  }
  const busyIds = new Set(busy);
  const outcomes = [...decided, ...busy].map(async (userId): Promise<StagedOutcome> => {
    const hold = wanted.get(userId);
    const user = { target: name, userId, userName: hold?.userName ?? userId };
    if (busyIds.has(userId)) return { ...user, outcome: 'busy' };
    if (decision.status === 'rejected' || hold === undefined) return { ...user, outcome: 'rejected' };
    return { ...user, ...(await waitForOthers(context, userId, hold)) };
  });
  return Promise.all(outcomes);
}

type Fate = Pick<StagedOutcome, 'outcome' | 'message'>;

/** What has become of an approved loss; another process may be the one that applies it just now. */
async function waitForOthers(context: TargetContext, userId: string, approved: Hold): Promise<Fate> {
  for (let tried = 0; ; tried += 1) {
    const fate = fateOf(await context.store.reconciliation.link(context.name, userId), approved);
    if (fate.outcome !== 'approved' || tried === waitTries) return fate;
    await sleep(waitMs);
  }
}

function fateOf(link: Link | undefined, approved: Hold): Fate {
  const hold = parseHold(link?.hold);
  if (hold?.digest !== approved.digest) return { outcome: 'applied' };
  const message = hold.status === 'rejected' ? hold.decision?.reason : link?.failure?.message;
  return message === undefined ? { outcome: 'approved' } : { outcome: 'failed', message };
}
