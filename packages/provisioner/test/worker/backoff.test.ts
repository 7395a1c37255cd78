import fc from 'fast-check';
import { expect, it } from 'vitest';
import { backoff } from '../../src/worker/backoff.ts';
import { createScene } from '../support/scene.ts';

it('doubles the pause up to the bound, and spreads it over its upper half', () => {
  fc.assert(
    fc.property(fc.nat({ max: 100_000 }), (attempts) => {
      const bound = Math.min(300_000, 1_000 * 2 ** attempts);
      const pause = backoff(attempts, 1_000, 300_000);
      expect(pause).toBeGreaterThanOrEqual(bound / 2);
      expect(pause).toBeLessThanOrEqual(bound);
    }),
  );
});

it('pauses before a user who failed is tried again, and less before a leaver', async () => {
  let now = 1_000_000;
  const timing = { retryMs: 60_000, retryMaxMs: 600_000 };
  const { directory, provisioner, account, emulator } = await createScene({ options: { timing, clock: () => now } });
  await directory.user('ada');
  await provisioner.settled();
  emulator.fault({
    method: 'PUT',
    path: new RegExp(`users/${account('ada')?.id}$`),
    answer: { status: 500, body: { message: 'Fatal error' } },
    times: Number.POSITIVE_INFINITY,
  });
  const failure = async () => (await directory.store.reconciliation.link('prod', 'ada'))?.failure;
  await directory.user('ada', { title: 'Finance' });
  await expect.poll(async () => (await failure())?.attempts, { timeout: 15_000 }).toBe(1);
  expect((await failure())?.retryAt).toBeGreaterThanOrEqual(now + 30_000);
  now += 60_000;
  await expect.poll(async () => (await failure())?.attempts, { timeout: 15_000 }).toBe(2);
  expect((await failure())?.retryAt).toBeGreaterThanOrEqual(now + 60_000);
  now += 120_000;
  await directory.user('ada', { active: false });
  await expect.poll(async () => (await failure())?.attempts, { timeout: 15_000 }).toBe(3);
  expect((await failure())?.retryAt).toBeLessThanOrEqual(now + 2_000);
});
