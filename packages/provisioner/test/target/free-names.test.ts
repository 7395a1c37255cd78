import { expect, it } from 'vitest';
import { accountId, handMade, idOf } from '../support/by-hand.ts';
import { createScimClient, userBody } from '../support/client.ts';
import { createScene } from '../support/scene.ts';
import { stuckWith } from '../support/stuck.ts';

it('does not take a name for free that somebody got since, in another case', async () => {
  const scene = await createScene();
  const scim = createScimClient(scene.provisioner);
  const { id } = (await scim('POST', '/Users', userBody('ada'))).body;
  await scene.provisioner.settled();
  await scim('PUT', `/Users/${id}`, userBody('bob'));
  await scim('DELETE', `/Users/${id}`);
  await scene.provisioner.settled();
  await scim('POST', '/Users', userBody('BOB'));
  await scene.provisioner.settled();
  const named = scene.emulator.users().filter(({ username }) => username.toLowerCase() === 'bob');
  expect(named).toMatchObject([{ username: 'BOB', active: true }]);
});

it('does not take an account over as its own that somebody made after it was asked for', async () => {
  const scene = await createScene();
  const { byHand, provisioner, account } = scene;
  await provisioner.settled();
  await provisioner.stop();
  await createScimClient(provisioner)('POST', '/Users', userBody('ada'));
  await byHand.users.create(handMade('ada', [idOf(scene, 'roles', 'Alpha')]));
  const before = account('ada');
  provisioner.start();
  await expect.poll(() => stuckWith(provisioner, 1)).toMatch(/was not provisioned/);
  expect(account('ada')).toEqual(before);
  expect(accountId(scene, 'ada')).toBe(before?.id);
});
