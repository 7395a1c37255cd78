import { expect, it } from 'vitest';
import { createScene } from './support/scene.ts';

it('tells other processes whether a started provisioner is there', async () => {
  const { provisioner, another } = await createScene({ start: false });
  const observer = another();
  const heartbeat = async () => (await observer.status())[0]?.heartbeat;
  expect(await heartbeat()).toBeUndefined();
  const before = Date.now();
  provisioner.start();
  await expect.poll(heartbeat).toBeGreaterThanOrEqual(before);
  const second = another();
  second.start();
  await provisioner.stop();
  await expect.poll(heartbeat).toBeDefined();
  await second.stop();
  expect(await heartbeat()).toBeUndefined();
});

it('tells when deviations were last looked for, and how many there are', async () => {
  const scene = await createScene();
  const { provisioner, another, byHand } = scene;
  const drift = async () => (await another().status())[0]?.drift;
  await provisioner.settled();
  expect(await drift()).toBeUndefined();
  await byHand.groups.create({ name: 'Friends', roleIds: [1] });
  await provisioner.drift();
  expect(await drift()).toEqual({ checkedAt: expect.any(String), fullAt: expect.any(String), open: 1 });
});

it('names who could not be applied, and why', async () => {
  const { directory, provisioner, another } = await createScene();
  await directory.user('ada');
  await directory.user('eve', { userName: 'eve@example.com', emails: [] });
  const failures = () => another().failures({ target: 'prod' });
  await expect
    .poll(failures, { timeout: 15_000 })
    .toMatchObject([
      { target: 'prod', userId: 'eve', userName: 'eve@example.com', message: expect.stringContaining('no e-mail') },
    ]);
  await directory.delete('User', 'eve');
  await provisioner.settled();
  expect(await failures()).toEqual([]);
});
