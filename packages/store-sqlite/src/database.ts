import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { StoreError } from '@scim-superset/core';
import { storeErrorOf } from './store-error-of.ts';

/** A connection that prepares each statement once and turns faults into StoreErrors. Parameters are positional. */
export interface Database {
  /** The first row, or undefined. */
  get<Row>(sql: string, ...parameters: SQLInputValue[]): Row | undefined;
  all<Row>(sql: string, ...parameters: SQLInputValue[]): Row[];
  /** Rows one by one, for results that may be large. */
  each<Row>(sql: string, ...parameters: SQLInputValue[]): Iterable<Row>;
  /** Returns how many rows were changed. */
  run(sql: string, ...parameters: SQLInputValue[]): number;
  /** Runs reads that see one state of the data, whatever other processes write meanwhile. */
  read<T>(work: () => T): T;
  /** Runs reads and writes that become durable together when `work` returns, and not at all when it throws. */
  write<T>(work: () => T): T;
  /** Closes the connection; a second time does nothing. */
  close(): void;
}

/** Wraps a connection to the file at `path`. */
export function createDatabase(connection: DatabaseSync, path: string): Database {
  const statements = new Map<string, StatementSync>();

  function prepare(sql: string): StatementSync {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = connection.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  }

  function transaction<T>(begin: string, work: () => T): T {
    if (!connection.isOpen) {
      throw new StoreError('closed', `The store ${path} is closed; open it again with createSqliteStore`);
    }
    try {
      prepare(begin).run();
      const result = work();
      prepare('COMMIT').run();
      return result;
    } catch (error) {
      // A full disk or a damaged file makes SQLite roll back by itself.
      if (connection.isTransaction) connection.exec('ROLLBACK');
      throw storeErrorOf(error, path);
    }
  }

  return {
    // The casts below: a caller names the columns that its own statement selects.
    get: <Row>(sql: string, ...parameters: SQLInputValue[]) => prepare(sql).get(...parameters) as Row | undefined,
    all: <Row>(sql: string, ...parameters: SQLInputValue[]) => prepare(sql).all(...parameters) as Row[],
    each: <Row>(sql: string, ...parameters: SQLInputValue[]) => prepare(sql).iterate(...parameters) as Iterable<Row>,
    run: (sql, ...parameters) => Number(prepare(sql).run(...parameters).changes),
    read: (work) => transaction('BEGIN', work),
    write: (work) => transaction('BEGIN IMMEDIATE', work),
    close() {
      statements.clear();
      if (connection.isOpen) connection.close();
    },
  };
}
