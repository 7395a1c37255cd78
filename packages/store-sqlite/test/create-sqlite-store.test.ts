import { join } from 'node:path';
import type { Store } from '@scim-superset/core';
import { storeContract } from '@scim-superset/core/testing';
import { describe, it } from 'vitest';
import { createSqliteStore } from '../src/index.ts';
import { temporaryFolder } from './folder.ts';

describe('the SQLite store keeps the store contract', () => {
  const paths = new WeakMap<Store, string>();
  const folder = temporaryFolder();
  let count = 0;

  function open(path: string, clock: () => number): Store {
    const store = createSqliteStore({ path, clock });
    paths.set(store, path);
    return store;
  }

  const cases = storeContract({
    create: (clock) => {
      count += 1;
      return open(join(folder, `${count}.db`), clock);
    },
    reopen: async (store, clock) => {
      await store.close();
      return open(paths.get(store) ?? '', clock);
    },
  });
  for (const { name, run } of cases) it(name, run);
});
