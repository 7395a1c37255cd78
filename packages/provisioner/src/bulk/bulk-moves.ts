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
import { findMovers, type Mover, moverOf } from './find-movers.ts';
import { writeGroups } from './write-groups.ts';

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
/** Whoever has failed so often in a row keeps nobody waiting: most likely for a reason of their own. */
const patience = 3;
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

  async function isUrgent(): Promise<boolean> {
    if ((await reconciliation.lag(target)).urgent === 0) return false;
    const urgent = await reconciliation.outstanding(target, { after: '', limit: pageSize, urgent: true });
    return urgent.length === pageSize || urgent.some(({ failure }) => (failure?.attempts ?? 0) < patience);
  }

  async function claim(userIds: readonly string[], signal: AbortSignal) {
    for (let tries = 0; tries < claimTries && !(await isUrgent()); tries += 1) {
      const claimedAt = performance.now();
      const request = { target, now: clock(), leaseMs, limit: userIds.length, userIds, exclusive: true };
      const claims = await reconciliation.claim(request);
      if (claims.length > 0) return { claims, claimedAt };
      await sleep(claimPauseMs, undefined, { signal });
    }
    return undefined;
  }

  /** Those of whom the same is wanted as when they were found, as they are now, and whom the breaker lets pass. */
  async function admitted(ready: ReadyCatalog, claims: readonly Claim[], found: ReadonlyMap<string, Mover>) {
    const changes: Mover[] = [];
    const slice = createSlices();
    for (const claim of claims) {
      const known = found.get(claim.userId);
      const mover = known?.claim.desired === claim.desired ? moverOf(context, ready, claim, known.desired) : undefined;
      if (mover !== undefined && (await breaker.decide(claim, mover.desired)).kind === 'apply') changes.push(mover);
      await slice();
    }
    return changes;
  }

  async function carryOut(changes: readonly Mover[], lease: Lease, signal: AbortSignal) {
    const concerns = ({ joins, leaves }: Mover) => [...joins, ...leaves];
    const noteLate = async (group: number) => {
      const late = changes.filter((change) => concerns(change).includes(group));
      await lateWrites.note(late.map(({ claim: { userId, account }, userName }) => ({ userId, account, userName })));
    };
    const { right, failed } = await writeGroups(context.superset, changes, {
      interrupted: async () => !lease.isHeld || identities.areDoubtful || (await isUrgent()),
      begin: () => settle(changes.map(beginningOf)),
      noteLate,
      signal,
    });
    if (failed !== undefined && !signal.aborted) {
      const { group, error } = failed;
      logger.warn({ target, group, err: error }, 'The members of a group could not be written; going on user by user');
    }
    return changes.filter((change) => concerns(change).every((id) => right.has(id)));
  }

  function outcomeOf({ claim, userName, account, state, change }: Mover, at: string): Outcome {
    const { userId, desired: version } = claim;
    const events = [accessEvent(target, { userId, userName }, change, { at, actor: reconcilerActor })];
    return { kind: 'applied', userId, version, account: String(account), state: { ...state }, events };
  }

  async function settle(outcomes: readonly Outcome[]): Promise<void> {
    for (let start = 0; start < outcomes.length; start += pageSize) {
      await reconciliation.settle(target, outcomes.slice(start, start + pageSize));
    }
  }

  /**
   * Whoever was not moved after all is applied alone. Tells how many were moved, and whether that failed, rather than all
   * having changed once more since they were found, or leavers having to go first.
   */
  async function move(ready: ReadyCatalog, found: ReadonlyMap<string, Mover>, signal: AbortSignal) {
    const claimed = await claim([...found.keys()], signal);
    if (claimed === undefined) return { moved: 0, failed: !(await isUrgent()) };
    const { claims, claimedAt } = claimed;
    const userIds = claims.map(({ userId }) => userId);
    const lease = keepLease({ reconciliation, target, userIds, leaseMs, claimedAt, logger, clock });
    const left = new Set(userIds);
    try {
      const changes = await admitted(ready, claims, found);
      const done = changes.length === 0 ? [] : await carryOut(changes, lease, signal);
      const isHeld = lease.end();
      const at = new Date(clock()).toISOString();
      await settle(done.map((mover) => outcomeOf(mover, at)));
      for (const { claim: moved } of done) left.delete(moved.userId);
      if (!isHeld) await reconciliation.markDirty(userIds.map((id) => ({ kind: 'user', id, urgent: false })));
      const hasChanged = ({ userId, desired }: Claim) => found.get(userId)?.claim.desired !== desired;
      const isOvertaken = changes.length === 0 && claims.every(hasChanged);
      return { moved: done.length, failed: done.length === 0 && !isOvertaken && !(await isUrgent()) };
    } finally {
      if (lease.end()) await reconciliation.release(target, [...left]);
    }
  }

  return {
    async run(signal) {
      const ready = catalog.fresh();
      if (performance.now() < nextLook || ready?.mode !== 'group') return 0;
      if (identities.areDoubtful || identities.isCheckDue) return 0;
      if ((await reconciliation.lag(target)).pending < fewest || (await isUrgent())) return 0;
      const startedAt = performance.now();
      const look = (enough: number) => findMovers({ context, ready, breaker, most: enough, signal });
      const find = async () => {
        if ((await look(telling)).size < telling) return new Map<string, Mover>();
        await sleep(gatherMs, undefined, { signal });
        return look(most);
      };
      const found = await find().finally(() => {
        nextLook = performance.now() + pauseFactor * (performance.now() - startedAt);
      });
      if (found.size < fewest) return 0;
      const { moved, failed } = await move(ready, found, signal);
      // Whoever keeps the others from being claimed, or the group from being written, may do so for long.
      nextLook = failed ? performance.now() + nextTryMs : Number.NEGATIVE_INFINITY;
      if (moved === 0) return 0;
      logger.info({ target, users: moved }, 'Moved users between groups, all at once');
      await succeeded();
      return moved;
    },
  };
}

/**
 * What is known of a user while groups are written: not what is in the account. Should the move end halfway, it is read
 * before anything is written to it.
 */
function beginningOf({ claim, account, before: { names: _names, ...known } }: Mover): Outcome {
  const { userId, applied: version } = claim;
  return { kind: 'applied', userId, version, account: String(account), state: known, events: [] };
}
