import { createSupersetClient } from '@scim-superset/superset-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GrantInput } from '../../src/index.ts';
import { handMade, idOf } from '../support/by-hand.ts';
import { createScene, type Scene, type SceneOptions } from '../support/scene.ts';

it('finds roles that a Superset lacks, and Admin given by attributes', async () => {
  const { provisioner, another, emulator } = await createScene({
    start: false,
    mapping: {
      grants: [
        { name: 'Wrong', roles: ['Gama'], group: 'Sales' },
        { name: 'Broad', roles: ['Admin'], filter: 'title eq "CEO"' },
      ],
    },
  });
  expect(await provisioner.check()).toEqual([
    { severity: 'error', target: 'prod', grant: 'Wrong', message: expect.stringMatching(/the role "Gama".*prod/) },
    { severity: 'error', target: 'prod', grant: 'Broad', message: expect.stringMatching(/can become Admin/) },
  ]);
  await emulator.stop();
  const broad = { severity: 'error', grant: 'Broad' };
  expect(await another().check()).toMatchObject([broad, { severity: 'warning', target: 'prod' }]);
  expect(await another().check({ down: ['prod'] })).toMatchObject([broad]);
});

it('finds groups that the directory does not have', async () => {
  const { provisioner, directory } = await createScene({
    start: false,
    mapping: {
      grants: [
        { name: 'Any case', roles: ['Gamma'], group: 'SALES' },
        { name: 'Id', roles: ['Gamma'], group: { id: 'Sales' } },
        { name: 'External', roles: ['Gamma'], group: { externalId: 'ext-1' } },
        { name: 'Typo', roles: ['Gamma'], group: 'Sale' },
        { name: 'Typo in the id', roles: ['Gamma'], group: { id: 'sales' } },
      ],
    },
  });
  await directory.group('Other', { externalId: 'ext-1' });
  expect(await provisioner.check()).toEqual([
    { severity: 'warning', grant: 'Typo', message: expect.stringMatching(/nobody.*displayName "Sale"/) },
    { severity: 'warning', grant: 'Typo in the id', message: expect.stringMatching(/nobody.*id "sales"/) },
  ]);
});

// There Gamma and Alpha may write groups, and nobody notices before the upgrade.
it.each(['5.0', '4.1'] as const)(
  'finds groups of Superset %s that an upgrade would make give roles',
  async (version) => {
    const { provisioner, byHand, emulator } = await createScene({ start: false, version });
    const admin = emulator.roles().find(({ name }) => name === 'Admin')?.id ?? 0;
    await byHand.groups.create({ name: 'Harmless' });
    await byHand.groups.create({ name: 'Planted', roleIds: [admin], userIds: [1] });
    expect(await provisioner.check()).toEqual([
      { severity: 'warning', target: 'prod', message: expect.stringMatching(/group "Planted".*Admin.*upgrade/) },
    ]);
  },
);

it('says which permission it takes to see such groups', async () => {
  const { provisioner, emulator } = await createScene({ start: false, version: '5.0' });
  emulator.fault({
    method: 'GET',
    path: /security\/groups\/$/,
    answer: { status: 403, body: { message: 'Forbidden' } },
  });
  expect(await provisioner.check()).toEqual([
    { severity: 'warning', target: 'prod', message: expect.stringMatching(/cannot be seen.*"can_get on Group"/) },
  ]);
});

it('finds that the base role cannot be created', async () => {
  const { provisioner, byHand, emulator } = await createScene({ start: false });
  const answer = { status: 200, body: { permissions: ['can_get', 'can_info'] } };
  emulator.fault({ method: 'GET', path: /roles\/_info/, answer, times: Number.POSITIVE_INFINITY });
  expect(await provisioner.check()).toEqual([
    { severity: 'error', target: 'prod', message: expect.stringMatching(/"SCIM Base".*can_post on Role/) },
  ]);
  await byHand.roles.create('SCIM Base');
  expect(await provisioner.check()).toEqual([]);
});

describe('least privilege', () => {
  /** A Superset with a role of these permissions. */
  async function withRole(name: string, permissions: readonly string[], options: SceneOptions): Promise<Scene> {
    const scene = await createScene({ start: false, ...options });
    const all = await scene.byHand.permissions.list();
    const ids = all.filter((each) => permissions.includes(`${each.name} on ${each.resource}`)).map(({ id }) => id);
    expect(ids).toHaveLength(permissions.length);
    await scene.byHand.roles.setPermissions(await scene.byHand.roles.create(name), ids);
    return scene;
  }
  const bySales = (...roles: string[]): GrantInput => ({ name: 'S', roles, group: 'Sales' });
  const byTitle = (...roles: string[]): GrantInput => ({ name: 'T', roles, filter: 'title eq "T"' });

  it.each([
    'can_put on User',
    'can_post on User',
    'can_put on Group',
    'can_post on Group',
    'can_put on Role',
    'can_add_role_permissions on Role',
    'can_update_role_users on Role',
    'can_update_role_groups on Role',
  ])('tells of a role that makes its holders Admin by %s', async (permission) => {
    const mapping = { grants: [bySales('Keepers'), byTitle('Keepers')] };
    const { provisioner } = await withRole('Keepers', [permission], { mapping });
    const why = expect.stringContaining(`"Keepers"`);
    expect(await provisioner.check()).toMatchObject([
      { severity: 'warning', grant: 'S', message: expect.stringContaining(`make themselves Admin (${permission})`) },
      { severity: 'error', grant: 'T', message: why },
    ]);
  });

  it('tells of an Admin of another name', async () => {
    const all = ['can_put on User', 'can_post on User', 'can_put on Group', 'can_put on Role', 'can_post on Group'];
    const { provisioner } = await withRole('Administrators', all, { mapping: { grants: [bySales('Administrators')] } });
    const message = expect.stringMatching(
      /make themselves Admin \(can_\w+ on \w+, can_\w+ on \w+, can_\w+ on \w+ and 2 more\)/,
    );
    expect(await provisioner.check()).toMatchObject([{ severity: 'warning', message }]);
  });

  it('says nothing of Admin by a group, of roles that only read, and of groups before 6.0', async () => {
    const mapping = { grants: [bySales('Admin', 'Readers', 'Gamma')] };
    const some = ['can_get on User', 'can_post on Role', 'can_get on Group'];
    const { provisioner } = await withRole('Readers', some, { mapping });
    expect(await provisioner.check()).toEqual([]);
    // There Gamma may write groups.
    const earlier = await withRole('Readers', some, { version: '5.0', mapping });
    expect(await earlier.provisioner.check()).toEqual([]);
  });

  it.each(['6.1', '5.0'] as const)('tells of all data by attributes on %s', async (version) => {
    const mapping = { grants: [bySales('Alpha'), byTitle('Alpha', 'Analysts')] };
    const read = ['all_datasource_access on all_datasource_access'];
    const { provisioner } = await withRole('Analysts', read, { version, mapping });
    expect(await provisioner.check()).toMatchObject([
      { severity: 'warning', grant: 'T', message: expect.stringMatching(/"Alpha" by a filter.*all_database_access/) },
      { severity: 'warning', grant: 'T', message: expect.stringMatching(/"Analysts" by a filter.*all data/) },
    ]);
  });

  it('tells once of what is the same at all targets', async () => {
    const { another, byHand: superset } = await createScene({ start: false, mapping: { grants: [byTitle('Alpha')] } });
    const other = { name: 'two', superset, overrides: { grants: { T: { roles: ['Alpha', 'Admin'] } } } };
    const found = await another({ targets: [{ name: 'one', superset }, other] }).check();
    expect(found.map(({ target, message }) => [target, /the role "Alpha"|Admin/.exec(message)?.[0]])).toEqual([
      [undefined, 'the role "Alpha"'],
      ['two', 'Admin'],
    ]);
  });

  it('tells of Admin in a group of many', async () => {
    const mapping = { grants: [bySales('Admin')] };
    const { provisioner, directory } = await createScene({ start: false, mapping });
    for (let n = 1; n <= 16; n += 1) await directory.user(`user${n}`);
    await directory.members('Sales', { add: ['user1', 'user2', 'user3', 'user4'] });
    expect(await provisioner.check()).toEqual([]);
    await directory.members('Sales', { add: ['user5'] });
    await directory.user('user16', { active: false });
    expect(await provisioner.check()).toMatchObject([
      { severity: 'error', grant: 'S', message: expect.stringContaining('gives Admin to 5 of 15 active users') },
    ]);
  });

  it('goes by names where roles cannot be looked into, and says which permission that takes', async () => {
    const mapping = { grants: [bySales('Keepers'), byTitle('Alpha', 'Keepers')] };
    const needed = ['User', 'Group'].flatMap((on) =>
      ['can_get', 'can_info', 'can_post', 'can_put'].map((can) => `${can} on ${on}`),
    );
    const others = [
      'can_delete on Group',
      'can_get on Role',
      'can_list_roles on RoleRestAPI',
      'can_read on CurrentUserRestApi',
    ];
    const scene = await withRole('Keepers', [...needed, ...others], { mapping });
    await scene.byHand.users.create(handMade('service', [idOf(scene, 'roles', 'Keepers')]));
    const credentials = { username: 'service', password: 'x' };
    const superset = createSupersetClient({ url: scene.emulator.url, credentials });
    onTestFinished(() => superset.close());
    expect(await scene.another({ targets: [{ name: 'prod', superset }] }).check()).toMatchObject([
      { severity: 'warning', grant: 'T', message: expect.stringContaining('"Alpha" by a filter') },
      { severity: 'warning', message: expect.stringContaining('lacks can_list_role_permissions on Role') },
    ]);
  });
});

describe('reach', () => {
  it('tells of grants that nobody has, and of roles that nobody gets therefore', async () => {
    const grants: GrantInput[] = [
      { name: 'Sales', roles: ['Gamma'], group: 'Sales' },
      { name: 'Never', roles: ['Gamma', 'Finance Reader'], filter: 'title eq "A" and title eq "B"' },
      { name: 'Code', roles: ['Gamma'], when: () => false },
      { name: 'Missing', roles: ['sql_lab'], group: 'Nowhere' },
    ];
    const { provisioner, directory, another } = await createScene({ start: false, mapping: { grants } });
    const reach = async () => (await provisioner.check()).filter(({ grant }) => grant !== 'Missing');
    expect(await reach()).toEqual([]);
    await directory.user('ada');
    await directory.members('Sales', { add: ['ada'] });
    const never = expect.stringMatching(
      /^Nobody has the grant "Never" now.*filter, and so nobody gets Finance Reader\./,
    );
    expect(await reach()).toEqual([
      { severity: 'warning', grant: 'Never', message: never },
      { severity: 'warning', grant: 'Code', message: expect.stringMatching(/its code matches no active user\./) },
    ]);
    await directory.user('ada', { active: false });
    await directory.user('bob');
    expect((await reach()).map(({ grant }) => grant)).toEqual(['Sales', 'Never', 'Code']);
    const { superset } = { superset: (await createScene({ start: false })).byHand };
    const targets = [
      { name: 'one', superset },
      { name: 'two', superset, overrides: { grants: { Code: false } } },
    ] as const;
    const mixed = (await another({ targets }).check({ down: ['one', 'two'] })).filter(({ grant }) => grant === 'Code');
    expect(mixed).toMatchObject([{ target: 'one' }]);
  });

  it('tells of a grant whose holders have all its roles by another one', async () => {
    const grants: GrantInput[] = [
      { name: 'Some', roles: ['Gamma'], group: 'Sales' },
      { name: 'More', roles: ['Gamma', 'Sales Reader'], filter: 'active eq true' },
      { name: 'Same', roles: ['Gamma'], filter: 'title pr' },
      { name: 'Apart', roles: ['Finance Reader'], group: 'Sales' },
    ];
    const { provisioner, directory } = await createScene({ start: false, mapping: { grants } });
    await directory.user('ada', { title: 'T' });
    await directory.user('bob');
    await directory.members('Sales', { add: ['ada'] });
    expect(await provisioner.check()).toMatchObject([
      { grant: 'Some', message: expect.stringMatching(/all who have it have "More", too/) },
      { grant: 'Same', message: expect.stringMatching(/all who have it have "Some", too/) },
    ]);
  });
});

it('warns of a Superset that destroys the passwords of accounts that are changed', async () => {
  const { provisioner, emulator } = await createScene({ start: false, version: '4.1' });
  const body = { errors: [{ message: '404 Not Found', error_type: 'GENERIC_BACKEND_ERROR' }] };
  emulator.fault({ path: /groups/, answer: { status: 404, body }, times: Number.POSITIVE_INFINITY });
  const message = expect.stringMatching(/destroy the password/);
  expect(await provisioner.check()).toContainEqual({ severity: 'warning', target: 'prod', message });
});
