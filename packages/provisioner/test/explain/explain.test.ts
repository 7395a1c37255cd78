import { expect, it } from 'vitest';
import { defineRoleMapping, type Provisioner } from '../../src/index.ts';
import { accountId, idOf } from '../support/by-hand.ts';
import { createScene } from '../support/scene.ts';

it('explains every role by all ways that lead to it, and what is not as it should be', async () => {
  const now = { ms: Date.UTC(2026, 0, 2) };
  const scene = await createScene({ options: { clock: () => now.ms } });
  const { directory, provisioner, account, emulator } = scene;
  const since = { sales: '2026-01-02T00:00:00.000Z', finance: '2026-01-03T00:00:00.000Z' };
  await directory.group('Europe');
  await directory.user('ada');
  await directory.members('Sales', { add: ['Europe'] });
  await directory.members('Europe', { add: ['ada'] });
  await provisioner.settled();
  now.ms = Date.parse(since.finance);
  await directory.user('ada', { title: 'Finance' });
  await provisioner.settled();
  now.ms += 1;
  await directory.user('ada', { name: { givenName: 'A', familyName: 'B' } });
  await provisioner.settled();
  const colleague = await scene.colleague();
  const ids = new Map(emulator.roles().map(({ id, name }) => [name, id]));
  const roleIds = ['SCIM Base', 'Admin'].map((name) => ids.get(name) ?? 0);
  await colleague.users.update(account('ada')?.id ?? 0, { roleIds });

  const { user, targets } = await provisioner.explain('ADA');
  expect(user).toEqual({ id: 'ada', userName: 'ada', active: true });
  expect(targets[0]?.grants.map(({ name }) => name)).toEqual(['Sales', 'Finance']);
  const sales = {
    kind: 'grant',
    grant: 'Sales',
    reason: { kind: 'group', group: { id: 'Sales', displayName: 'Sales' } },
    since: since.sales,
  };
  const finance = {
    kind: 'grant',
    grant: 'Finance',
    reason: { kind: 'filter', filter: 'title eq "Finance"' },
    since: since.finance,
  };
  expect(targets[0]?.roles).toEqual([
    { role: 'Admin', paths: [{ kind: 'direct', changedBy: 'colleague', changedOn: expect.any(String) }] },
    { role: 'Finance Reader', paths: [finance] },
    { role: 'Gamma', paths: [sales, finance] },
    { role: 'SCIM Base', paths: [{ kind: 'base' }] },
    { role: 'Sales Reader', paths: [sales] },
  ]);
  expect(targets[0]?.differences.map(({ kind }) => kind)).toEqual(['extra-role']);
});

it.each(['6.1', '5.0'] as const)(
  'says of a role that a grant got later since when it is there, on %s',
  async (version) => {
    const now = { ms: Date.UTC(2026, 0, 2) };
    const day = 86_400_000;
    const scene = await createScene({ version, options: { clock: () => now.ms } });
    const { directory, provisioner, another } = scene;
    await directory.user('ada');
    await directory.members('Sales', { add: ['ada'] });
    await provisioner.settled();
    await provisioner.stop();
    now.ms += day;
    const grants = [{ name: 'Sales', roles: ['Gamma', 'Later', 'sql_lab'], group: 'Sales' }];
    const next = () => another({ mapping: defineRoleMapping({ grants }) });
    const datesBy = async (by: Provisioner) =>
      (await by.explain('ada')).targets[0]?.roles.map(({ role, paths }) => [
        role,
        ...paths.map((path) => 'since' in path && path.since),
      ]);
    const second = next();
    second.start();
    await expect.poll(() => datesBy(second)).toContainEqual(['sql_lab', '2026-01-03T00:00:00.000Z']);
    await second.stop();
    await scene.byHand.roles.create('Later');
    now.ms += day;
    const third = next();
    third.start();
    await third.settled();
    expect(await datesBy(third)).toEqual([
      ['Gamma', '2026-01-02T00:00:00.000Z'],
      ['Later', '2026-01-04T00:00:00.000Z'],
      ['SCIM Base', false],
      ['sql_lab', '2026-01-03T00:00:00.000Z'],
    ]);
  },
);

it("says of a role that is not the provisioner's that it is not, and nothing of an editor whom Superset does not know", async () => {
  const { byHand, directory, provisioner, account, emulator } = await createScene();
  await directory.user('ada');
  await provisioner.settled();
  const id = (kind: 'roles' | 'groups', name: string) => emulator[kind]().find((each) => each.name === name)?.id ?? 0;
  const shadow = await byHand.groups.create({ name: 'Shadow', roleIds: [id('roles', 'Alpha')] });
  // The service account itself: just as when a role's or a group's page was used, nobody is known.
  await byHand.users.update(account('ada')?.id ?? 0, {
    roleIds: [id('roles', 'SCIM Base'), id('roles', 'sql_lab')],
    groupIds: [shadow, id('groups', 'scim: Admins')],
  });
  const { targets } = await provisioner.explain('ada');
  expect(targets[0]?.roles).toEqual([
    { role: 'Admin', paths: [{ kind: 'group', group: 'scim: Admins', ours: true, changedBy: undefined }] },
    { role: 'Alpha', paths: [{ kind: 'group', group: 'Shadow', ours: false, changedBy: undefined }] },
    { role: 'SCIM Base', paths: [{ kind: 'base' }] },
    { role: 'sql_lab', paths: [{ kind: 'direct', changedBy: undefined }] },
  ]);
});

it('says who edited an account last that is in a group by hand', async () => {
  const scene = await createScene();
  const { byHand, directory, provisioner } = scene;
  await directory.user('ada');
  await provisioner.settled();
  const colleague = await scene.colleague();
  const shadow = await byHand.groups.create({ name: 'Shadow', roleIds: [idOf(scene, 'roles', 'Alpha')] });
  const groupIds = [shadow, idOf(scene, 'groups', 'scim: Admins')];
  await colleague.users.update(accountId(scene, 'ada'), { groupIds });
  const { targets } = await provisioner.explain('ada');
  const edit = { changedBy: 'colleague', changedOn: expect.any(String) };
  expect(targets[0]?.roles.slice(0, 2)).toEqual([
    { role: 'Admin', paths: [{ kind: 'group', group: 'scim: Admins', ours: true, ...edit }] },
    { role: 'Alpha', paths: [{ kind: 'group', group: 'Shadow', ours: false, ...edit }] },
  ]);
});

it('names the roles of the grants of a user that a Superset does not have', async () => {
  const scene = await createScene();
  const { byHand, directory, provisioner } = scene;
  await directory.user('ada', { title: 'Finance' });
  await provisioner.settled();
  await byHand.roles.delete(idOf(scene, 'roles', 'Finance Reader'));
  await byHand.roles.delete(idOf(scene, 'roles', 'Sales Reader'));
  const { targets } = await provisioner.explain('ada');
  expect(targets[0]?.missingRoles).toEqual([{ grant: 'Finance', role: 'Finance Reader' }]);
  expect(targets[0]?.roles.map(({ role }) => role)).toEqual(['Gamma', 'SCIM Base']);
});

it('explains why a user has no account', async () => {
  const { directory, provisioner } = await createScene();
  await directory.user('eve', { emails: [] });
  await expect
    .poll(async () => (await provisioner.explain('eve')).targets[0]?.failure?.message, { timeout: 15_000 })
    .toMatch(/no e-mail/);
  const { targets } = await provisioner.explain('eve');
  expect(targets[0]).toMatchObject({ account: undefined, roles: [], differences: [{ kind: 'conflict' }] });
  await expect(provisioner.explain('nobody')).rejects.toMatchObject({ code: 'unknown-user' });
});
