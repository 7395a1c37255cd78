import { setTimeout as wait } from 'node:timers/promises';
import pRetry from 'p-retry';
import { SupersetError } from '../superset-error.ts';
import { withEffect } from './with-effect.ts';

/** How often and how long failed calls are repeated. */
export interface RepeatPolicy {
  readonly retries: number;
  /** First wait; doubles each time, with up to as much again of jitter. */
  readonly delayMs: number;
}

// Longer requests to wait are the caller's to schedule: a worker must not sleep through its other work.
const longestWaitMs = 30_000;

/**
 * Runs an attempt again while it fails with a passing failure that `mayRepeat` allows, waiting as long as Superset
 * asks to (`Retry-After`), else ever longer with jitter. Throws the last failure, with `maybeApplied` when any attempt may
 * have been carried out.
 */
export function repeat<T>(
  policy: RepeatPolicy,
  signal: AbortSignal | undefined,
  attempt: () => Promise<T>,
  mayRepeat: (error: SupersetError) => boolean,
): Promise<T> {
  const allowed = (error: unknown): error is SupersetError =>
    SupersetError.is(error) && isPassing(error) && (error.retryAfterMs ?? 0) <= longestWaitMs && mayRepeat(error);
  let lost = false;
  const remembering = (): Promise<T> =>
    attempt().catch((error: unknown) => {
      lost ||= SupersetError.is(error) && error.maybeApplied;
      throw lost ? withEffect(error, true) : error;
    });
  return pRetry(remembering, {
    retries: policy.retries,
    minTimeout: policy.delayMs,
    maxTimeout: longestWaitMs,
    randomize: true,
    ...(signal === undefined ? {} : { signal }),
    async onFailedAttempt({ error, retriesLeft, retryDelay }) {
      if (retriesLeft === 0 || !allowed(error)) return;
      const missing = (error.retryAfterMs ?? 0) - retryDelay;
      if (missing > 0) await wait(missing, undefined, signal === undefined ? {} : { signal });
    },
    shouldRetry: ({ error }) => allowed(error),
  });
}

/** Whether the same call may succeed later. */
export function isPassing(error: SupersetError): boolean {
  return error.code === 'unavailable' || error.code === 'rate-limited';
}
