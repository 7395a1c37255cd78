import { describe, expect, it } from 'vitest';
import {
  defineRoleMapping,
  hasDrift,
  isInLine,
  type Plan,
  type PlanItem,
  type PlanItemKind,
  renderPlan,
} from '../../src/index.ts';
import { createScene, type Scene } from '../support/scene.ts';

const idOf = (scene: Scene, kind: 'roles' | 'groups', name: string): number => {
  const found = scene.emulator[kind]().find((each) => each.name === name);
  if (found === undefined) throw new Error(`The emulator has no ${name} among its ${kind}`);
  return found.id;
};
const accountId = (scene: Scene, username: string): number => scene.account(username)?.id ?? 0;
const changes = (plan: Plan) =>
  plan.targets.flatMap(({ items }) => items.filter(({ action }) => action === 'change').map(({ kind }) => kind));
const reports = (plan: Plan) =>
  plan.targets.flatMap(({ items }) => items.filter(({ action }) => action === 'report').map(({ kind }) => kind));

describe('a plan', () => {
  it('of a settled directory has nothing to change', async () => {
    const { directory, provisioner } = await createScene();
    await directory.user('ada', { title: 'Finance' });
    await directory.user('bob', { active: false });
    await provisioner.settled();
    const plan = await provisioner.plan();
    expect(plan.targets[0]?.items).toEqual([]);
    expect(hasDrift(plan)).toBe(false);
    expect(renderPlan(plan)).toContain('Nothing to change');
  });

  it('of a Superset that nobody has touched yet says what would be made, and makes it', async () => {
    const { directory, provisioner, roles } = await createScene({ start: false });
    await directory.user('ada', { title: 'Finance' });
    const plan = await provisioner.plan();
    expect(changes(plan)).toEqual([
      'base-role-missing',
      'grant-group-missing',
      'grant-group-missing',
      'grant-group-missing',
      'create',
    ]);
    const report = await provisioner.apply(plan);
    expect(report.targets[0]?.outcomes.map(({ outcome }) => outcome)).toEqual(Array(5).fill('applied'));
    expect(roles('ada')).toEqual(['Finance Reader', 'Gamma']);
    expect(hasDrift(await provisioner.plan())).toBe(false);
  });

  it.each(['6.1', '5.0'] as const)('on %s finds and undoes what was done by hand', async (version) => {
    const scene = await createScene({ version });
    const { byHand, directory, provisioner, account, roles } = scene;
    for (const user of ['promoted', 'off', 'on', 'renamed', 'deleted'])
      await directory.user(user, { title: 'Finance' });
    await provisioner.settled();
    await directory.user('on', { active: false });
    await provisioner.settled();
    const base = idOf(scene, 'roles', 'SCIM Base');
    const direct = version === '5.0' ? [idOf(scene, 'roles', 'Gamma'), idOf(scene, 'roles', 'Finance Reader')] : [];
    await byHand.users.update(accountId(scene, 'promoted'), {
      roleIds: [base, ...direct, idOf(scene, 'roles', 'Admin')],
    });
    await byHand.users.update(accountId(scene, 'off'), { active: false });
    await byHand.users.update(accountId(scene, 'on'), { active: true });
    await byHand.users.update(accountId(scene, 'renamed'), { firstName: 'Hand', lastName: 'Made' });

    const plan: Plan = JSON.parse(JSON.stringify(await provisioner.plan()));
    expect(changes(plan)).toEqual(['extra-role', 'activate', 'deactivate', 'update-profile']);
    expect(renderPlan(plan)).toContain('  - promoted has the role Admin, which nobody granted\n');
    expect(roles('promoted')).toContain('Admin');

    await provisioner.apply(plan);
    expect(roles('promoted')).toEqual(['Finance Reader', 'Gamma']);
    expect(account('off')?.active).toBe(true);
    expect(account('on')?.active).toBe(false);
    expect(account('renamed')).toMatchObject({ firstName: 'Given', lastName: 'Family' });
    expect(changes(await provisioner.plan())).toEqual([]);
  });

  it('finds and undoes what was done to groups by hand', async () => {
    const scene = await createScene();
    const { byHand, directory, provisioner, account, emulator } = scene;
    const alpha = idOf(scene, 'roles', 'Alpha');
    await directory.user('ada', { title: 'Finance' });
    await provisioner.settled();
    const hand = {
      username: 'hand',
      firstName: 'H',
      lastName: 'H',
      email: 'hand@example.com',
      active: true,
      password: 'x',
    };
    const admins = idOf(scene, 'groups', 'scim: Admins');
    const handId = await byHand.users.create({ ...hand, roleIds: [alpha], groupIds: [admins] });
    const shadow = await byHand.groups.create({ name: 'Shadow', roleIds: [idOf(scene, 'roles', 'Admin')] });
    const old = await byHand.groups.create({ name: 'scim: Old', roleIds: [alpha] });
    const sales = idOf(scene, 'groups', 'scim: Sales');
    await byHand.groups.update(idOf(scene, 'groups', 'scim: Finance'), { roleIds: [alpha] });
    await byHand.users.update(accountId(scene, 'ada'), { groupIds: [shadow, old, sales] });

    const plan = await provisioner.plan();
    expect(changes(plan)).toEqual([
      'grant-group-roles',
      'orphaned-grant-group',
      'foreign-member',
      'missing-grant',
      'extra-group',
      'extra-grant',
      'extra-grant',
    ]);
    expect(reports(plan)).toEqual(['foreign-group', 'unmanaged-account']);
    const report = await provisioner.apply(plan);
    expect(report.targets[0]?.outcomes.filter(({ outcome }) => outcome !== 'applied')).toEqual([]);
    expect(account('ada')).toMatchObject({ groups: ['scim: Finance'], roles: ['SCIM Base'] });
    expect(account('ada')?.effectiveRoles).toEqual(['Finance Reader', 'Gamma', 'SCIM Base']);
    expect(account('hand')).toMatchObject({ id: handId, roles: ['Alpha'], groups: [] });
    expect(emulator.groups().map(({ name }) => name)).not.toContain('scim: Old');
    expect(emulator.groups().find(({ name }) => name === 'Shadow')?.roles).toEqual(['Admin']);
    expect(changes(await provisioner.plan())).toEqual([]);
  });

  it('reports what somebody has to decide: an account in the way, a role outside the mapping, a user without address', async () => {
    const scene = await createScene({ version: '5.0' });
    const { byHand, directory, provisioner } = scene;
    await directory.user('ada');
    await provisioner.settled();
    const roleIds = [idOf(scene, 'roles', 'SCIM Base'), idOf(scene, 'roles', 'Alpha')];
    await byHand.users.update(accountId(scene, 'ada'), { roleIds });
    const hand = { firstName: 'H', lastName: 'H', active: true, password: 'x', roleIds };
    await byHand.users.create({ ...hand, username: 'Bob', email: 'other@example.com' });
    await directory.user('bob');
    await directory.user('eve', { emails: [] });
    const plan = await provisioner.plan();
    expect(changes(plan)).toEqual([]);
    expect(reports(plan)).toEqual(['extra-role', 'conflict', 'conflict']);
    expect(renderPlan(plan)).toMatch(/! bob cannot be provisioned: .*another e-mail address/);
    expect(renderPlan(plan)).not.toMatch(/as the directory says/);
  });

  it('says of a Superset that is down only that, and compares the others', async () => {
    const { another, byHand, emulator, directory } = await createScene({ start: false });
    await directory.user('ada');
    await emulator.stop();
    const plan = await another({ targets: [{ name: 'down', superset: byHand }] }).plan();
    expect(plan.targets).toMatchObject([{ target: 'down', items: [], failure: expect.any(String) }]);
    expect(renderPlan(plan)).not.toMatch(/as the directory says/);
  });

  it('shows names without control characters, which could rewrite the terminal', () => {
    const item = {
      kind: 'extra-role',
      role: 'x',
      action: 'change',
      user: { id: '1', userName: 'x' },
      account: undefined,
      text: 'a\u001b[2K\u202eb\nc',
    } as const;
    const plan = { createdAt: '', users: 1, targets: [{ target: 'prod', mapping: '', items: [item] }] };
    expect(renderPlan(plan)).toContain('  - a\u{fffd}[2K\u{fffd}b\u{fffd}c\n');
  });
});

describe('apply', () => {
  it('leaves alone what has changed since the plan was made', async () => {
    const scene = await createScene();
    const { byHand, directory, provisioner, roles } = scene;
    await directory.user('ada', { title: 'Finance' });
    await directory.user('bob');
    await provisioner.settled();
    const [base, admin, alpha] = ['SCIM Base', 'Admin', 'Alpha'].map((name) => idOf(scene, 'roles', name));
    const give = (username: string, role = admin) =>
      byHand.users.update(accountId(scene, username), { roleIds: [base ?? 0, role ?? 0] });
    await give('ada');
    await give('bob');
    const plan = await provisioner.plan();
    await give('ada', alpha);
    const report = await provisioner.apply(plan);
    expect(report.targets[0]?.outcomes.map(({ item, outcome }) => [item.user?.userName, outcome])).toEqual([
      ['ada', 'stale'],
      ['bob', 'applied'],
    ]);
    expect(roles('ada')).toContain('Alpha');
    expect(roles('bob')).toEqual([]);
  });

  it('takes nobody out of a group that is not its own, and no protected account out of any', async () => {
    const scene = await createScene({ mapping: { protectedAccounts: ['glass'] } });
    const { byHand, directory, provisioner, account } = scene;
    await directory.user('ada');
    await provisioner.settled();
    const admins = await byHand.groups.create({ name: 'By hand', roleIds: [idOf(scene, 'roles', 'Admin')] });
    const groupIds = [admins, idOf(scene, 'groups', 'scim: Sales')];
    const hand = { firstName: 'H', lastName: 'H', active: true, password: 'x', roleIds: [], groupIds };
    const forged: PlanItem[] = [];
    for (const username of ['glass', 'hand']) {
      const id = await byHand.users.create({ ...hand, username, email: `${username}@example.com` });
      const item = { kind: 'foreign-member', action: 'change', text: '', account: { id, username } } as const;
      forged.push({ ...item, group: 'By hand' }, { ...item, group: 'scim: Sales' });
    }
    const plan = await provisioner.plan();
    const targets = plan.targets.map((part) => ({ ...part, items: forged }));
    const report = await provisioner.apply({ ...plan, targets });
    expect(report.targets[0]?.outcomes.map(({ outcome }) => outcome)).toEqual(['stale', 'stale', 'stale', 'applied']);
    expect(account('glass')?.groups).toEqual(['By hand', 'scim: Sales']);
    expect(account('hand')?.groups).toEqual(['By hand']);
  });

  it('records on whose behalf everything was done', async () => {
    const scene = await createScene();
    const { byHand, directory, provisioner } = scene;
    await directory.user('ada');
    await provisioner.settled();
    const alpha = idOf(scene, 'roles', 'Alpha');
    await byHand.groups.create({ name: 'scim: Old', roleIds: [alpha], userIds: [1] });
    await byHand.groups.update(idOf(scene, 'groups', 'scim: Finance'), { roleIds: [alpha] });
    await byHand.users.update(accountId(scene, 'ada'), { roleIds: [alpha] });
    const since = (await directory.store.audit.read({ after: 0, limit: 1_000 })).length;
    const actor = { kind: 'operator', id: 'root' } as const;
    await provisioner.apply(await provisioner.plan(), { actor });
    const events = await directory.store.audit.read({ after: since, limit: 1_000 });
    expect(events.map(({ type, subject }) => `${type} ${subject.id}`)).toEqual([
      'access.setup scim: Finance',
      'access.applied ada',
      'access.setup scim: Old',
    ]);
    for (const event of events) expect(event.actor).toEqual(actor);
  });

  it('refuses an empty directory, another mapping and another target', async () => {
    const { provisioner, another, directory } = await createScene({ start: false });
    const plan = await provisioner.plan();
    await expect(provisioner.apply(plan)).rejects.toMatchObject({ code: 'empty-directory' });
    await expect(provisioner.apply(plan, { allowEmpty: true })).resolves.toBeDefined();
    await directory.user('ada');
    const changed = (change: object) => ({ ...plan, targets: plan.targets.map((part) => ({ ...part, ...change })) });
    await expect(provisioner.apply(changed({ mapping: 'other' }))).rejects.toMatchObject({ code: 'stale-plan' });
    const elsewhere = changed({ target: 'staging' });
    await expect(another().apply(elsewhere)).rejects.toMatchObject({ code: 'unknown-target' });
  });

  it('works beside a server that applies changes of its own', async () => {
    const scene = await createScene();
    const { another, byHand, directory, provisioner, roles } = scene;
    const names = Array.from({ length: 10 }, (_, n) => `u${n}`);
    for (const name of names) await directory.user(name, { title: 'Finance' });
    await provisioner.settled();
    const roleIds = [idOf(scene, 'roles', 'SCIM Base'), idOf(scene, 'roles', 'Admin')];
    for (const name of names) await byHand.users.update(accountId(scene, name), { roleIds });
    const commandLine = another();
    const report = await commandLine.apply(await commandLine.plan());
    expect(report.targets[0]?.outcomes.every(({ outcome }) => outcome === 'applied')).toBe(true);
    for (const name of names) expect(roles(name)).toEqual(['Finance Reader', 'Gamma']);
  });
});

describe('what a plan tells of its items', () => {
  it('tells a change that has not arrived from one that was made by hand', async () => {
    const scene = await createScene({ start: false });
    const { byHand, directory, provisioner } = scene;
    for (const user of ['late', 'changed', 'new']) await directory.user(user);
    await provisioner.apply(await provisioner.plan());
    await directory.user('late', { title: 'Finance' });
    await directory.user('newer');
    await byHand.users.update(accountId(scene, 'changed'), { firstName: 'Hand' });
    const items = (await provisioner.plan()).targets[0]?.items ?? [];
    expect(items.map(({ kind, user, pending }) => [kind, user?.userName, pending])).toEqual([
      ['missing-grant', 'late', true],
      ['update-profile', 'changed', undefined],
      ['create', 'newer', true],
    ]);
    expect(renderPlan(await provisioner.plan())).toContain(
      'prod: 2 to give, 1 to change, 0 to take away, 2 of these only waiting for the workers; 0 to know about\n',
    );
  });

  it('takes an untouched Superset, and everybody who was applied under another mapping, as waiting', async () => {
    const scene = await createScene({ start: false });
    const { another, directory, provisioner } = scene;
    await directory.user('ada', { title: 'Finance' });
    const waiting = async (of: typeof provisioner) =>
      (await of.plan()).targets.flatMap(({ items }) => items.map(({ kind, pending }) => [kind, pending]));
    for (const [, pending] of await waiting(provisioner)) expect(pending).toBe(true);
    await provisioner.apply(await provisioner.plan());
    expect(await waiting(provisioner)).toEqual([]);
    const grants = [{ name: 'Finance', roles: ['Alpha'], filter: 'title eq "Finance"' }];
    const changed = another({
      mapping: defineRoleMapping({ grants: [...grants, { name: 'All', roles: ['Gamma'], filter: 'userName pr' }] }),
    });
    expect(await waiting(changed)).toEqual([
      ['grant-group-roles', true],
      ['grant-group-missing', undefined],
      ['orphaned-grant-group', undefined],
      ['orphaned-grant-group', undefined],
      ['missing-grant', true],
    ]);
  });

  it('names who edited an account last, unless it was the provisioner', async () => {
    const scene = await createScene();
    const { directory, provisioner } = scene;
    for (const user of ['ada', 'bob']) await directory.user(user);
    await provisioner.settled();
    const colleague = await scene.colleague();
    await colleague.users.update(accountId(scene, 'ada'), { firstName: 'Hand' });
    const admins = idOf(scene, 'groups', 'scim: Admins');
    await colleague.groups.update(admins, { userIds: [accountId(scene, 'bob')] });
    const plan = await provisioner.plan();
    const items = plan.targets[0]?.items ?? [];
    expect(items.map(({ kind, changed }) => [kind, changed?.by])).toEqual([
      // Made by the service account, of which Superset knows.
      ['unmanaged-account', undefined],
      ['update-profile', 'colleague'],
      ['extra-grant', undefined],
    ]);
    expect(renderPlan(plan)).toMatch(/firstName "Hand" → "Given" \(last edited by colleague at \S+\)/);
    expect((await provisioner.apply(plan)).targets[0]?.outcomes.map(({ outcome }) => outcome)).toEqual([
      'applied',
      'applied',
    ]);
  });

  it('selects by kind, and takes an account as a whole', async () => {
    const scene = await createScene();
    const { byHand, directory, provisioner } = scene;
    for (const user of ['ada', 'bob']) await directory.user(user, { title: 'Finance' });
    await provisioner.settled();
    const admin = idOf(scene, 'roles', 'Admin');
    await byHand.users.update(accountId(scene, 'ada'), { firstName: 'Hand', roleIds: [admin] });
    await byHand.users.update(accountId(scene, 'bob'), { firstName: 'Hand' });
    const kinds = async (...only: PlanItemKind[]) =>
      (await provisioner.plan({ kinds: only })).targets[0]?.items.map(({ kind, user }) => `${kind} ${user?.id}`);
    expect(await kinds('extra-role')).toEqual(['update-profile ada', 'missing-base-role ada', 'extra-role ada']);
    expect(await kinds('foreign-group')).toEqual([]);
    await provisioner.apply(await provisioner.plan({ kinds: ['extra-role'] }));
    expect(await kinds('extra-role', 'update-profile')).toEqual(['update-profile bob']);
  });

  it.each([true, false])(
    'finds groups by hand that give what only the directory should (roles can be read: %s)',
    async (reads) => {
      const scene = await createScene({ mapping: { grants: [{ name: 'Sales', roles: ['Gamma'], group: 'Sales' }] } });
      const { byHand, directory, provisioner, emulator } = scene;
      await directory.user('ada');
      await provisioner.settled();
      const writing = (await byHand.permissions.list()).filter(
        (each) => `${each.name} ${each.resource}` === 'can_put User',
      );
      const keepers = await byHand.roles.create('Keepers');
      await byHand.roles.setPermissions(keepers, [writing[0]?.id ?? 0]);
      const group = (name: string, ...roleIds: number[]) => byHand.groups.create({ name, roleIds });
      await group('Harmless', idOf(scene, 'roles', 'sql_lab'));
      await group('All data', idOf(scene, 'roles', 'Alpha'));
      await group('Writers', keepers);
      await group('Admins', idOf(scene, 'roles', 'Admin'));
      await group('As granted', idOf(scene, 'roles', 'Gamma'));
      if (!reads) emulator.fault({ method: 'GET', path: /permissions/, answer: { status: 403 } });
      const found = (await provisioner.plan()).targets[0]?.items.flatMap((item) =>
        item.kind === 'foreign-group' ? [item.group] : [],
      );
      expect(found).toEqual(['All data', ...(reads ? ['Writers'] : []), 'Admins', 'As granted']);
    },
  );

  it('finds an account that was made by hand and locks a user out', async () => {
    const scene = await createScene();
    const { byHand, directory, provisioner } = scene;
    await directory.user('bob');
    await provisioner.settled();
    const roleIds = [idOf(scene, 'roles', 'Gamma')];
    const hand = {
      username: 'BOB',
      firstName: 'H',
      lastName: 'H',
      email: 'h@example.com',
      active: true,
      password: 'x',
    };
    await byHand.users.create({ ...hand, roleIds });
    const plan = await provisioner.plan();
    expect(reports(plan)).toEqual(['username-clash', 'unmanaged-account']);
    expect(isInLine(plan)).toBe(false);
    expect(renderPlan(plan)).toContain('! The account "bob" and "BOB" lock each other out of sign-in');
  });

  it.each(['5.0', '4.1'] as const)('on %s finds what an upgrade would bring to life', async (version) => {
    const scene = await createScene({ version });
    const { byHand, directory, provisioner } = scene;
    await directory.user('ada');
    await provisioner.settled();
    await byHand.groups.create({ name: 'Harmless' });
    const roleIds = [idOf(scene, 'roles', 'Admin')];
    await byHand.groups.create({ name: 'Plan B', roleIds, userIds: [accountId(scene, 'ada')] });
    const plan = await provisioner.plan();
    expect(plan.targets[0]?.items).toMatchObject([
      { kind: 'planted-group', group: 'Plan B', roles: ['Admin'], members: 1, action: 'report' },
    ]);
    expect(isInLine(plan)).toBe(true);
  });
});
