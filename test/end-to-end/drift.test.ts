import type { DriftItem, TargetDrift } from '@scim-superset/provisioner';
import { listOf, member, type SupersetRest, signIn } from '@scim-superset/quickstart/superset';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ByHand } from './by-hand.ts';
import { startWorld, versions, type World } from './world.ts';

const [ada, bob, eve] = ['ada@example.com', 'bob@example.com', 'eve@example.com'] as const;

describe.each(versions)('On Superset %s drift detection', (version) => {
  const since6 = version.startsWith('6.');
  let world: World;
  beforeAll(async () => {
    world = await startWorld(version);
    const { byHand, idp, service } = world;
    await widenServiceRole(byHand);
    const group = await idp.pushGroup('Sales Analysts');
    for (const userName of [ada, bob, eve]) {
      const id = await idp.assign({ userName, givenName: 'Some', familyName: 'Body' });
      await idp.join(group, id);
      if (userName === eve) await idp.unassign(id);
    }
    await service.provisioner.settled();
    // There is no quick check before the first full one.
    expect((await check(false)).check).toBe('full');
  });
  afterAll(() => world?.end());

  async function check(full: boolean): Promise<TargetDrift> {
    const [drift] = (await world.service.provisioner.drift({ full })).targets;
    if (drift === undefined || drift.failure !== undefined) throw new Error(drift?.failure);
    return drift;
  }

  /** What a quick check finds, where there is one, and a full one after it. */
  async function found(): Promise<DriftItem[]> {
    const [quick, full] = [await check(false), await check(true)];
    expect(quick.check).toBe(since6 ? 'quick' : 'full');
    expect(ids(quick)).toEqual(ids(full));
    return full.findings.map(({ item }) => item);
  }

  it('finds an account that was made before there was any SCIM, and nothing else', async () => {
    const items = await found();
    expect(items).toMatchObject([
      { kind: 'unmanaged-account', account: { username: 'maria.santos@example.com' }, changed: { by: 'admin' } },
    ]);
    // The role of the service account is wide enough for all but what people own.
    expect((await check(true)).unwatched).toEqual([expect.stringMatching(/^Alerts and reports cannot be seen: give/)]);
  });

  it('finds what was done to accounts, says by whom, and apply puts it right', async () => {
    const { byHand, service } = world;
    const account = await byHand.account(ada);
    const roles = await Promise.all([...(account?.roles ?? []), 'Admin'].map((name) => byHand.roleId(name)));
    await byHand.change(ada, { roles });
    await byHand.change(bob, { last_name: 'Nobody', active: false });
    await byHand.change(eve, { active: true });
    const items = (await found()).filter(({ user }) => user !== undefined);
    expect(items.map(({ kind, user, changed }) => [user?.userName, kind, changed?.by])).toEqual([
      [ada, 'extra-role', 'admin'],
      [bob, 'update-profile', 'admin'],
      [bob, 'activate', 'admin'],
      [eve, 'deactivate', 'admin'],
    ]);
    expect(items[0]?.changed?.at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+$/);
    expect(items[3]).toMatchObject({ reactivated: true });
    await service.provisioner.apply(await service.provisioner.plan());
    const drift = await check(false);
    expect(drift.resolved).toHaveLength(4);
    expect(drift.findings).toHaveLength(1);
    expect(await byHand.account(ada)).toEqual(account);
  });

  where(since6, 'finds who was put into roles and groups on the pages of these', async () => {
    const { byHand, service } = world;
    const [admin, alpha] = [await byHand.roleId('Admin'), await byHand.roleId('Alpha')];
    const idOf = async (username: string) => (await byHand.account(username))?.id;
    const group = async (name: string) => (await byHand.groups()).find((each) => each.name === name)?.id;
    await byHand.rest.send('PUT', `/security/roles/${alpha}/users`, {
      user_ids: [await idOf(bob), await idOf('maria.santos@example.com')],
    });
    await byHand.rest.send('PUT', `/security/groups/${await group('scim: Sales')}`, { users: [await idOf(bob)] });
    await byHand.rest.send('PUT', `/security/groups/${await group('scim: Data')}`, { roles: [admin] });
    await byHand.rest.send('POST', '/security/groups/', { name: 'Friends', roles: [admin], users: [] });
    expect((await found()).map(({ kind, user, changed }) => [kind, user?.userName, changed?.by])).toEqual([
      ['grant-group-roles', undefined, undefined],
      ['foreign-group', undefined, undefined],
      ['missing-grant', ada, undefined],
      ['extra-role', bob, undefined],
      ['unmanaged-account', undefined, 'admin'],
    ]);
    await service.provisioner.apply(await service.provisioner.plan());
    expect((await check(true)).findings.map(({ item }) => item.kind)).toEqual(['foreign-group', 'unmanaged-account']);
  });

  where(since6, 'finds a name that somebody has changed for themselves', async () => {
    const { byHand, superset } = world;
    await byHand.change(ada, { password: 'her own' });
    const own = await signIn(superset.url, ada, 'her own');
    await own.send('PUT', '/me/', { first_name: 'Ada' });
    const items = await found();
    expect(items.filter(({ user }) => user !== undefined)).toMatchObject([
      { kind: 'update-profile', differences: [{ member: 'firstName', before: 'Ada' }], changed: { by: ada } },
    ]);
  });

  where(!since6, 'finds a group that an upgrade would bring to life', async () => {
    const { byHand } = world;
    const members = [(await byHand.account(bob))?.id];
    const body = { name: 'Later', roles: [await byHand.roleId('Admin')], users: members };
    const group = member(await byHand.rest.send('POST', '/security/groups/', body), 'id');
    expect(await found()).toMatchObject([
      { kind: 'planted-group', group: 'Later', roles: ['Admin'], members: 1 },
      { kind: 'unmanaged-account' },
    ]);
    await byHand.rest.send('DELETE', `/security/groups/${group}`);
  });

  it('finds what roles permit now and did not, and a rule whose role was deleted', async () => {
    const { byHand, service } = world;
    const permissions = await readPermissions(byHand.rest);
    const finance = await byHand.roleId('Finance Reader');
    const all = permissions.get('all_datasource_access on all_datasource_access') ?? 0;
    await byHand.rest.send('POST', `/security/roles/${finance}/permissions`, { permission_view_menu_ids: [all] });
    await byHand.rest.send('DELETE', `/security/roles/${await byHand.roleId('Sales Reader')}`);
    const watched = (await found()).filter(({ kind }) => /^(role|rule)-/.test(kind));
    expect(watched).toMatchObject([
      { kind: 'role-deleted', role: 'Sales Reader', recreated: false },
      { kind: 'rule-role-deleted', rule: 'Sales Reader sees EMEA only', role: 'Sales Reader', filterType: 'Regular' },
      {
        kind: 'role-permissions',
        role: 'Finance Reader',
        added: ['all_datasource_access on all_datasource_access'],
        removed: [expect.stringMatching(/^datasource_access on .*payroll/)],
      },
    ]);
    await service.provisioner.acceptRoles({ actor: { kind: 'operator', id: 'root' }, reason: 'a test' });
    const left = (await found()).filter(({ kind }) => /^(role|rule)-/.test(kind));
    expect(left).toMatchObject([{ kind: 'rule-without-roles', rule: 'Sales Reader sees EMEA only' }]);
  });

  it('takes a dataset that is gone, and the permission with it, for no change of a role', async () => {
    const { byHand, service } = world;
    const alpha = await byHand.roleId('Alpha');
    const database = member(listOf(await byHand.rest.get('/database/'))[0], 'id');
    const dataset = member(
      await byHand.rest.send('POST', '/dataset/', { database, table_name: 'sqlite_master' }),
      'id',
    );
    const held = listOf(await byHand.rest.get(`/security/roles/${alpha}/permissions/`)).map((one) => member(one, 'id'));
    const [name] = [...(await readPermissions(byHand.rest)).keys()].filter((one) => one.endsWith(`(id:${dataset})`));
    const access = (await readPermissions(byHand.rest)).get(name ?? '');
    await byHand.rest.send('POST', `/security/roles/${alpha}/permissions`, {
      permission_view_menu_ids: [...held, access],
    });
    const added = (await found()).filter(({ kind }) => kind === 'role-permissions');
    expect(added).toMatchObject([{ role: 'Alpha', added: [name], removed: [] }]);
    await service.provisioner.acceptRoles({ actor: { kind: 'operator', id: 'root' }, reason: 'a test' });
    const before = ids(await check(true));
    await byHand.rest.send('DELETE', `/dataset/${dataset}`);
    expect([...(await readPermissions(byHand.rest)).keys()]).not.toContain(name);
    expect(ids(await check(true))).toEqual(before);
  });
});

/** A test where it applies; elsewhere there is none, rather than one that is skipped. */
function where(applies: boolean, name: string, work: () => Promise<void>): void {
  if (applies) it(name, work);
}

function ids({ findings }: TargetDrift): string[] {
  return findings.map(({ id }) => id);
}

/** Permissions by what they permit; the view's id in brackets belongs to its name. */
async function readPermissions(rest: SupersetRest): Promise<ReadonlyMap<string, number>> {
  const permissions = new Map<string, number>();
  for (let page = 0; ; page += 1) {
    const items = listOf(await rest.get(`/security/permissions-resources/?q=(page:${page},page_size:100)`));
    for (const item of items) {
      const name = `${member(member(item, 'permission'), 'name')} on ${member(member(item, 'view_menu'), 'name')}`;
      permissions.set(name, Number(member(item, 'id')));
    }
    if (items.length < 100) return permissions;
  }
}

/** Lets the service account look at what roles permit, and at row-level security. */
async function widenServiceRole({ rest, roleId }: ByHand): Promise<void> {
  const permissions = await readPermissions(rest);
  const id = await roleId('SCIM Service');
  const held = listOf(await rest.get(`/security/roles/${id}/permissions/`)).map((item) => Number(member(item, 'id')));
  const more = [
    'can_list_role_permissions on Role',
    'can_get on PermissionViewMenu',
    'can_read on Row Level Security',
  ].map((name) => permissions.get(name));
  await rest.send('POST', `/security/roles/${id}/permissions`, { permission_view_menu_ids: [...held, ...more] });
}
