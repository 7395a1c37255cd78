import { expect, it } from 'vitest';
import { handMade } from '../support/by-hand.ts';
import { createScene } from '../support/scene.ts';

it('says why an account of a user’s name is left alone', async () => {
  const { byHand, directory, provisioner } = await createScene({
    mapping: { adoption: 'report', protectedAccounts: ['Root'] },
  });
  for (const name of ['root', 'hand']) await byHand.users.create(handMade(name, [1]));
  for (const name of ['admin', 'root', 'hand']) await directory.user(name);
  await provisioner.settled();
  const [target] = (await provisioner.plan()).targets;
  const found = target?.items.flatMap((item) => (item.kind === 'left-alone' ? [[item.because, item.text]] : []));
  const subject = (name: string): string => `${name} has an account in Superset that is left alone: `;
  expect(new Map(found as [string, string][])).toEqual(
    new Map([
      ['service-account', `${subject('admin')}it is the service account`],
      ['protected', `${subject('root')}it is among protectedAccounts`],
      ['policy', `${subject('hand')}it was not provisioned, and the adoption policy does not take it over`],
    ]),
  );
});
