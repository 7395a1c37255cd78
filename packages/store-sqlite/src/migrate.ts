import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '@scim-superset/core';
import { schemaVersions } from './schema.ts';

/** "SCIM" in ASCII: tells our files from those of other applications (https://sqlite.org/pragma.html#pragma_application_id). */
const applicationId = 0x5343494d;

/**
 * Applies the schema versions that the file does not have yet, all of them or none.
 *
 * @throws {StoreError} `version` when the file has more of them than this release knows, `corrupt` when it belongs to
 * another application.
 */
export function migrate(connection: DatabaseSync, path: string): void {
  // Immediate, so that of two processes opening a new file the second finds the work done.
  connection.exec('BEGIN IMMEDIATE');
  try {
    const version = pragma(connection, 'user_version');
    demandOwnFile(connection, path);
    if (version > schemaVersions.length) {
      throw new StoreError(
        'version',
        `${path} has schema version ${version} and this release knows ${schemaVersions.length}; ` +
          'upgrade @scim-superset/store-sqlite, or restore the backup made before the upgrade',
      );
    }
    for (const statements of schemaVersions.slice(version)) connection.exec(statements);
    connection.exec(`PRAGMA user_version = ${schemaVersions.length}; PRAGMA application_id = ${applicationId}; COMMIT`);
  } catch (error) {
    if (connection.isTransaction) connection.exec('ROLLBACK');
    throw error;
  }
}

function demandOwnFile(connection: DatabaseSync, path: string): void {
  const found = pragma(connection, 'application_id');
  if (found === applicationId) return;
  const isEmpty = connection.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (found === 0 && isEmpty) return;
  throw new StoreError(
    'corrupt',
    `${path} is a database of another application; point "path" at a new file or at one made by this store`,
  );
}

function pragma(connection: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(connection.prepare(`PRAGMA ${name}`).get()?.[name]);
}
