import { setTimeout as sleep } from 'node:timers/promises';
import type { WorkedTarget } from '../plan/apply-plan.ts';
import { reconcilerActor } from '../target/access-event.ts';
import type { DriftSettings } from './drift-options.ts';
import type { TargetWatch } from './target-watch.ts';

/** What a schedule needs. */
export interface Schedule {
  readonly target: WorkedTarget;
  readonly watch: TargetWatch;
  readonly settings: DriftSettings;
  /** Works while no other process checks the target, or not at all. */
  readonly ifAlone: (work: (signal: AbortSignal) => Promise<void>) => Promise<void>;
}

/** Between two pieces of a check, so long at most it waits for the workers. */
const longestStepMs = 5_000;
const stepMs = 20;

/**
 * Checks a target again and again until the signal aborts: a while after the last check, by whichever process, never
 * while the target is down, and in the background of the workers. Never rejects.
 */
export async function scheduleChecks(schedule: Schedule, signal: AbortSignal): Promise<void> {
  const { target, settings, ifAlone } = schedule;
  const { logger } = target.context;
  while (!signal.aborted) {
    try {
      // Spread, so that processes that were started together do not come together.
      await sleep(settings.everyMs * (0.5 + Math.random() / 2), undefined, { signal, ref: false });
      if (target.worker.availability.available) await ifAlone((held) => checkIfDue(schedule, held));
    } catch (error) {
      if (!signal.aborted) logger.error({ target: target.name, err: error }, 'A scheduled check ended early');
    }
  }
}

async function checkIfDue({ target, watch, settings }: Schedule, signal: AbortSignal): Promise<void> {
  const { clock, logger, catalog } = target.context;
  const now = clock();
  const last = await watch.lastChecks();
  const isDue = (at: string | undefined, everyMs: number): boolean => {
    const ago = at === undefined ? Number.POSITIVE_INFINITY : now - Date.parse(at);
    // One that lies ahead was made before the clock was set back.
    return ago < 0 || ago >= everyMs;
  };
  const full = isDue(last.full, settings.fullEveryMs);
  // Before Superset 6.0 nothing but the full check is possible.
  const quickly = catalog.peek()?.mode !== 'direct' && isDue(last.quick, settings.everyMs / 2);
  if (!full && !quickly) return;
  const pace = (): Promise<void> => giveWay(target, signal);
  const drift = await watch.check({ full, actor: reconcilerActor, signal, pace, acts: true });
  if (drift.failure === undefined) return;
  logger.warn({ target: target.name, reason: drift.failure }, 'The target could not be checked; trying again later');
}

/** Lets the workers go first. */
async function giveWay({ worker }: WorkedTarget, signal: AbortSignal): Promise<void> {
  for (let waited = 0; worker.busy && waited < longestStepMs; waited += stepMs) {
    await sleep(stepMs, undefined, { signal });
  }
  signal.throwIfAborted();
}
