import type { Actor, Claim, ClaimRequest, Outcome } from '@scim-superset/core';
import { type SupersetClient, SupersetError } from '@scim-superset/superset-client';
import type { Breaker } from '../breaker/breaker.ts';
import { createBulkMoves } from '../bulk/bulk-moves.ts';
import { accountCutOff } from '../leaver/account-cut-off.ts';
import type { ProvisionerTiming } from '../provisioner-timing.ts';
import { reconcilerActor } from '../target/access-event.ts';
import type { ApplyOptions } from '../target/applied.ts';
import { noteGiven } from '../target/note-given.ts';
import type { TargetContext } from '../target/target-context.ts';
import { attempt } from './attempt.ts';
import { type Availability, createCircuit } from './circuit.ts';
import { createLastSuccess } from './last-success.ts';
import { createLateWrites } from './late-writes.ts';
import { keepLease } from './lease.ts';
import { createPreparation } from './prepare-target.ts';
import { createWakeUp } from './wake-up.ts';

/** Brings a target in line, user by user: those who lose access first, several users at a time, one attempt per user. */
export interface TargetWorker {
  readonly availability: Availability;
  /** When a user was last applied, here or by another process, in milliseconds since the epoch. */
  lastSuccess(): Promise<number | undefined>;
  /** Whether users who were applied under another mapping are marked; also when nobody runs it, who would have to do that. */
  readonly prepared: boolean;
  /** Whether users are being applied right now. */
  readonly busy: boolean;
  /** Works in the background until {@link stop}. */
  start(): void;
  /** Finishes what is under way and ends. */
  stop(): Promise<void>;
  /** Looks for work now. */
  wake(): void;
  /**
   * Applies these users now, ahead of all others, and resolves when each was tried once (or is tried by somebody
   * else). Resolves at once while the target is down. Returns what became of those that were tried here.
   */
  applyNow(userIds: readonly string[], how?: ApplyNowOptions): Promise<ReadonlyMap<string, Outcome>>;
}

/** How to apply users ahead of others. */
export interface ApplyNowOptions {
  /** Default `merge`. */
  readonly extras?: ApplyOptions['extras'];
  /** On whose behalf, for the audit chain. Default: the reconciler's own. */
  readonly actor?: Actor;
}

/** What a worker needs. */
export interface TargetWorkerOptions {
  readonly timing: ProvisionerTiming;
  /** Users applied at the same time in the background; some who lose access may come on top. */
  readonly concurrency: number;
  readonly breaker: Breaker;
}

/** So many users who lose access may be under way besides the others. */
const urgentLanes = 4;

interface LeasedClaim extends Claim {
  readonly claimedAt: number;
}

/** Creates the worker of one target. It does nothing before it is asked to. */
export function createTargetWorker(context: TargetContext, options: TargetWorkerOptions): TargetWorker {
  const { timing, concurrency, breaker } = options;
  const { reconciliation } = context.store;
  const { name: target, clock, logger, superset } = context;
  const wakeUp = createWakeUp();
  const underWay = new Map<string, Promise<Outcome | undefined>>();
  // Those of a request that waits for them are as many as the identity provider sends, and must not keep others waiting.
  const inBackground = new Set<string>();
  const circuit = createCircuit({
    target,
    probe: (signal) => probeTarget(superset, signal),
    probeMaxMs: timing.probeMaxMs,
    alarm: context.alarm,
    alertMs: timing.unavailableAlertMs,
    recovered: () => preparation.again(),
    logger,
    clock,
  });
  let running: { readonly ended: Promise<void>; readonly stop: AbortController } | undefined;
  let stopped = false;
  const lastSuccess = createLastSuccess(context);
  const lateWrites = createLateWrites(context, timing.lateMs);
  const bulkMoves = createBulkMoves(context, { breaker, timing, lateWrites, succeeded: () => lastSuccess.note() });
  let looking: Promise<void> | undefined;
  let preparing: Promise<void> | undefined;
  const preparation = createPreparation(context, { marked: wakeUp.ring, failed: () => void circuit.check() });

  async function claim(
    limit: number,
    which: Pick<ClaimRequest, 'urgent' | 'userIds'> = {},
  ): Promise<readonly LeasedClaim[]> {
    const claimedAt = performance.now();
    const { leaseMs, retryMaxMs } = timing;
    const claims = await reconciliation.claim({ target, now: clock(), leaseMs, retryMaxMs, limit, ...which });
    return claims.map((claimed) => ({ ...claimed, claimedAt }));
  }

  function process(claimed: LeasedClaim, how: ApplyNowOptions): Promise<Outcome | undefined> {
    // A store may give a user out again whose creation was noted; the attempt under way settles that claim, too.
    const earlier = underWay.get(claimed.userId);
    if (earlier !== undefined) return earlier;
    const done = applyAndSettle(claimed, how).finally(() => {
      underWay.delete(claimed.userId);
      wakeUp.ring();
    });
    underWay.set(claimed.userId, done);
    return done;
  }

  async function applyAndSettle(claimed: LeasedClaim, how: ApplyNowOptions): Promise<Outcome | undefined> {
    const { userId, claimedAt } = claimed;
    const { extras = 'merge', actor = reconcilerActor } = how;
    const { leaseMs } = timing;
    const lease = keepLease({ reconciliation, target, userIds: [userId], leaseMs, claimedAt, logger, clock });
    try {
      const { outcome, noted, ...attempted } = await attempt(context, claimed, {
        circuit,
        timing,
        breaker,
        extras,
        actor,
      });
      const { userName } = attempted;
      if (attempted.mayComeLate && userName !== undefined) await lateWrites.note([{ ...claimed, userName }]);
      const cut = accountCutOff(claimed, outcome);
      if (cut !== undefined) await context.departed.add(cut);
      const isHeld = lease.end();
      // Without the lease a failure is the business of whoever has the user now.
      const outcomes = [...(noted ? [noted] : []), ...(isHeld || outcome.kind !== 'failed' ? [outcome] : [])];
      await reconciliation.settle(target, outcomes);
      if (outcome.kind === 'applied') await lastSuccess.note();
      if (!isHeld) await lookAgain(outcome, claimed, userName);
      await breaker.settled(claimed, outcome);
      return outcome;
    } catch (error) {
      logger.error({ target, userId, err: error }, 'The store failed; the user is tried again after the lease');
    } finally {
      lease.end();
    }
  }

  /** Without the lease, what was written here may have come after what another process wrote later. */
  async function lookAgain(outcome: Outcome, claimed: Claim, userName: string | undefined): Promise<void> {
    const { userId } = claimed;
    logger.warn({ target, userId }, 'The lease ended during an attempt; looking at the user again');
    if (outcome.kind !== 'failed') await noteGiven(context, outcome);
    await reconciliation.markDirty([{ kind: 'user', id: userId, urgent: true }]);
    const account = outcome.kind === 'failed' ? claimed.account : outcome.account;
    if (userName !== undefined) await lateWrites.lookNow({ userId, account: account ?? claimed.account, userName });
  }

  /** Begins with as many users as may be under way. Returns whether there may be more to begin with at once. */
  async function fillUp(): Promise<boolean> {
    const free = concurrency - inBackground.size;
    // Whoever loses access waits for nobody whom Superset keeps waiting.
    const claims = free > 0 ? await claim(free) : await claim(free + urgentLanes, { urgent: true });
    for (const claimed of claims) {
      inBackground.add(claimed.userId);
      void process(claimed, {}).finally(() => {
        inBackground.delete(claimed.userId);
        wakeUp.ring();
      });
    }
    return free > 0 && claims.length === free;
  }

  async function run(signal: AbortSignal): Promise<void> {
    let recovered = false;
    while (!signal.aborted) {
      try {
        if (!recovered) await breaker.recover();
        recovered = true;
        await circuit.whenAvailable(signal);
        preparing = preparation.run(signal);
        if ((await bulkMoves.run(signal)) > 0) continue;
        looking = lateWrites.look(signal);
        if (!(await fillUp())) await wakeUp.pause(timing.pollMs, signal);
      } catch (error) {
        if (signal.aborted) break;
        logger.error({ target, err: error }, 'The store failed; trying again');
        await wakeUp.pause(timing.pollMs, signal);
      }
    }
  }

  return {
    get availability() {
      return circuit.state;
    },
    lastSuccess: lastSuccess.read,
    get busy() {
      return underWay.size > 0;
    },
    get prepared() {
      return running === undefined || preparation.done;
    },
    start() {
      if (running !== undefined) return;
      const stop = new AbortController();
      stopped = false;
      running = { stop, ended: run(stop.signal) };
    },
    async stop() {
      stopped = true;
      running?.stop.abort();
      await running?.ended;
      running = undefined;
      await Promise.all([preparing, looking, ...underWay.values()]);
    },
    wake: wakeUp.ring,
    async applyNow(userIds, how = {}) {
      const outcomes = new Map<string, Outcome>();
      let waiting = userIds;
      while (waiting.length > 0 && circuit.state.available && !stopped) {
        const claims = await claim(waiting.length, { userIds: waiting });
        const claimed = new Set(claims.map(({ userId }) => userId));
        const others = waiting.filter((userId) => !claimed.has(userId) && underWay.has(userId));
        const running = [...claims.map((each) => process(each, how)), ...others.map((userId) => underWay.get(userId))];
        for (const outcome of await Promise.all(running)) {
          if (outcome !== undefined && claimed.has(outcome.userId)) outcomes.set(outcome.userId, outcome);
        }
        // Somebody else began before this change: their attempt may not include it.
        waiting = others;
      }
      return outcomes;
    },
  };
}

/** Without these permissions every user would fail, one by one. */
async function probeTarget(superset: SupersetClient, signal: AbortSignal): Promise<void> {
  const missing = await superset.users.missingPermissions({ signal });
  if (missing.length === 0) return;
  throw new SupersetError('forbidden', `The service account lacks ${missing.join(', ')}: add them to its role`);
}
