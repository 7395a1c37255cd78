import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '@scim-superset/core';
import type { WorkedTarget } from '../plan/apply-plan.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { type CheckLease, readLeaseHolder, takeCheckLease } from './check-lease.ts';
import type { TargetDrift } from './drift-finding.ts';
import type { WatchItem } from './drift-item.ts';
import type { DriftSettings } from './drift-options.ts';
import { scheduleChecks } from './schedule-checks.ts';
import { type Acceptor, createTargetWatch } from './target-watch.ts';

/** Checks one target for deviations: on its own schedule, and when asked. */
export interface DriftMonitor {
  /** Begins to check on schedule. */
  start(): void;
  /** Ends the schedule, and the check that is under way. */
  stop(): Promise<void>;
  /** Checks now, and reports only. */
  check(options: { readonly full: boolean; readonly actor: Actor } & Waiting): Promise<TargetDrift>;
  /** Takes what roles permit now as accepted. */
  acceptRoles(by: Acceptor, waiting: Waiting): Promise<readonly WatchItem[]>;
}

/** How to wait while another process checks the target. */
export interface Waiting {
  readonly signal: AbortSignal;
  /** Told once of the wait, and for whom, if that is known. */
  readonly onWait?: ((holder: string | undefined) => void) | undefined;
}

const leasePauseMs = 250;
const leaseTries = 480;

/** Creates the monitor of a target. It does nothing before it is started or asked. */
export function createDriftMonitor(target: WorkedTarget, settings: DriftSettings): DriftMonitor {
  const { context, name } = target;
  const watch = createTargetWatch(target, settings);
  let schedule: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;

  const takeLease = (): Promise<CheckLease | undefined> =>
    takeCheckLease(context.store.reconciliation, name, context.clock);

  async function alone<T>({ signal, onWait }: Waiting, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (let tries = 0; tries < leaseTries; tries += 1) {
      const lease = await takeLease();
      if (lease !== undefined) return holding(lease, signal, work);
      if (tries === 0) onWait?.(await readLeaseHolder(context.store.reconciliation, name));
      await sleep(leasePauseMs, undefined, { signal });
    }
    throw new ProvisionerError('check-under-way', `Another process is checking ${name}: try again when it is done`);
  }

  return {
    start() {
      if (schedule !== undefined) return;
      const stop = new AbortController();
      const ifAlone = async (work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
        const lease = await takeLease();
        if (lease !== undefined) await holding(lease, stop.signal, work);
      };
      schedule = { stop, ended: scheduleChecks({ target, watch, settings, ifAlone }, stop.signal) };
    },
    async stop() {
      schedule?.stop.abort();
      await schedule?.ended;
      schedule = undefined;
    },
    check: ({ full, actor, ...waiting }) =>
      alone(waiting, (held) => watch.check({ full, actor, signal: held, pace: async () => {}, acts: false })),
    acceptRoles: (by, waiting) => alone(waiting, (held) => watch.acceptRoles(by, held)),
  };
}

async function holding<T>(
  lease: CheckLease,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await work(AbortSignal.any([signal, lease.lost]));
  } finally {
    await lease.end();
  }
}
