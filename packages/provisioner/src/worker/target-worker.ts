import type { Claim, Outcome } from '@scim-superset/core';
import { type SupersetClient, SupersetError } from '@scim-superset/superset-client';
import type { ProvisionerTiming } from '../provisioner-timing.ts';
import type { ApplyOptions } from '../target/applied.ts';
import type { TargetContext } from '../target/target-context.ts';
import { attempt } from './attempt.ts';
import { type Availability, createCircuit } from './circuit.ts';
import { keepLease } from './lease.ts';
import { createPreparation } from './prepare-target.ts';
import { createWakeUp } from './wake-up.ts';

/** Brings a target in line, user by user: those who lose access first, several users at a time, one attempt per user. */
export interface TargetWorker {
  readonly availability: Availability;
  /** Instant of the last user that was applied, in milliseconds since the epoch. */
  readonly lastSuccess: number | undefined;
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
  applyNow(userIds: readonly string[], extras?: ApplyOptions['extras']): Promise<ReadonlyMap<string, Outcome>>;
}

/** What a worker needs. */
export interface TargetWorkerOptions {
  readonly timing: ProvisionerTiming;
  /** Users applied at the same time in the background. */
  readonly concurrency: number;
}

interface LeasedClaim extends Claim {
  readonly claimedAt: number;
}

/** Creates the worker of one target. It does nothing before it is asked to. */
export function createTargetWorker(context: TargetContext, options: TargetWorkerOptions): TargetWorker {
  const { timing, concurrency } = options;
  const { reconciliation } = context.store;
  const { name: target, clock, logger, superset } = context;
  const wakeUp = createWakeUp();
  const underWay = new Map<string, Promise<Outcome | undefined>>();
  const circuit = createCircuit({
    target,
    probe: (signal) => probeTarget(superset, signal),
    probeMaxMs: timing.probeMaxMs,
    logger,
    clock,
  });
  let running: { readonly ended: Promise<void>; readonly stop: AbortController } | undefined;
  let stopped = false;
  let lastSuccess: number | undefined;
  let preparing: Promise<void> | undefined;
  const prepare = createPreparation(context, { marked: wakeUp.ring, failed: () => void circuit.check() });

  async function claim(limit: number, userIds?: readonly string[]): Promise<readonly LeasedClaim[]> {
    const claimedAt = performance.now();
    const request = { target, now: clock(), leaseMs: timing.leaseMs, limit };
    const claims = await reconciliation.claim(userIds === undefined ? request : { ...request, userIds });
    return claims.map((claimed) => ({ ...claimed, claimedAt }));
  }

  function process(claimed: LeasedClaim, extras: ApplyOptions['extras']): Promise<Outcome | undefined> {
    // A store may give a user out again whose creation was noted; the attempt under way settles that claim, too.
    const earlier = underWay.get(claimed.userId);
    if (earlier !== undefined) return earlier;
    const done = applyAndSettle(claimed, extras).finally(() => {
      underWay.delete(claimed.userId);
      wakeUp.ring();
    });
    underWay.set(claimed.userId, done);
    return done;
  }

  async function applyAndSettle(claimed: LeasedClaim, extras: ApplyOptions['extras']): Promise<Outcome | undefined> {
    const { userId, claimedAt } = claimed;
    const lease = keepLease({ reconciliation, target, userId, leaseMs: timing.leaseMs, claimedAt, logger, clock });
    try {
      const outcome = await attempt(context, claimed, { circuit, timing, extras });
      await reconciliation.settle(target, [outcome]);
      if (outcome.kind === 'applied') {
        context.owners.note(outcome.userId, outcome.account);
        lastSuccess = clock();
      }
      if (!lease.end()) await lookAgain(userId);
      return outcome;
    } catch (error) {
      logger.error({ target, userId, err: error }, 'The store failed; the user is tried again after the lease');
    } finally {
      lease.end();
    }
  }

  /** Without the lease, what was written here may have come after what another process wrote later. */
  async function lookAgain(userId: string): Promise<void> {
    logger.warn({ target, userId }, 'The lease ended during an attempt; looking at the user again');
    await reconciliation.markDirty([{ kind: 'user', id: userId, urgent: true }]);
  }

  async function run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await circuit.whenAvailable(signal);
        preparing = prepare(signal);
        const free = concurrency - underWay.size;
        const claims = free > 0 ? await claim(free) : [];
        for (const claimed of claims) void process(claimed, 'merge');
        if (free <= 0 || claims.length < free) await wakeUp.pause(timing.pollMs, signal);
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
    get lastSuccess() {
      return lastSuccess;
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
      await Promise.all([preparing, ...underWay.values()]);
    },
    wake: wakeUp.ring,
    async applyNow(userIds, extras = 'merge') {
      const outcomes = new Map<string, Outcome>();
      let waiting = userIds;
      while (waiting.length > 0 && circuit.state.available && !stopped) {
        const claims = await claim(waiting.length, waiting);
        const claimed = new Set(claims.map(({ userId }) => userId));
        const others = waiting.filter((userId) => !claimed.has(userId) && underWay.has(userId));
        const running = [
          ...claims.map((each) => process(each, extras)),
          ...others.map((userId) => underWay.get(userId)),
        ];
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
  const { missingPermissions } = await superset.probe({ signal });
  const missing = missingPermissions.filter((permission) => permission.endsWith(' on User'));
  if (missing.length === 0) return;
  throw new SupersetError('forbidden', `The service account lacks ${missing.join(', ')}: add them to its role`);
}
