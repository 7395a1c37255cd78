import { describe, expect, it } from 'vitest';
import type { DriftItem, Provisioner, TargetDrift } from '../../src/index.ts';
import { accountId, handMade, idOf, send } from '../support/by-hand.ts';
import { createScene, type Scene, type SceneOptions } from '../support/scene.ts';

const versions = ['6.1', '5.0', '4.1'] as const;

async function check(provisioner: Provisioner, full = true): Promise<TargetDrift> {
  const [drift] = (await provisioner.drift({ full })).targets;
  if (drift === undefined) throw new Error('There is no target');
  expect(drift.failure).toBeUndefined();
  return drift;
}

const items = (drift: TargetDrift): DriftItem[] => drift.findings.map(({ item }) => item);
const kinds = (drift: TargetDrift): string[] => items(drift).map(({ kind }) => kind);

/** A settled scene that was checked once, so that everything is known as it is. */
async function settled(options: SceneOptions, users: readonly string[] = ['ada']): Promise<Scene> {
  const scene = await createScene({ start: false, ...options });
  for (const user of users) await scene.directory.user(user, { title: 'Finance' });
  await scene.provisioner.apply(await scene.provisioner.plan());
  const drift = await check(scene.provisioner);
  expect(drift).toMatchObject({ check: 'full', findings: [], pending: 0, unwatched: [] });
  return scene;
}

/** The first thing that is found after something was done by hand, by either check. */
async function findOne(scene: Scene): Promise<DriftItem> {
  const [quick, full] = [await check(scene.provisioner, false), await check(scene.provisioner)];
  expect(full.check).toBe('full');
  expect(quick.check).toBe(idsOf(scene).since6 ? 'quick' : 'full');
  expect(quick.findings.map(({ id }) => id)).toEqual(full.findings.map(({ id }) => id));
  const [found, ...others] = items(full);
  expect(others).toEqual([]);
  if (found === undefined) throw new Error('Nothing was found');
  return found;
}

function idsOf(scene: Scene) {
  return {
    since6: scene.emulator.groups().some(({ name }) => name.startsWith('scim: ')),
    ada: accountId(scene, 'ada'),
    role: (name: string) => idOf(scene, 'roles', name),
    group: (name: string) => idOf(scene, 'groups', name),
  };
}

describe.each(versions)('on Superset %s a check finds', (version) => {
  it('an account that nobody provisioned, with the right to sign in', async () => {
    const scene = await settled({ version });
    const id = await scene.byHand.users.create(handMade('hand', [idsOf(scene).role('Alpha')]));
    const found = await findOne(scene);
    expect(found).toMatchObject({ kind: 'unmanaged-account', account: { id, username: 'hand' }, roles: ['Alpha'] });
    await scene.byHand.users.update(id, { active: false });
    expect(kinds(await check(scene.provisioner, false))).toEqual([]);
  });

  it('a role that nobody granted, and who gave it', async () => {
    const scene = await settled({ version });
    const { ada, role } = idsOf(scene);
    const roleIds = (scene.account('ada')?.roles ?? []).map(role);
    await (await scene.colleague()).users.update(ada, { roleIds: [...roleIds, role('Admin')] });
    const drift = await check(scene.provisioner);
    expect(items(drift).find(({ kind }) => kind === 'extra-role')).toMatchObject({
      role: 'Admin',
      action: 'change',
      changed: { by: 'colleague', at: expect.any(String) },
    });
  });

  it('an account that was switched off, or on again, by hand', async () => {
    const scene = await settled({ version }, ['ada', 'bob']);
    const { directory, provisioner, byHand } = scene;
    await directory.user('bob', { active: false });
    await provisioner.apply(await provisioner.plan());
    await byHand.users.update(accountId(scene, 'bob'), { active: true });
    expect(await findOne(scene)).toMatchObject({
      kind: 'deactivate',
      reason: 'inactive',
      reactivated: true,
      text: 'bob is inactive in the directory and was reactivated in Superset',
    });
    await byHand.users.update(accountId(scene, 'bob'), { active: false });
    await byHand.users.update(accountId(scene, 'ada'), { active: false });
    expect(await findOne(scene)).toMatchObject({ kind: 'activate', user: { id: 'ada' } });
  });

  it('the account of a deleted user that was switched on again, and puts it right', async () => {
    const scene = await settled({ version }, ['ada', 'bob']);
    const { directory, provisioner, byHand, account } = scene;
    await directory.delete('User', 'bob');
    provisioner.start();
    await provisioner.settled();
    await provisioner.stop();
    const roleIds = [idsOf(scene).role('Admin')];
    await byHand.users.update(accountId(scene, 'bob'), { active: true, roleIds });
    expect(await findOne(scene)).toMatchObject({
      kind: 'reactivated-leaver',
      account: { username: 'bob' },
      roles: ['Admin'],
      text: expect.stringContaining('whose user was deleted from the directory, was reactivated'),
    });
    const again = scene.another();
    await again.apply(await again.plan());
    expect(account('bob')).toMatchObject({ active: false, roles: ['SCIM Base'], groups: [] });
    expect(await check(again, false)).toMatchObject({ findings: [], resolved: [{ kind: 'reactivated-leaver' }] });
    // Another account of that id, as in a Superset that was made anew, is somebody else's.
    await byHand.users.update(accountId(scene, 'bob'), { active: true, username: 'stranger' });
    expect(kinds(await check(again))).toEqual(['unmanaged-account']);
  });

  it('another profile', async () => {
    const scene = await settled({ version });
    await scene.byHand.users.update(accountId(scene, 'ada'), { lastName: 'Byron' });
    const differences = [{ member: 'lastName', before: 'Byron', after: 'Family' }];
    expect(await findOne(scene)).toMatchObject({ kind: 'update-profile', differences });
    await scene.byHand.users.update(accountId(scene, 'ada'), { lastName: 'Family' });
    expect(await check(scene.provisioner, false)).toMatchObject({
      findings: [],
      resolved: [{ kind: 'update-profile', text: expect.stringContaining('Byron') }],
    });
  });

  it('an account that was deleted', async () => {
    const scene = await settled({ version });
    await send(scene.emulator, 'DELETE', `/security/users/${accountId(scene, 'ada')}`);
    expect(await findOne(scene)).toMatchObject({ kind: 'create', vanished: true });
  });

  it('an account made by hand that locks a user out, or is in the way of one', async () => {
    const scene = await settled({ version });
    const { byHand, directory, provisioner } = scene;
    const id = await byHand.users.create(handMade('ADA', [idsOf(scene).role('Gamma')]));
    const accounts = [
      { id: accountId(scene, 'ada'), username: 'ada' },
      { id, username: 'ADA' },
    ];
    const clash = items(await check(provisioner, false)).find(({ kind }) => kind === 'username-clash');
    expect(clash).toMatchObject({ accounts, action: 'report' });
    await send(scene.emulator, 'DELETE', `/security/users/${id}`);
    await directory.user('bob', { active: false });
    provisioner.start();
    await provisioner.settled();
    await byHand.users.create({ ...handMade('bob', [idsOf(scene).role('Gamma')]), email: 'bob@example.com' });
    const [quick, full] = [await check(provisioner, false), await check(provisioner)];
    for (const drift of [quick, full]) {
      expect(items(drift)[0]).toMatchObject({ kind: 'adopt', user: { id: 'bob' }, account: { username: 'bob' } });
    }
  });

  it('a role that permits more or less than what was accepted, until it is accepted', async () => {
    const scene = await settled({ version });
    const { byHand, provisioner, directory } = scene;
    const gamma = idsOf(scene).role('Gamma');
    const before = await byHand.roles.permissions(gamma);
    const permissions = new Map(
      (await byHand.permissions.list()).map(({ id, name, resource }) => [`${name} on ${resource}`, id]),
    );
    const chart = permissions.get('can_write on Chart') ?? 0;
    await byHand.roles.setPermissions(gamma, [
      ...before.filter((id) => id !== chart),
      permissions.get('can_put on User') ?? 0,
    ]);
    const found = await findOne(scene);
    expect(found).toMatchObject({
      kind: 'role-permissions',
      role: 'Gamma',
      added: ['can_put on User'],
      removed: ['can_write on Chart'],
      text: 'The role Gamma got can_put on User and lost can_write on Chart since its permissions were last accepted',
    });
    const actor = { kind: 'operator', id: 'root' } as const;
    const accepted = await provisioner.acceptRoles({ actor, reason: 'new charts team' });
    expect(accepted).toMatchObject([{ target: 'prod', items: [{ kind: 'role-permissions' }] }]);
    expect(await check(provisioner)).toMatchObject({ findings: [], resolved: [{ kind: 'role-permissions' }] });
    const events = await directory.store.audit.read({ after: 0, limit: 1_000 });
    expect(events.find(({ type }) => type === 'drift.accepted')).toMatchObject({
      actor,
      data: { reason: 'new charts team', accepted: [found.text] },
    });
    await byHand.roles.setPermissions(gamma, before);
    expect(await findOne(scene)).toMatchObject({ added: ['can_write on Chart'], removed: ['can_put on User'] });
  });

  it('a granted role that was renamed, deleted, or made anew', async () => {
    const scene = await settled({ version });
    const { provisioner, byHand } = scene;
    const id = idsOf(scene).role('Finance Reader');
    await send(scene.emulator, 'PUT', `/security/roles/${id}`, { name: 'Finance' });
    expect(items(await check(provisioner))).toContainEqual(
      expect.objectContaining({ kind: 'role-renamed', role: 'Finance Reader', name: 'Finance' }),
    );
    await byHand.roles.delete(id);
    expect(items(await check(provisioner, false))).toContainEqual(
      expect.objectContaining({ kind: 'role-deleted', role: 'Finance Reader', recreated: false }),
    );
    await byHand.roles.create('Finance Reader');
    expect(items(await check(provisioner))).toContainEqual(
      expect.objectContaining({ kind: 'role-deleted', role: 'Finance Reader', recreated: true }),
    );
  });

  it('a row-level-security rule whose role was deleted underneath it', async () => {
    const scene = await createScene({ version, start: false, tables: { sales: [{ region: 'north' }] } });
    const { byHand, provisioner } = scene;
    await provisioner.apply(await provisioner.plan(), { allowEmpty: true });
    const database = await send(scene.emulator, 'POST', '/database/', {
      database_name: 'd',
      sqlalchemy_uri: 'sqlite://',
    });
    const dataset = await send(scene.emulator, 'POST', '/dataset/', { database, table_name: 'sales' });
    const [north, south] = [await byHand.roles.create('North'), await byHand.roles.create('South')];
    const rule = { clause: "region = 'north'", datasetIds: [dataset] };
    await byHand.rowLevelSecurity.create({ ...rule, name: 'only north', filterType: 'Regular', roleIds: [north] });
    const all = await byHand.rowLevelSecurity.create({ ...rule, name: 'all', filterType: 'Base', roleIds: [north] });
    expect(kinds(await check(provisioner))).toEqual([]);
    // Named after the first check: what a rule names now is what counts.
    const name = (roles: number[]) => send(scene.emulator, 'PUT', `/rowlevelsecurity/${all}`, { roles });
    await name([north, south]);
    expect(kinds(await check(provisioner, false))).toEqual([]);
    await byHand.roles.delete(south);
    expect(await findOne(scene)).toMatchObject({
      kind: 'rule-role-deleted',
      rule: 'all',
      role: 'South',
      filterType: 'Base',
    });
    await name([north, await byHand.roles.create('South')]);
    expect(kinds(await check(provisioner, false))).toEqual([]);
    await byHand.roles.delete(north);
    expect(items(await check(provisioner)).map(({ text }) => text)).toEqual([
      'The row-level-security rule "all" exempted the role North, which was deleted: it filters for those who had it',
      'The row-level-security rule "only north" named the role North, which was deleted: those who had it see rows that were filtered',
    ]);
    await provisioner.acceptRoles({ actor: { kind: 'operator', id: 'root' }, reason: 'North is closed' });
    expect(await findOne(scene)).toMatchObject({ kind: 'rule-without-roles', rule: 'only north' });
  });
});

describe('on Superset 6.1 a check finds', () => {
  it('who was put into or taken out of the group of a grant', async () => {
    const scene = await settled({}, ['ada', 'bob']);
    const { byHand, directory, provisioner } = scene;
    const { group } = idsOf(scene);
    await byHand.groups.update(group('scim: Finance'), { userIds: [accountId(scene, 'bob')] });
    await byHand.groups.update(group('scim: Admins'), { userIds: [accountId(scene, 'bob')] });
    const quick = await check(provisioner, false);
    expect(items(quick)).toMatchObject([
      { kind: 'missing-grant', user: { id: 'ada' }, grant: 'Finance' },
      { kind: 'extra-grant', user: { id: 'bob' }, group: 'scim: Admins', roles: ['Admin'] },
    ]);
    // A change that has not arrived is none.
    await directory.user('bob', { title: 'None' });
    const later = await check(provisioner, false);
    expect(items(later)).toMatchObject([{ kind: 'missing-grant', user: { id: 'ada' } }]);
    expect(later.pending).toBe(2);
  });

  it('somebody in the group of a grant whom nobody provisioned', async () => {
    const scene = await settled({});
    const id = await scene.byHand.users.create(handMade('hand', [idsOf(scene).role('Gamma')]));
    await scene.byHand.groups.update(idsOf(scene).group('scim: Admins'), { userIds: [id] });
    for (const full of [false, true]) {
      expect(items(await check(scene.provisioner, full))).toMatchObject([
        { kind: 'foreign-member', group: 'scim: Admins', action: 'change' },
        { kind: 'unmanaged-account', roles: ['Admin', 'Gamma'] },
      ]);
    }
  });

  it.each<[string, (scene: Scene) => Promise<unknown>, object]>([
    [
      'a grant group with other roles',
      (scene) =>
        scene.byHand.groups.update(idsOf(scene).group('scim: Sales'), { roleIds: [idsOf(scene).role('Admin')] }),
      { kind: 'grant-group-roles', group: 'scim: Sales', missing: ['Gamma', 'Sales Reader'], extra: ['Admin'] },
    ],
    [
      'a grant group that is gone',
      (scene) => scene.byHand.groups.delete(idsOf(scene).group('scim: Sales')),
      { kind: 'grant-group-missing', group: 'scim: Sales' },
    ],
    [
      'a group of no grant',
      (scene) => scene.byHand.groups.create({ name: 'scim: Old', roleIds: [idsOf(scene).role('Alpha')] }),
      { kind: 'orphaned-grant-group', group: 'scim: Old', roles: ['Alpha'] },
    ],
    [
      'a group by hand that gives a privileged role',
      (scene) => scene.byHand.groups.create({ name: 'Friends', roleIds: [idsOf(scene).role('Admin')] }),
      { kind: 'foreign-group', group: 'Friends', roles: ['Admin'], action: 'report' },
    ],
    [
      'a user in a group by hand',
      async (scene) => {
        const shadow = await scene.byHand.groups.create({ name: 'Shadow', roleIds: [idsOf(scene).role('sql_lab')] });
        await scene.byHand.groups.update(shadow, { userIds: [accountId(scene, 'ada')] });
      },
      { kind: 'extra-group', group: 'Shadow', roles: ['sql_lab'], user: { id: 'ada', userName: 'ada' } },
    ],
    [
      'a role that was given on the role’s page',
      (scene) =>
        send(scene.emulator, 'PUT', `/security/roles/${idsOf(scene).role('Alpha')}/users`, {
          user_ids: [accountId(scene, 'ada')],
        }),
      { kind: 'extra-role', role: 'Alpha' },
    ],
    [
      'an account without the base role',
      (scene) => scene.byHand.users.update(accountId(scene, 'ada'), { roleIds: [] }),
      { kind: 'missing-base-role', role: 'SCIM Base' },
    ],
  ])('%s', async (_title, change, expected) => {
    const scene = await settled({});
    await change(scene);
    expect(await findOne(scene)).toMatchObject(expected);
  });
});

describe.each(['5.0', '4.1'] as const)('on Superset %s a check finds', (version) => {
  it('a role that was taken away, and one that is nobody’s business but somebody’s to know', async () => {
    const scene = await settled({ version });
    const { role } = idsOf(scene);
    const roleIds = [role('SCIM Base'), role('Gamma'), role('Alpha')];
    await scene.byHand.users.update(accountId(scene, 'ada'), { roleIds });
    expect(items(await check(scene.provisioner))).toMatchObject([
      { kind: 'missing-role', role: 'Finance Reader', action: 'change' },
      { kind: 'extra-role', role: 'Alpha', action: 'report' },
    ]);
  });

  it('a group that an upgrade brings to life, anew when it grows', async () => {
    const scene = await settled({ version });
    const { byHand, provisioner } = scene;
    const id = await byHand.groups.create({ name: 'Later', roleIds: [idsOf(scene).role('Admin')] });
    const before = await check(provisioner);
    expect(items(before)).toMatchObject([{ kind: 'planted-group', group: 'Later', roles: ['Admin'], members: 0 }]);
    await byHand.groups.update(id, { userIds: [accountId(scene, 'ada')] });
    const after = await check(provisioner);
    expect(after.found).toMatchObject([{ item: { kind: 'planted-group', members: 1 } }]);
    expect(after.resolved).toMatchObject([{ id: before.findings[0]?.id }]);
  });
});
