import { createMemoryStore } from '@scim-superset/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createModelStore } from './model-store.ts';
import { anyHistory, replay } from './operations.ts';

it('behaves like a naive model through any history', async () => {
  const start = Date.parse('2026-01-01T00:00:00.000Z');
  await fc.assert(
    fc.asyncProperty(anyHistory(fc.constant(100)), async (history) => {
      const times = [{ now: start }, { now: start }] as const;
      const memory = createMemoryStore({ clock: () => times[0].now });
      const seen = await replay(memory, times[0], history);
      expect(comparable(seen)).toEqual(comparable(await replay(createModelStore(), times[1], history)));
    }),
    { numRuns: 100 },
  );
}, 120_000);

/** Without how long users have been waiting, which the model does not know, and with claims in the order of ids. */
function comparable(transcript: readonly unknown[]): unknown {
  const text = JSON.stringify(transcript, (key, value: unknown) => (key === 'since' || key === 'oldest' ? 0 : value));
  return JSON.parse(text, (_key, value: unknown) => {
    if (!Array.isArray(value) || value[0] !== 'claim') return value;
    return [
      value[0],
      value[1].toSorted((a: { userId: string }, b: { userId: string }) => (a.userId < b.userId ? -1 : 1)),
      value[2],
    ];
  });
}
