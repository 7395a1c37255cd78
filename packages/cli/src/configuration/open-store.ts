import { resolve } from 'node:path';
import { createMemoryStore, type Store } from '@scim-superset/core';
import { createSqliteStore } from '@scim-superset/store-sqlite';

/** Opens the store that `memory` or `sqlite:PATH` names; the path is relative to `folder`. */
export function openStore(text: string, folder: string): Store {
  return text === 'memory'
    ? createMemoryStore()
    : createSqliteStore({ path: resolve(folder, text.slice('sqlite:'.length)) });
}
