import { expect, it } from 'vitest';
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
  expect(await change(() => directory.members('Sales', { add: ['ada'] }))).toEqual(['GET users/N', 'PUT users/N']);
  expect(await change(() => directory.user('ada', { nickName: 'A' }))).toEqual(['GET users/N']);
  expect(await change(() => directory.user('ada', { active: false }))).toEqual(['PUT users/N']);
  expect(await change(() => directory.user('ada', { active: false }))).toEqual(['GET users/N']);
  expect(await change(() => directory.user('ada', { active: true }))).toEqual(['GET users/N', 'PUT users/N']);
  expect(await change(() => directory.delete('User', 'ada'))).toEqual(['PUT users/N']);
});
