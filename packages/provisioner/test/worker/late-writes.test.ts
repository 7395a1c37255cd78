import { createMemoryStore } from '@scim-superset/core';
import { expect, it } from 'vitest';
import { createScene, type SceneOptions } from '../support/scene.ts';

/** Longer than the client of a scene waits. */
const latencyMs = 1_800;
const options = { timing: { lateMs: 300 }, breaker: false } as const;

/** A scene in which ada has had an account, and has left. */
async function afterLeaving(scene: SceneOptions = {}) {
  const world = await createScene({ options, ...scene });
  const { directory, provisioner, account } = world;
  await directory.user('ada', { title: 'Finance' });
  await provisioner.settled();
  await directory.user('ada', { active: false, title: 'Finance' });
  await provisioner.settled();
  expect(account('ada')).toMatchObject({ active: false });
  return world;
}

it('cuts a leaver off again when a write that was given up arrives after the cut', async () => {
  const { directory, provisioner, account, emulator } = await afterLeaving();
  emulator.fault({ method: 'PUT', path: /users/, latencyMs });
  await directory.user('ada', { active: true, title: 'Finance' });
  await provisioner.settled();
  await directory.user('ada', { active: false, title: 'Finance' });
  await provisioner.settled();
  expect(account('ada')).toMatchObject({ active: false });
  await expect.poll(() => account('ada')?.active, { timeout: 5_000, interval: 5 }).toBe(true);
  await expect.poll(() => account('ada'), { timeout: 10_000 }).toMatchObject({ active: false });
  expect(account('ada')?.effectiveRoles).toEqual(['SCIM Base']);
});

/** A scene in which ada's creation is still on its way when she is in the directory no more. */
async function afterVanishing() {
  // No second attempt comes in between.
  const timing = { ...options.timing, retryMs: 60_000, retryMaxMs: 60_000 };
  const world = await createScene({ options: { ...options, timing } });
  const { directory, provisioner, account, emulator } = world;
  const heal = emulator.fault({ method: 'POST', path: /users/, latencyMs: 5_000, times: Number.POSITIVE_INFINITY });
  await directory.user('ada', { title: 'Finance' });
  const failing = async () => (await provisioner.status())[0]?.lag.failing;
  await expect.poll(failing, { timeout: 15_000 }).toBe(1);
  heal();
  await directory.delete('User', 'ada');
  await provisioner.settled();
  expect(account('ada')).toBeUndefined();
  return { ...world, arrival: () => expect.poll(() => account('ada')?.active, patience).toBe(true) };
}

const patience = { timeout: 10_000, interval: 5 };

it('cuts off an account that is nobody’s any more when its creation arrives late', async () => {
  const { account, arrival } = await afterVanishing();
  await arrival();
  await expect.poll(() => account('ada'), { timeout: 10_000 }).toMatchObject({ active: false });
  expect(account('ada')?.effectiveRoles).toEqual(['SCIM Base']);
});

it('remembers through a restart what may come late', async () => {
  const store = createMemoryStore();
  const { directory, provisioner, another, account, emulator } = await afterLeaving({ store });
  emulator.fault({ method: 'PUT', path: /users/, latencyMs });
  await directory.user('ada', { active: true, title: 'Finance' });
  await provisioner.settled();
  await directory.user('ada', { active: false, title: 'Finance' });
  await provisioner.settled();
  await provisioner.stop();
  await expect.poll(() => account('ada')?.active, { timeout: 5_000, interval: 5 }).toBe(true);
  const next = another();
  next.start();
  await expect.poll(() => account('ada')?.active, { timeout: 10_000 }).toBe(false);
});

it('leaves an account alone that somebody else has changed since', async () => {
  const { provisioner, account, arrival, colleague } = await afterVanishing();
  const admin = await colleague();
  await provisioner.stop();
  await arrival();
  await admin.users.update(account('ada')?.id ?? 0, { firstName: 'Kept' });
  provisioner.start();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(account('ada')).toMatchObject({ active: true, firstName: 'Kept' });
});

it('cuts off the second account of somebody who was renamed while the creation of the first was on its way', async () => {
  const timing = { ...options.timing, retryMs: 60_000, retryMaxMs: 60_000 };
  const { directory, provisioner, emulator, account } = await createScene({ options: { ...options, timing } });
  emulator.fault({ method: 'POST', path: /users/, latencyMs: 5_000, times: 2 });
  await directory.user('ada', { title: 'Finance' });
  const failing = async () => (await provisioner.status())[0]?.lag.failing;
  await expect.poll(failing, { timeout: 15_000 }).toBe(1);
  await directory.user('ada', { userName: 'ada.king', emails: [{ value: 'ada.king@example.com' }], title: 'Finance' });
  await provisioner.settled();
  await expect.poll(() => account('ada')?.active, patience).toBe(true);
  await expect.poll(() => account('ada'), { timeout: 10_000 }).toMatchObject({ active: false });
  expect(account('ada.king')).toMatchObject({ email: 'ada.king@example.com', active: true });
});
