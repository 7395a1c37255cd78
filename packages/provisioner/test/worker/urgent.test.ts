import { expect, it } from 'vitest';
import { createScimClient, userBody } from '../support/client.ts';
import { createScene } from '../support/scene.ts';

it('cuts a leaver off while Superset keeps everybody else waiting', async () => {
  const { directory, provisioner, account, emulator } = await createScene({ options: { concurrency: 2 } });
  await directory.user('ada');
  await provisioner.settled();
  emulator.fault({ method: 'POST', path: /users/, latencyMs: 900, times: Number.POSITIVE_INFINITY });
  const newcomers = ['ben', 'cleo', 'dora', 'eve'];
  for (const name of newcomers) await directory.user(name);
  const posts = () => emulator.requests.filter(({ method, path }) => method === 'POST' && /users/.test(path)).length;
  const before = posts();
  await expect.poll(() => posts() - before, { timeout: 10_000, interval: 5 }).toBe(2);
  await directory.user('ada', { active: false });
  await expect.poll(() => account('ada')?.active, { timeout: 10_000, interval: 5 }).toBe(false);
  expect(newcomers.filter((name) => account(name) !== undefined)).toEqual([]);
});

it('works on those who wait while a request keeps somebody under way', async () => {
  const { directory, provisioner, account, emulator } = await createScene({
    options: { concurrency: 1 },
    start: false,
  });
  emulator.fault({ method: 'POST', path: /users/, latencyMs: 900 });
  const answer = createScimClient(provisioner)('POST', '/Users', userBody('ben'));
  const isUnderWay = () => emulator.requests.some(({ method, path }) => method === 'POST' && /users/.test(path));
  await expect.poll(isUnderWay, { timeout: 10_000, interval: 5 }).toBe(true);
  await directory.user('ada');
  provisioner.start();
  await expect.poll(() => account('ada'), { timeout: 10_000, interval: 5 }).toBeDefined();
  expect(account('ben')).toBeUndefined();
  expect(await answer).toMatchObject({ status: 201 });
});
