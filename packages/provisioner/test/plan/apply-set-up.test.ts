import { describe, expect, it } from 'vitest';
import type { ApplyReport } from '../../src/index.ts';
import { accountId, handMade, idOf } from '../support/by-hand.ts';
import { createScene } from '../support/scene.ts';

const outcomes = (report: ApplyReport) => report.targets.flatMap((target) => target.outcomes);

describe('applying a part of a plan', () => {
  it('puts right only the groups that it is about', async () => {
    const scene = await createScene({ start: false });
    const { byHand, directory, provisioner, emulator } = scene;
    await directory.user('ada');
    await provisioner.apply(await provisioner.plan());
    const roleIds = [idOf(scene, 'roles', 'Alpha')];
    for (const group of ['scim: Finance', 'scim: Admins'])
      await byHand.groups.update(idOf(scene, 'groups', group), { roleIds });
    await byHand.groups.delete(idOf(scene, 'groups', 'scim: Sales'));
    const roles = () => Object.fromEntries(emulator.groups().map((group) => [group.name, group.roles]));

    await provisioner.apply(await provisioner.plan({ kinds: ['grant-group-missing'] }));
    expect(roles()).toEqual({
      'scim: Admins': ['Alpha'],
      'scim: Finance': ['Alpha'],
      'scim: Sales': ['Gamma', 'Sales Reader'],
    });
    const plan = await provisioner.plan();
    const targets = plan.targets.map((part) => {
      return { ...part, items: part.items.filter((item) => 'group' in item && item.group === 'scim: Admins') };
    });
    expect(outcomes(await provisioner.apply({ ...plan, targets }))).toMatchObject([{ outcome: 'applied' }]);
    expect(roles()).toMatchObject({ 'scim: Admins': ['Admin'], 'scim: Finance': ['Alpha'] });
  });
});

describe('taking an account that was not provisioned out of a group', () => {
  it('leaves it to the workers when a user has come whose account it is', async () => {
    const scene = await createScene({ start: false });
    const { byHand, directory, provisioner, account } = scene;
    await directory.user('ada');
    await provisioner.apply(await provisioner.plan());
    const sales = idOf(scene, 'groups', 'scim: Sales');
    await byHand.users.create({ ...handMade('bob', [idOf(scene, 'roles', 'Gamma')]), groupIds: [sales] });
    const plan = await provisioner.plan({ kinds: ['foreign-member'] });
    await directory.user('bob', { emails: [{ value: 'bob@hand.example.com', primary: true }] });
    expect(outcomes(await provisioner.apply(plan))).toMatchObject([{ outcome: 'stale' }]);
    expect(account('bob')?.groups).toEqual(['scim: Sales']);
  });

  it('has the user looked at again who has come while it was written', async () => {
    const scene = await createScene({ start: false });
    const { byHand, directory, provisioner, account, another } = scene;
    await directory.user('ada');
    await provisioner.apply(await provisioner.plan());
    const sales = idOf(scene, 'groups', 'scim: Sales');
    await byHand.users.create({ ...handMade('bob', [idOf(scene, 'roles', 'Gamma')]), groupIds: [sales] });
    const plan = await provisioner.plan({ kinds: ['foreign-member'] });
    const { users } = byHand;
    const racing: typeof users = {
      ...users,
      async update(id, change, options) {
        if (id === accountId(scene, 'bob')) {
          await directory.user('bob', { emails: [{ value: 'bob@hand.example.com', primary: true }] });
          await directory.members('Sales', { add: ['bob'] });
          provisioner.start();
          await provisioner.settled();
          expect(account('bob')?.groups).toEqual(['scim: Sales']);
        }
        await users.update(id, change, options);
      },
    };
    const late = another({ targets: [{ name: 'prod', superset: { ...byHand, users: racing } }] });
    await late.apply(plan);
    await provisioner.settled();
    expect(account('bob')?.groups).toEqual(['scim: Sales']);
  });
});
