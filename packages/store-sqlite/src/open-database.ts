import { closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { createDatabase, type Database } from './database.ts';
import { migrate } from './migrate.ts';
import { storeErrorOf } from './store-error-of.ts';

/**
 * Opens the database file, creating it when there is none, and brings it to the present schema.
 *
 * @throws {StoreError} when that is not possible.
 */
export function openDatabase(path: string, busyTimeoutMs: number): Database {
  let connection: DatabaseSync | undefined;
  try {
    // Created here, because SQLite would let everybody read it. The files beside it (-wal, -shm) take over its mode.
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
    connection = new DatabaseSync(path);
    connection.exec(`PRAGMA busy_timeout = ${Math.trunc(busyTimeoutMs)}`);
    migrate(connection, path);
    connection.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON;
      PRAGMA trusted_schema = OFF;
      PRAGMA journal_size_limit = ${journalBytes};
      PRAGMA cache_size = -${cacheKibibytes};
    `);
    return createDatabase(connection, path);
  } catch (error) {
    connection?.close();
    throw storeErrorOf(error, path);
  }
}

/** What the write-ahead log is cut back to after a large commit has been taken over into the file. */
const journalBytes = 67_108_864;

/** Holds the indexes of 100,000 users, so that a claim or a lookup reads no file. */
const cacheKibibytes = 65_536;
