import { setTimeout as sleep } from 'node:timers/promises';
import type { ReconciliationStore } from '@scim-superset/core';
import { ProvisionerError } from '../provisioner-error.ts';

const pauseMs = 20;

/**
 * Waits until no user lags behind at the targets.
 *
 * @throws {ProvisionerError} `not-settled` when the time is up.
 */
export async function waitUntilSettled(
  reconciliation: ReconciliationStore,
  targets: readonly string[],
  { timeoutMs = 30_000, signal }: { readonly timeoutMs?: number; readonly signal?: AbortSignal },
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (const target of targets) {
    for (;;) {
      const lag = await reconciliation.lag(target);
      if (lag.pending === 0) break;
      if (performance.now() >= deadline) {
        const reason = lag.lastFailure === undefined ? '' : `, the last failure being: ${lag.lastFailure}`;
        throw new ProvisionerError(
          'not-settled',
          `After ${timeoutMs} ms, ${lag.pending} users still wait to be applied to ${target}${reason}`,
        );
      }
      await sleep(pauseMs, undefined, { signal });
    }
  }
}
