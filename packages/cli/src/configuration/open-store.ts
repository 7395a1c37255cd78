import { resolve } from 'node:path';
import { createMemoryStore, type Store } from '@scim-superset/core';
import { createSqliteStore } from '@scim-superset/store-sqlite';
import { CliError } from '../cli-error.ts';

/**
 * Opens the store that `memory` or `sqlite:PATH` names; the path is relative to `folder`.
 *
 * @throws {CliError} when it names neither.
 */
export function openStore(text: string, folder: string): Store {
  if (text === 'memory') return createMemoryStore();
  const path = /^sqlite:(.+)$/.exec(text)?.[1];
  if (path !== undefined) return createSqliteStore({ path: resolve(folder, path) });
  throw new CliError(`The store "${text}" is neither "memory" nor "sqlite:PATH"`, 'Write for example sqlite:scim.db');
}
