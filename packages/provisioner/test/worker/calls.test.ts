import { expect, it } from 'vitest';
import { createScimClient, userBody } from '../support/client.ts';
import { createScene } from '../support/scene.ts';

it('spends as few requests on a user as can be', async () => {
  const { directory, provisioner, requestsOf } = await createScene();
  await directory.user('warm');
  await provisioner.settled();
  const change = (work: () => Promise<void>) =>
    requestsOf(async () => {
      await work();
      await provisioner.settled();
    });

  expect(await change(() => directory.user('ada'))).toEqual(['GET users/', 'POST users/']);
  expect(await change(() => directory.members('Sales', { add: ['ada'] }))).toEqual(['PUT users/N']);
  expect(await change(() => directory.members('Sales', { remove: ['ada'] }))).toEqual(['PUT users/N']);
  expect(await change(() => directory.user('ada', { nickName: 'A' }))).toEqual(['GET users/N']);
  expect(await change(() => directory.user('ada', { active: false }))).toEqual(['PUT users/N']);
  expect(await change(() => directory.user('ada', { active: false }))).toEqual(['GET users/N']);
  expect(await change(() => directory.user('ada', { active: true }))).toEqual(['GET users/N', 'PUT users/N']);
  expect(await change(() => directory.delete('User', 'ada'))).toEqual(['PUT users/N']);
});

it('does not ask again for namesakes after the preflight has asked, but when a creation is tried again', async () => {
  const { provisioner, emulator, requestsOf } = await createScene();
  const scim = createScimClient(provisioner);
  const post = async (userName: string): Promise<void> => {
    expect((await scim('POST', '/Users', userBody(userName))).status).toBe(201);
    await provisioner.settled();
  };
  await post('warm');
  const preflight = ['GET users/', 'GET users/'];
  expect(await requestsOf(() => post('ada'))).toEqual([...preflight, 'POST users/']);
  // The client's own attempts, and one more of the worker.
  emulator.fault({ method: 'POST', path: /users/, times: 2, answer: { status: 429 } });
  const posts = ['POST users/', 'POST users/'];
  const ofAccounts = (await requestsOf(() => post('grace'))).filter((request) => request.endsWith('users/'));
  expect(ofAccounts).toEqual([...preflight, ...posts, 'GET users/', 'POST users/']);
});
