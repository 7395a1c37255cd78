import { describe, expect, it } from 'vitest';
import { createScene, type Scene } from '../support/scene.ts';

/** Somebody else has the account now, as after Superset was restored to an earlier state and has given the id again. */
async function giveAway({ byHand, account }: Scene, username: string, stranger: string): Promise<void> {
  await byHand.users.update(account(username)?.id ?? 0, { username: stranger, email: `${stranger}@example.com` });
}

async function createCompany(): Promise<Scene> {
  const scene = await createScene();
  for (const person of ['ada', 'bob', 'eve', 'last']) await scene.directory.user(person);
  await scene.provisioner.settled();
  return scene;
}

/** The Superset was restored while nobody ran, and the next process has looked at it. */
async function createRestored() {
  const scene = await createCompany();
  await scene.provisioner.stop();
  await giveAway(scene, 'ada', 'boss');
  await giveAway(scene, 'last', 'chief');
  const next = scene.another();
  next.start();
  await next.settled();
  return { ...scene, next };
}

describe('in a Superset that was restored', () => {
  it.each(['deactivated', 'deleted'] as const)('nobody else is cut off when a user is %s', async (how) => {
    const { next, ...scene } = await createRestored();
    if (how === 'deleted') await scene.directory.delete('User', 'ada');
    else await scene.directory.user('ada', { active: false });
    await next.settled();
    expect(scene.account('boss')).toMatchObject({ active: true });
  });

  it('nobody else gets what a user is to get', async () => {
    const { next, ...scene } = await createRestored();
    // Not Admin, for which every account is read.
    await scene.directory.members('Sales', { add: ['ada'] });
    await expect.poll(async () => (await next.status())[0]?.lag.failing).toBe(1);
    expect(scene.roles('boss')).toEqual([]);
  });

  it('the first account that is gone makes it doubtful, also between two looks', async () => {
    const scene = await createCompany();
    await giveAway(scene, 'ada', 'boss');
    await giveAway(scene, 'eve', 'chief');
    await scene.directory.user('ada', { nickName: 'A' });
    await expect.poll(async () => (await scene.provisioner.status())[0]?.lag.failing).toBe(1);
    await scene.directory.user('eve', { active: false });
    await expect.poll(async () => (await scene.provisioner.status())[0]?.lag.pending).toBe(1);
    expect(scene.account('chief')).toMatchObject({ active: true });
  });
});

it('a Superset that is as it was left is believed: a user is cut off by one write', async () => {
  const scene = await createCompany();
  const requests = await scene.requestsOf(async () => {
    await scene.directory.user('ada', { active: false });
    await scene.provisioner.settled();
  });
  expect(requests).toEqual(['PUT users/N']);
});
