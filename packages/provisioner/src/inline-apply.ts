import { setTimeout as sleep } from 'node:timers/promises';
import type { CommittedChange, Store } from '@scim-superset/core';
import type { TargetWorker } from './worker/target-worker.ts';

/** What {@link createInlineApply} needs. */
export interface InlineApplyOptions {
  readonly store: Store;
  readonly targets: readonly { readonly name: string; readonly worker: TargetWorker }[];
  readonly inlineWaitMs: number;
  readonly inlineUsers: number;
  readonly inlineCreations: number;
}

/**
 * Applies a committed change before its response is sent, if it concerns few users, waiting for all targets at once
 * and no longer than the bound. What is not done by then goes on in the background.
 */
export function createInlineApply(options: InlineApplyOptions): (change: CommittedChange) => Promise<void> {
  const { store, targets, inlineWaitMs, inlineUsers, inlineCreations } = options;

  async function applyAt(
    { name, worker }: InlineApplyOptions['targets'][number],
    change: CommittedChange,
  ): Promise<void> {
    // A creation costs Superset a password hash; an identity provider must be able to push faster than that.
    const queued = change.operation === 'create' ? (await store.reconciliation.lag(name)).pending : 0;
    if (change.dirty.length > inlineUsers || queued > inlineCreations) worker.wake();
    else await worker.applyNow(change.dirty);
  }

  return async (change) => {
    if (change.dirty.length === 0) return;
    const timeout = new AbortController();
    const applied = Promise.all(targets.map((target) => applyAt(target, change)));
    const bound = sleep(inlineWaitMs, undefined, { signal: timeout.signal }).catch(() => {});
    await Promise.race([applied, bound]).finally(() => timeout.abort());
  };
}
