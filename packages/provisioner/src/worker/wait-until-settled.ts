import { setTimeout as sleep } from 'node:timers/promises';
import type { ReconciliationStore } from '@scim-superset/core';
import { ProvisionerError } from '../provisioner-error.ts';

const pauseMs = 20;

/** A target to wait for. */
export interface AwaitedTarget {
  readonly name: string;
  readonly worker: { readonly prepared: boolean };
}

/**
 * Waits until no user lags behind at the targets, those included who were applied under another mapping.
 *
 * @throws {ProvisionerError} `not-settled` when the time is up.
 */
export async function waitUntilSettled(
  reconciliation: ReconciliationStore,
  targets: readonly AwaitedTarget[],
  { timeoutMs = 30_000, signal }: { readonly timeoutMs?: number; readonly signal?: AbortSignal },
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (const { name: target, worker } of targets) {
    for (;;) {
      const { prepared } = worker;
      const lag = await reconciliation.lag(target);
      if (lag.pending === 0 && prepared) break;
      if (performance.now() >= deadline) {
        const reason = lag.lastFailure === undefined ? '' : `, the last failure being: ${lag.lastFailure}`;
        const what =
          lag.pending > 0
            ? `${lag.pending} users still wait to be applied to ${target}${reason}`
            : `${target} has still not been asked how grants are given there`;
        throw new ProvisionerError('not-settled', `After ${timeoutMs} ms, ${what}`);
      }
      await sleep(pauseMs, undefined, { signal });
    }
  }
}
