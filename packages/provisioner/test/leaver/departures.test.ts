import { createMemoryStore } from '@scim-superset/core';
import { expect, it } from 'vitest';
import { createDepartures } from '../../src/leaver/departures.ts';

it('gives each account to one process, and to another when that does not end', async () => {
  const { reconciliation } = createMemoryStore();
  const now = { ms: 1_000 };
  const [one, two] = [1, 2].map(() => createDepartures('prod', { reconciliation, clock: () => now.ms }));
  if (one === undefined || two === undefined) throw new Error('There are two');
  await Promise.all([one.add(7), two.add(8), one.add(9)]);
  expect(new Set(await one.take())).toEqual(new Set([7, 8, 9]));
  expect(await two.take()).toEqual([]);
  await one.done([7]);
  await one.giveBack([8]);
  expect(await two.take()).toEqual([8]);
  // Cut off once more while the first cut is being looked at.
  await one.add(8);
  await two.done([8]);
  expect(await one.take()).toEqual([8]);
  now.ms += 120_001;
  expect(await two.take()).toEqual([9, 8]);
  await two.done([8, 9]);
  expect(await reconciliation.note('prod', 'departures')).toBeUndefined();
  await one.add(1);
  await one.take();
  now.ms = 0;
  expect(await two.take()).toEqual([1]);
});
