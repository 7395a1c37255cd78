import { describe, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory/create-memory-store.ts';
import { storeContract } from '../../src/testing/index.ts';

describe('the in-memory store keeps the store contract', () => {
  for (const { name, run } of storeContract({ create: (clock) => createMemoryStore({ clock }) })) it(name, run);
});
