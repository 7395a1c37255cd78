import { setTimeout as sleep } from 'node:timers/promises';
import type { ProvisionerAlert } from '../alert/provisioner-alert.ts';
import type { TargetContext } from '../target/target-context.ts';
import { backoff } from '../worker/backoff.ts';
import { checkLeavers } from './check-leavers.ts';
import { noteFailedCheck, noteLeaverCheck, problemsOf } from './leaver-note.ts';
import { type LeaverAsset, runningReports } from './leavers.ts';

/**
 * Looks up what people own who have just been cut off, and carries the target's policy out, in the background: a cut
 * neither waits for it nor fails with it.
 */
export interface LeaverWatch {
  /** Looks at everybody once, because a crash may have come between a cut and its look, then at those who leave. */
  start(): void;
  /** Ends at once; what is left is found at the next start. */
  stop(): Promise<void>;
}

const retryMaxMs = 300_000;

/** Creates the watch of one target. `pauseMs` is the pause between looks for people who were cut off. */
export function createLeaverWatch(context: TargetContext, pauseMs: number): LeaverWatch {
  const { name: target, alarm, logger, clock, departed } = context;
  let running: { readonly ended: Promise<void>; readonly stop: AbortController } | undefined;

  async function check(justLeft: readonly number[], everybody: boolean, signal: AbortSignal): Promise<void> {
    const whom = everybody ? { justLeft } : ({ justLeft, only: 'just-left' } as const);
    const found = await checkLeavers(context, { ...whom, apply: true, signal });
    await noteLeaverCheck(context, found, everybody);
    const news = runningReports({ leavers: found.leavers.filter(({ account }) => justLeft.includes(account.id)) });
    if (news.length > 0) await alarm(leaverAlert(target, news, clock()));
    for (const problem of problemsOf(found)) logger.error({ target }, problem);
    // The service account may rightly lack the permission; it is said with every list of leavers.
    for (const gap of found.unseen) logger.info({ target }, gap);
  }

  async function run(signal: AbortSignal): Promise<void> {
    let seenEverybody = false;
    for (let failures = 0; ; ) {
      await sleep(failures === 0 ? pauseMs : backoff(failures, pauseMs, retryMaxMs), undefined, { signal });
      let justLeft: readonly number[] = [];
      try {
        justLeft = await departed.take();
        if (seenEverybody && justLeft.length === 0) continue;
        await check(justLeft, !seenEverybody, signal);
        await departed.done(justLeft);
        seenEverybody = true;
        failures = 0;
      } catch (error) {
        // The store itself may be what failed.
        await departed.giveBack(justLeft).catch(() => {});
        signal.throwIfAborted();
        failures += 1;
        logger.warn({ target, err: error }, 'What leavers own could not be looked up; trying again');
        await noteFailedCheck(context).catch(() => {});
      }
    }
  }

  return {
    start() {
      if (running !== undefined) return;
      const stop = new AbortController();
      running = { stop, ended: run(stop.signal).catch(() => {}) };
    },
    async stop() {
      running?.stop.abort();
      await running?.ended;
      running = undefined;
    },
  };
}

function leaverAlert(target: string, reports: readonly LeaverAsset[], now: number): ProvisionerAlert {
  const message =
    `Superset ${target} goes on running ${reports.length} alerts or reports of people who have just left. ` +
    'Switch them off, give them to somebody else, or let the policy of the target do it.';
  const examples = reports.slice(0, 5).map(({ name }) => name);
  return { kind: 'leaver', target, at: new Date(now).toISOString(), message, running: reports.length, examples };
}
