import { describe, expect, it } from 'vitest';
import { defineRoleMapping } from '../../src/index.ts';
import { createScene } from '../support/scene.ts';
import { stuckWith } from '../support/stuck.ts';

describe.each(['6.1', '5.0', '4.1'] as const)('on Superset %s', (version) => {
  it('creates, moves, cuts off and rehires a user', async () => {
    const { directory, provisioner, account, roles } = await createScene({ version });
    await directory.user('ada');
    await directory.members('Sales', { add: ['ada'] });
    await provisioner.settled();
    expect(roles('ada')).toEqual(['Gamma', 'Sales Reader']);

    await directory.members('Sales', { remove: ['ada'] });
    await directory.members('Superset Admins', { add: ['ada'] });
    await provisioner.settled();
    expect(roles('ada')).toEqual(['Admin']);

    await directory.user('ada', { active: false });
    await provisioner.settled();
    expect(account('ada')).toMatchObject({ active: false, effectiveRoles: ['SCIM Base'] });

    await directory.members('Superset Admins', { remove: ['ada'] });
    await directory.user('ada', { active: true, title: 'Finance' });
    await provisioner.settled();
    expect(roles('ada')).toEqual(['Finance Reader', 'Gamma']);
  });

  it('follows names, userName and e-mail', async () => {
    const { directory, provisioner, account } = await createScene({ version });
    await directory.user('ada');
    await provisioner.settled();
    const name = { givenName: 'Augusta', familyName: 'King' };
    await directory.user('ada', { userName: 'Countess', name, emails: [{ value: 'king@example.com' }] });
    await provisioner.settled();
    expect(account('ada')).toBeUndefined();
    expect(account('Countess')).toMatchObject({ firstName: 'Augusta', lastName: 'King', email: 'king@example.com' });
  });

  it('deactivates the account of a deleted user and gives it to the next one of that name and address', async () => {
    const { directory, provisioner, account, roles } = await createScene({ version });
    await directory.user('ada', { title: 'Finance' });
    await provisioner.settled();
    const first = account('ada');
    await directory.delete('User', 'ada');
    await provisioner.settled();
    expect(account('ada')).toMatchObject({ active: false, effectiveRoles: ['SCIM Base'] });

    await directory.user('ada-2', { userName: 'ada', emails: [{ value: 'ada@example.com' }] });
    await directory.members('Sales', { add: ['ada-2'] });
    await provisioner.settled();
    expect(account('ada')?.id).toBe(first?.id);
    expect(roles('ada')).toEqual(['Gamma', 'Sales Reader']);
  });
});

describe('roles', () => {
  it('keeps what others added while it writes for another reason, and leaves accounts that it does not know', async () => {
    const { byHand, directory, provisioner, account, roles, emulator } = await createScene();
    const alpha = emulator.roles().find(({ name }) => name === 'Alpha')?.id ?? 0;
    const hand = { firstName: 'H', lastName: 'H', active: true, password: 'x', roleIds: [alpha] };
    await byHand.users.create({ ...hand, username: 'hand', email: 'hand@example.com' });
    await directory.user('ada');
    await provisioner.settled();
    const base = emulator.roles().find(({ name }) => name === 'SCIM Base')?.id ?? 0;
    await byHand.users.update(account('ada')?.id ?? 0, { roleIds: [base, alpha] });
    const before = account('hand');

    await directory.members('Sales', { add: ['ada'] });
    await provisioner.settled();
    expect(roles('ada')).toEqual(['Alpha', 'Gamma', 'Sales Reader']);
    expect(account('hand')).toEqual(before);
  });

  it('before 6.0 touches only roles of the mapping', async () => {
    const { byHand, directory, provisioner, account, roles, emulator } = await createScene({ version: '5.0' });
    await directory.user('ada', { title: 'Finance' });
    await provisioner.settled();
    const ids = new Map(emulator.roles().map(({ id, name }) => [name, id]));
    const given = ['SCIM Base', 'Gamma', 'Finance Reader', 'Alpha', 'Sales Reader'].map((name) => ids.get(name) ?? 0);
    await byHand.users.update(account('ada')?.id ?? 0, { roleIds: given });
    await directory.user('ada', { title: 'None' });
    await provisioner.settled();
    expect(roles('ada')).toEqual(['Alpha']);
  });

  it('before 6.0 takes a role that it gave, although the mapping names it no more', async () => {
    const { directory, provisioner, another, byHand, account, roles, emulator } = await createScene({ version: '5.0' });
    await directory.user('ada', { title: 'Finance' });
    await provisioner.settled();
    const ids = new Map(emulator.roles().map(({ id, name }) => [name, id]));
    const given = ['SCIM Base', 'Gamma', 'Finance Reader', 'Alpha'].map((name) => ids.get(name) ?? 0);
    await byHand.users.update(account('ada')?.id ?? 0, { roleIds: given });
    await provisioner.stop();
    const grants = [{ name: 'Sales', roles: ['Sales Reader'], group: 'Sales' }];
    const next = another({ mapping: defineRoleMapping({ grants }) });
    const items = (await next.plan()).targets[0]?.items ?? [];
    expect(items.flatMap((item) => (item.kind === 'extra-role' ? [[item.role, item.action]] : [])).sort()).toEqual([
      ['Alpha', 'report'],
      ['Finance Reader', 'change'],
      ['Gamma', 'change'],
    ]);
    next.start();
    await next.settled();
    expect(roles('ada')).toEqual(['Alpha']);
  });

  it('before 6.0 takes a role that it gave in an attempt that did not come to its end', async () => {
    const { byHand, directory, provisioner, another, account, roles } = await createScene({ version: '5.0' });
    await directory.user('ada');
    await provisioner.settled();
    const hand = { username: 'hand', firstName: 'H', lastName: 'H', email: 'taken@example.com', active: true };
    await byHand.users.create({ ...hand, password: 'x', roleIds: [1] });
    await directory.user('ada', { title: 'Finance', emails: [{ value: 'taken@example.com' }] });
    await stuckWith(provisioner, 1);
    expect(roles('ada')).toEqual(['Finance Reader', 'Gamma']);
    await provisioner.stop();
    await byHand.users.update(account('hand')?.id ?? 0, { email: 'free@example.com' });
    const next = another({ mapping: defineRoleMapping({ grants: [] }) });
    next.start();
    await next.settled();
    expect(roles('ada')).toEqual([]);
  });

  it('takes people out of the groups of another prefix', async () => {
    const { directory, provisioner, another, account } = await createScene();
    await directory.user('ada', { title: 'Finance' });
    await provisioner.settled();
    await provisioner.stop();
    const grants = [{ name: 'Finance', roles: ['Gamma'], filter: 'title eq "Finance"' }];
    const next = another({ mapping: defineRoleMapping({ grants, groupPrefix: 'idp: ' }) });
    next.start();
    await next.settled();
    expect(account('ada')?.groups).toEqual(['idp: Finance']);
  });

  it('gives a role as soon as somebody creates it, and says until then which grant lacks which', async () => {
    let now = Date.now();
    const mapping = { grants: [{ name: 'New', roles: ['Gamma', 'Not Yet'], group: 'Sales' }] };
    const { byHand, directory, provisioner, roles } = await createScene({ mapping, options: { clock: () => now } });
    await directory.user('ada');
    await provisioner.settled();
    await directory.members('Sales', { add: ['ada'] });
    expect(await stuckWith(provisioner, 1)).toMatch(/Grant "New" gives the role "Not Yet"/);
    expect(roles('ada')).toEqual(['Gamma']);
    await byHand.roles.create('Not Yet');
    now += 60_000;
    await provisioner.settled();
    expect(roles('ada')).toEqual(['Gamma', 'Not Yet']);
  });

  it('takes a deleted grant group for what it is and makes it again', async () => {
    const { byHand, directory, provisioner, roles, emulator } = await createScene();
    await directory.user('ada');
    await provisioner.settled();
    const group = emulator.groups().find(({ name }) => name === 'scim: Sales')?.id ?? 0;
    await byHand.groups.delete(group);
    await directory.members('Sales', { add: ['ada'] });
    await provisioner.settled();
    expect(roles('ada')).toEqual(['Gamma', 'Sales Reader']);
  });
});

describe('adoption', () => {
  const hand = {
    username: 'Ada',
    firstName: 'A',
    lastName: 'L',
    email: 'ADA@example.com',
    active: true,
    password: 'x',
  };

  it('takes over an account of the same name and address: its id stays, its roles come from the directory', async () => {
    const { byHand, directory, provisioner, account, roles, emulator } = await createScene();
    const alpha = emulator.roles().find(({ name }) => name === 'Alpha')?.id ?? 0;
    const id = await byHand.users.create({ ...hand, roleIds: [alpha] });
    await directory.user('ada', { title: 'Finance' });
    await provisioner.settled();
    expect(account('ada')).toMatchObject({ id, email: 'ada@example.com', firstName: 'Given' });
    expect(roles('ada')).toEqual(['Finance Reader', 'Gamma']);
    const events = await directory.store.audit.read({ after: 0, limit: 100 });
    expect(events.find(({ type }) => type === 'access.applied')?.data).toMatchObject({
      operation: 'adopted',
      roles: { taken: ['Alpha'], given: ['Finance Reader', 'Gamma', 'SCIM Base'] },
    });
  });

  it.each([
    ['another address', { adoption: 'adopt', email: 'other@example.com' }, /another e-mail address/],
    ['the policy `refuse`', { adoption: 'refuse', email: hand.email }, /set "adoption"/],
  ] as const)('refuses with %s, and says so', async (_what, { adoption, email }, message) => {
    const { byHand, directory, provisioner, account, emulator } = await createScene({ mapping: { adoption } });
    const alpha = emulator.roles().find(({ name }) => name === 'Alpha')?.id ?? 0;
    await byHand.users.create({ ...hand, email, roleIds: [alpha] });
    const before = account('Ada');
    await directory.user('ada');
    expect(await stuckWith(provisioner, 1)).toMatch(message);
    expect(account('Ada')).toEqual(before);
  });

  it('leaves the account alone by the policy `report`, and a protected or the own account by any', async () => {
    const mapping = { adoption: 'report', protectedAccounts: ['BREAK-glass'] } as const;
    const { byHand, directory, provisioner, emulator } = await createScene({ mapping });
    const alpha = emulator.roles().find(({ name }) => name === 'Alpha')?.id ?? 0;
    await byHand.users.create({ ...hand, roleIds: [alpha] });
    await byHand.users.create({ ...hand, username: 'break-glass', email: 'bg@example.com', roleIds: [alpha] });
    const before = emulator.users();
    for (const user of ['ada', 'break-glass', 'admin']) {
      await directory.user(user, { emails: [{ value: user === 'break-glass' ? 'bg@example.com' : 'admin@fab.org' }] });
    }
    await provisioner.settled();
    for (const user of ['ada', 'break-glass', 'admin']) await directory.user(user, { active: false });
    await provisioner.settled();
    expect(emulator.users()).toEqual(before);
  });
});

describe('two users', () => {
  it('swap their addresses and names although neither can be written first', async () => {
    const { directory, provisioner, account, emulator } = await createScene();
    await directory.user('a');
    await directory.user('b');
    await provisioner.settled();
    const [first, second] = [account('a')?.id, account('b')?.id];
    await emulator.stop();
    await directory.user('a', { userName: 'c', emails: [{ value: 'c@example.com' }] });
    await directory.user('b', { userName: 'a', emails: [{ value: 'a@example.com' }] });
    await directory.user('a', { userName: 'b', emails: [{ value: 'b@example.com' }] });
    await emulator.start();
    await provisioner.settled();
    expect(account('b')).toMatchObject({ id: first, email: 'b@example.com' });
    expect(account('a')).toMatchObject({ id: second, email: 'a@example.com' });
  });

  it('never share an account: who takes a freed name waits until it is free', async () => {
    const { directory, provisioner, account, emulator } = await createScene();
    await directory.user('a', { title: 'Finance' });
    await provisioner.settled();
    const first = account('a')?.id;
    await emulator.stop();
    await directory.user('a', { userName: 'old', emails: [{ value: 'old@example.com' }] });
    await directory.user('new', { userName: 'a', emails: [{ value: 'a@example.com' }] });
    await emulator.start();
    await provisioner.settled();
    expect(account('old')).toMatchObject({ id: first });
    expect(account('a')?.id).not.toBe(first);
  });
});

describe('a leaver', () => {
  it('gives up a name for the next user although nobody sees the account any more', async () => {
    const { directory, provisioner, account } = await createScene();
    await directory.user('ada');
    await provisioner.settled();
    const first = account('ada')?.id;
    await directory.user('ada', { active: false });
    await provisioner.settled();
    await directory.user('ada', { userName: 'ada-left', emails: [{ value: 'left@example.com' }] });
    await directory.user('next', { userName: 'ada', emails: [{ value: 'ada@example.com' }] });
    await provisioner.settled();
    expect(account('ada-left')).toMatchObject({ id: first, active: false });
    expect(account('ada')).toMatchObject({ active: true });
  });

  it('is cut off even if the new name is taken, and shows until it is free', async () => {
    const { byHand, directory, provisioner, account } = await createScene();
    await directory.user('ada');
    await provisioner.settled();
    const hand = { username: 'taken', firstName: 'H', lastName: 'H', email: 'taken@example.com', active: true };
    const id = await byHand.users.create({ ...hand, password: 'x', roleIds: [1] });
    await directory.user('ada', { userName: 'taken', active: false });
    expect(await stuckWith(provisioner, 1)).toMatch(/username of the user belongs to.*"taken"/);
    expect(account('ada')?.active).toBe(false);
    await byHand.users.update(id, { username: 'free' });
    await provisioner.settled();
    expect(account('taken')).toMatchObject({ active: false });
  });
});

it('moves everybody from roles on accounts to roles through groups when Superset is upgraded', async () => {
  const { another, byHand, directory, provisioner, roles, account } = await createScene({ start: false });
  let groupRoles = false;
  const probe = async () => ({ ...(await byHand.probe()), groupRoles });
  let now = Date.now();
  const upgraded = another({ targets: [{ name: 'prod', superset: { ...byHand, probe } }], clock: () => now });
  upgraded.start();
  await directory.user('ada', { title: 'Finance' });
  await upgraded.settled();
  expect(account('ada')).toMatchObject({ roles: ['Finance Reader', 'Gamma', 'SCIM Base'], groups: [] });

  groupRoles = true;
  now += 600_000;
  await directory.user('bob');
  await expect.poll(() => account('ada')?.groups, { timeout: 15_000 }).toEqual(['scim: Finance']);
  expect(account('ada')?.roles).toEqual(['SCIM Base']);
  expect(roles('ada')).toEqual(['Finance Reader', 'Gamma']);
  await provisioner.stop();
});
