import { setTimeout as sleep } from 'node:timers/promises';
import type { Claim, Outcome } from '@scim-superset/core';
import type { Breaker } from '../breaker/breaker.ts';
import type { ProvisionerTiming } from '../provisioner-timing.ts';
import { accessEvent, reconcilerActor } from '../target/access-event.ts';
import type { ReadyCatalog } from '../target/ensure-grants.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { LateWrites } from '../worker/late-writes.ts';
import { keepLease, type Lease } from '../worker/lease.ts';
import { createSlices } from '../worker/slices.ts';
import { findCandidates, findMovers, type Mover } from './find-movers.ts';
import { createGroupReader, type ReadGroup, writeGroups } from './write-groups.ts';

/** Moves many users between groups with one write per group, where one by one they would take a hundred times as long. */
export interface BulkMoves {
  /**
   * Moves those who wait, if they are many and nobody waits who loses access. Nobody else of the target is applied
   * meanwhile, by no process: Superset mixes a group's list up with changes of its members' accounts. Returns how many
   * were moved. Rejects only when the store does, or the signal aborts.
   */
  run(signal: AbortSignal): Promise<number>;
}

/** What {@link createBulkMoves} needs. */
export interface BulkMovesOptions {
  readonly breaker: Breaker;
  readonly timing: ProvisionerTiming;
  readonly lateWrites: LateWrites;
  /** Told of a success. */
  readonly succeeded: () => Promise<void>;
}

/** Fewer are quicker one by one. */
const fewest = 500;
/** So many movers among the first who wait tell that it is a move, and not an import. */
const telling = 100;
/** Who joins a group and who leaves another comes in two requests, one after the other. */
const gatherMs = 250;
const most = 5_000;
const pageSize = 500;
/** Between looks that come to nothing so many times what the last one took. */
const pauseFactor = 4;
/** How long to wait for those who are being applied, and until it is tried again. */
const [claimTries, claimPauseMs, nextTryMs] = [40, 50, 30_000];

/** Creates the bulk moves of a target. */
export function createBulkMoves(context: TargetContext, options: BulkMovesOptions): BulkMoves {
  const { breaker, timing, lateWrites, succeeded } = options;
  const { store, name: target, clock, logger, catalog, identities } = context;
  const { reconciliation } = store;
  const { leaseMs } = timing;
  let nextLook = Number.NEGATIVE_INFINITY;

  /** Somebody who cannot be cut off for a reason of their own keeps nobody waiting. */
  async function isUrgent(): Promise<boolean> {
    if ((await reconciliation.lag(target)).urgent === 0) return false;
    const urgent = await reconciliation.outstanding(target, { after: '', limit: pageSize, urgent: true });
    return urgent.length === pageSize || urgent.some(({ failure }) => failure === undefined);
  }

  async function claim(userIds: readonly string[], signal: AbortSignal): Promise<readonly Claim[]> {
    for (let tries = 0; tries < claimTries && !(await isUrgent()); tries += 1) {
      const request = { target, now: clock(), leaseMs, limit: userIds.length, userIds, exclusive: true };
      const claims = await reconciliation.claim(request);
      if (claims.length > 0) return claims;
      await sleep(claimPauseMs, undefined, { signal });
    }
    return [];
  }

  /** Those whom the breaker lets pass. */
  async function admitted(found: Iterable<Mover>): Promise<Mover[]> {
    const changes: Mover[] = [];
    const slice = createSlices();
    for (const change of found) {
      if ((await breaker.decide(change.claim, change.desired)).kind === 'apply') changes.push(change);
      await slice();
    }
    return changes;
  }

  async function carryOut(changes: readonly Mover[], readGroup: ReadGroup, lease: Lease, signal: AbortSignal) {
    const interrupted = async () => !lease.isHeld || identities.areDoubtful || (await isUrgent());
    const written = await writeGroups(context.superset, changes, { readGroup, interrupted, signal });
    const concerns = ({ joins, leaves }: Mover) => [...joins, ...leaves];
    for (const { group, error } of written.failed) {
      logger.warn({ target, group, err: error }, 'The members of a group could not be written; going on user by user');
      const late = changes.filter((change) => concerns(change).includes(group));
      await lateWrites.note(late.map(({ claim: { userId, account }, userName }) => ({ userId, account, userName })));
    }
    return changes.filter((change) => concerns(change).every((id) => written.right.has(id)));
  }

  async function settle(done: readonly Mover[]): Promise<void> {
    const at = new Date(clock()).toISOString();
    const outcomes = done.map(({ claim, userName, account, state, change }): Outcome => {
      const { userId, desired: version } = claim;
      const events = [accessEvent(target, { userId, userName }, change, { at, actor: reconcilerActor })];
      return { kind: 'applied', userId, version, account: String(account), state: { ...state }, events };
    });
    for (let start = 0; start < outcomes.length; start += pageSize) {
      await reconciliation.settle(target, outcomes.slice(start, start + pageSize));
    }
  }

  /**
   * Claims those who may move, and moves those who do, if they are many enough. Whoever was not moved after all is as
   * before, and is applied alone. Tells how many were moved, and whether that failed, rather than not being worth it.
   */
  async function move(ready: ReadyCatalog, first: Iterable<Mover>, signal: AbortSignal) {
    const seenAt = performance.now();
    const candidates = await findCandidates(context, { most, signal });
    if (candidates.size < fewest) return { moved: 0, failed: false };
    const claimedAt = performance.now();
    const userIds = (await claim([...candidates], signal)).map(({ userId }) => userId);
    if (userIds.length === 0) return { moved: 0, failed: true };
    const lease = keepLease({ reconciliation, target, userIds, leaseMs, claimedAt, logger, clock });
    const left = new Set(userIds);
    try {
      // Superset reads while it is found out who moves.
      const readGroup = createGroupReader(context.superset, signal);
      for (const { joins, leaves } of first) for (const id of [...joins, ...leaves]) void readGroup(id);
      await sleep(Math.max(1, gatherMs - (performance.now() - seenAt)), undefined, { signal });
      if (await isUrgent()) return { moved: 0, failed: false };
      const found = await findMovers({ context, ready, breaker, among: left, most, signal });
      if (found.size < fewest) return { moved: 0, failed: false };
      const done = await carryOut(await admitted(found.values()), readGroup, lease, signal);
      const isHeld = lease.end();
      await settle(done);
      for (const { claim: moved } of done) left.delete(moved.userId);
      if (!isHeld) await reconciliation.markDirty(userIds.map((id) => ({ kind: 'user', id, urgent: false })));
      return { moved: done.length, failed: done.length === 0 };
    } finally {
      if (lease.end()) await reconciliation.release(target, [...left]);
    }
  }

  return {
    async run(signal) {
      const ready = catalog.fresh();
      if (performance.now() < nextLook || ready?.mode !== 'group' || identities.areDoubtful) return 0;
      if ((await reconciliation.lag(target)).pending < fewest || (await isUrgent())) return 0;
      const startedAt = performance.now();
      const rest = () => performance.now() + pauseFactor * (performance.now() - startedAt);
      const first = await findMovers({ context, ready, breaker, most: telling, signal }).finally(() => {
        nextLook = rest();
      });
      if (first.size < telling) return 0;
      const { moved, failed } = await move(ready, first.values(), signal);
      // Whoever keeps the others from being claimed, or the group from being written, may do so for long.
      nextLook = failed ? performance.now() + nextTryMs : rest();
      if (moved === 0) return 0;
      nextLook = Number.NEGATIVE_INFINITY;
      logger.info({ target, users: moved }, 'Moved users between groups, all at once');
      await succeeded();
      return moved;
    },
  };
}
