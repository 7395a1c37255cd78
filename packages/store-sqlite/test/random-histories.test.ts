import { createMemoryStore } from '@scim-superset/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { anyHistory, replay } from '../../core/test/store/operations.ts';
import { createSqliteStore } from '../src/index.ts';

it('behaves like the in-memory store through any history', async () => {
  const start = Date.parse('2026-01-01T00:00:00.000Z');
  await fc.assert(
    fc.asyncProperty(anyHistory(fc.constantFrom(1, 2, 100)), async (history) => {
      const times = [{ now: start }, { now: start }] as const;
      const sqlite = createSqliteStore({ path: ':memory:', clock: () => times[0].now });
      const memory = createMemoryStore({ clock: () => times[1].now });
      expect(await replay(sqlite, times[0], history)).toEqual(await replay(memory, times[1], history));
      await sqlite.close();
    }),
    { numRuns: 100 },
  );
}, 120_000);
