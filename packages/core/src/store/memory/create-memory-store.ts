import type { Store } from '../store.ts';
import { StoreError } from '../store-error.ts';
import { commitBatch } from './commit-batch.ts';
import { listResources } from './list-resources.ts';
import { createMemoryAudit } from './memory-audit.ts';
import { createMemoryReconciliation } from './memory-reconciliation.ts';
import { createMemoryState, type MemoryState } from './memory-state.ts';
import { createMemoryTokens } from './memory-tokens.ts';
import { withRelations } from './relations.ts';

/** Seams of {@link createMemoryStore}. */
export interface MemoryStoreOptions {
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
}

/**
 * Creates a store that keeps everything in this process and loses it with it: for tests, demonstrations and trying an
 * identity provider. What it returns is deeply frozen, so that reading copies nothing.
 *
 * @example
 * const store = createMemoryStore();
 * const page = await store.list({ type: 'User', keys: [{ name: 'userName', value: 'ada' }], limit: 1 });
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  const clock = options.clock ?? Date.now;
  let state: MemoryState | undefined = createMemoryState();
  const open = (): MemoryState => {
    if (state === undefined) throw new StoreError('closed', 'The store is closed; create a new one to go on');
    return state;
  };

  return {
    async read(type, id, include) {
      const current = open();
      const entry = current.resources.get(id);
      return entry?.resource.type === type ? withRelations(current, entry, include) : undefined;
    },
    async existing(ids) {
      const { resources } = open();
      return new Map(
        ids.flatMap((id) => {
          const entry = resources.get(id);
          return entry === undefined ? [] : [[id, entry.resource.type] as const];
        }),
      );
    },
    async list(query) {
      return listResources(open(), query);
    },
    async commit(batch) {
      return commitBatch(open(), batch);
    },
    async close() {
      state = undefined;
    },
    audit: createMemoryAudit(open),
    reconciliation: createMemoryReconciliation(open, clock),
    tokens: createMemoryTokens(open),
  };
}
