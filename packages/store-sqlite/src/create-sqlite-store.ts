import type { Store } from '@scim-superset/core';
import { createSqliteAudit } from './audit.ts';
import { commitBatch } from './commit-batch.ts';
import { listResources } from './list-resources.ts';
import { openDatabase } from './open-database.ts';
import { createSqliteReconciliation } from './reconciliation.ts';
import { findTypes, readResource } from './resources.ts';
import { createSqliteTokens } from './tokens.ts';

/** Where the store keeps its data, and its seams. */
export interface SqliteStoreOptions {
  /** The database file; created, readable by its owner only, when it does not exist. `:memory:` keeps nothing. */
  readonly path: string;
  /** How long to wait, blocking, for another process that is writing. Default 5,000. */
  readonly busyTimeoutMs?: number;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
}

/**
 * Opens a store in one SQLite file. What was acknowledged survives a crash of the process and of the machine. Several
 * processes on one machine may use the same file.
 *
 * @example
 * const store = createSqliteStore({ path: 'scim.db' });
 * const ada = await store.read('User', '2819c223-7f76-453a-919d-413861904646', { groups: true });
 * await store.close();
 *
 * @throws {StoreError} `unavailable` when the file cannot be opened or written, `corrupt` when it is damaged or belongs
 * to something else, `version` when a newer release wrote it, `full` when no space is left. The same errors reject the
 * methods of the store.
 */
export function createSqliteStore(options: SqliteStoreOptions): Store {
  const clock = options.clock ?? Date.now;
  const database = openDatabase(options.path, options.busyTimeoutMs ?? 5000);
  return {
    async read(type, id, include) {
      return database.read(() => readResource(database, type, id, include));
    },
    async existing(ids) {
      return database.read(() => findTypes(database, ids));
    },
    async list(query) {
      return database.read(() => listResources(database, query));
    },
    async commit(batch) {
      return commitBatch(database, batch);
    },
    async close() {
      database.close();
    },
    audit: createSqliteAudit(database),
    reconciliation: createSqliteReconciliation(database, clock),
    tokens: createSqliteTokens(database),
  };
}
