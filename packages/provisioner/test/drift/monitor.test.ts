import { describe, expect, it } from 'vitest';
import {
  type DriftOptions,
  type Provisioner,
  type ProvisionerAlert,
  renderPlan,
  type TargetDrift,
} from '../../src/index.ts';
import { accountId, handMade, idOf } from '../support/by-hand.ts';
import { createScene, type Scene, type SceneOptions } from '../support/scene.ts';

const soon = { everyMs: 20, fullEveryMs: 3_600_000 };

interface Watched extends Scene {
  readonly alerts: ProvisionerAlert[];
  /** Types of the audit events about drift, with their findings' kinds. */
  events(): Promise<string[]>;
}

async function watched(drift: DriftOptions = soon, scene: SceneOptions = {}): Promise<Watched> {
  const alerts: ProvisionerAlert[] = [];
  const options = { drift, alert: (alert: ProvisionerAlert) => void alerts.push(alert), ...scene.options };
  const made = await createScene({ start: false, ...scene, options });
  for (const user of ['ada', 'bob']) await made.directory.user(user, { title: 'Finance' });
  await made.provisioner.apply(await made.provisioner.plan());
  await made.provisioner.drift();
  return {
    ...made,
    alerts,
    async events() {
      const all = await made.directory.store.audit.read({ after: 0, limit: 10_000 });
      return all
        .filter(({ type }) => type.includes('drift'))
        .map(({ type, data }) => `${type} ${data.kind ?? ''}`.trim());
    },
  };
}

async function check(provisioner: Provisioner): Promise<TargetDrift | undefined> {
  return (await provisioner.drift()).targets[0];
}

const give = (scene: Scene, username: string, ...roles: readonly string[]) =>
  scene.byHand.users.update(accountId(scene, username), { roleIds: roles.map((role) => idOf(scene, 'roles', role)) });

describe('scheduled checks', () => {
  it('tell of a deviation once, whoever restarts, and record when it is gone', async () => {
    const scene = await watched();
    const { provisioner, another, alerts } = scene;
    await give(scene, 'ada', 'SCIM Base', 'Alpha');
    provisioner.start();
    await expect.poll(() => alerts.length, { timeout: 15_000 }).toBe(1);
    expect(alerts[0]).toMatchObject({
      kind: 'drift',
      target: 'prod',
      findings: 1,
      repaired: 0,
      kinds: { 'extra-role': 1 },
      examples: ['ada has the role Alpha, which nobody granted'],
    });
    await provisioner.stop();
    const found = (await check(provisioner))?.findings[0];
    const restarted = another();
    restarted.start();
    const checks = async () => (await scene.directory.store.reconciliation.note('prod', 'drift')) as { quick: string };
    const { quick } = await checks();
    await expect.poll(async () => (await checks()).quick > quick, { timeout: 15_000 }).toBe(true);
    await restarted.stop();
    expect(alerts).toHaveLength(1);
    expect((await check(restarted))?.findings).toEqual([found]);
    await give(scene, 'ada', 'SCIM Base');
    expect(await check(restarted)).toMatchObject({
      findings: [],
      resolved: [{ id: found?.id, firstSeen: found?.firstSeen }],
    });
    expect(await scene.events()).toEqual(['drift.found extra-role', 'alert.drift', 'drift.resolved extra-role']);
  });

  it('tell of one more Admin among very many accounts that nobody provisioned', { timeout: 60_000 }, async () => {
    const scene = await watched();
    const gamma = idOf(scene, 'roles', 'Gamma');
    const create = (index: number) => scene.byHand.users.create(handMade(`stranger-${index}`, [gamma]));
    for (let start = 0; start < 1_500; start += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, offset) => create(start + offset)));
    }
    await scene.provisioner.drift({ full: true });
    await give(scene, 'ada', 'SCIM Base', 'Admin');
    const found = await check(scene.provisioner);
    expect(found?.found.map(({ item }) => item)).toMatchObject([{ kind: 'extra-role', role: 'Admin' }]);
    scene.provisioner.start();
    await expect.poll(() => scene.alerts.length, { timeout: 15_000 }).toBe(1);
    expect(scene.alerts[0]).toMatchObject({
      findings: 1_501,
      kinds: { 'extra-role': 1, 'unmanaged-account': 1_500 },
      examples: expect.arrayContaining(['ada has the role Admin, which nobody granted']),
    });
  });

  it('tell of what somebody found who asked before them', async () => {
    const scene = await watched();
    await give(scene, 'ada', 'SCIM Base', 'Alpha');
    expect((await check(scene.provisioner))?.found).toHaveLength(1);
    expect((await check(scene.provisioner))?.found).toHaveLength(0);
    expect(scene.alerts).toEqual([]);
    scene.provisioner.start();
    await expect.poll(() => scene.alerts.length, { timeout: 15_000 }).toBe(1);
  });

  it('are made by one process at a time', async () => {
    const scene = await watched();
    const others = [scene.another(), scene.another()];
    await give(scene, 'ada', 'SCIM Base', 'Alpha');
    for (const each of [scene.provisioner, ...others]) each.start();
    await expect.poll(() => scene.alerts.length, { timeout: 15_000 }).toBeGreaterThan(0);
    const drifts = await Promise.all([scene.provisioner, ...others].map(check));
    for (const drift of drifts) expect(drift?.findings).toHaveLength(1);
    expect(scene.alerts).toHaveLength(1);
    expect(await scene.events()).toEqual(['drift.found extra-role', 'alert.drift']);
  });

  it('leave a target alone that is down, and go on when it is back', async () => {
    const scene = await watched();
    const { provisioner, emulator } = scene;
    provisioner.start();
    await emulator.stop();
    const failed = await check(provisioner);
    expect(failed).toMatchObject({ check: undefined, findings: [], failure: expect.any(String) });
    await scene.directory.user('ada', { title: 'None' });
    await expect
      .poll(async () => (await provisioner.status())[0]?.availability.available, { timeout: 15_000 })
      .toBe(false);
    await emulator.start();
    await give(scene, 'bob', 'SCIM Base', 'Alpha');
    await expect.poll(() => scene.alerts.filter(({ kind }) => kind === 'drift').length, { timeout: 15_000 }).toBe(1);
  });

  it('ask for little where little is enough', async () => {
    const scene = await watched({});
    const { provisioner, requestsOf } = scene;
    provisioner.start();
    await provisioner.settled();
    // Who is not in the directory is read once.
    await provisioner.drift();
    const quick = ['GET roles/search/', 'GET groups/', 'GET users/', 'GET /api/vN/rowlevelsecurity/'];
    expect(await requestsOf(() => provisioner.drift())).toEqual(quick);
    await give(scene, 'ada', 'SCIM Base', 'Alpha');
    expect(await requestsOf(() => provisioner.drift())).toContain('GET users/N');
    expect(await requestsOf(() => provisioner.drift())).toEqual(quick);
  });

  it('ask no more the more people have left, but once', async () => {
    let now = Date.now();
    const scene = await watched({}, { supersetClock: () => now });
    const { provisioner, requestsOf } = scene;
    const roleIds = [idOf(scene, 'roles', 'Gamma')];
    const leave = (index: number) =>
      scene.byHand.users.create({ ...handMade(`left-${index}`, roleIds), active: false });
    for (let start = 0; start < 250; start += 50) {
      await Promise.all(Array.from({ length: 50 }, (_, offset) => leave(start + offset)));
    }
    await provisioner.drift({ full: true });
    now += 2 * 3_600_000;
    await give(scene, 'ada', 'SCIM Base');
    await provisioner.drift();
    now += 2 * 3_600_000;
    await give(scene, 'bob', 'SCIM Base', 'Alpha');
    await provisioner.drift();
    expect(await requestsOf(() => provisioner.drift())).toHaveLength(4);
    const restarted = scene.another();
    for (const pages of [4, 1]) {
      const requests = await requestsOf(() => restarted.drift());
      expect(requests.filter((request) => request === 'GET users/')).toHaveLength(pages);
    }
  });

  it('see what happened to accounts of nobody while another process checked', async () => {
    let now = Date.now();
    const scene = await watched({}, { supersetClock: () => now });
    const others = scene.another();
    const id = await scene.byHand.users.create(handMade('hand', [idOf(scene, 'roles', 'Gamma')]));
    expect((await check(scene.provisioner))?.findings).toHaveLength(1);
    await scene.byHand.users.update(id, { active: false });
    for (const username of ['ada', 'bob']) {
      now += 2 * 3_600_000;
      await give(scene, username, 'SCIM Base');
      await check(others);
    }
    expect(await check(scene.provisioner)).toMatchObject({ check: 'quick', findings: [] });
  });

  it('do not begin without being started, nor when they are switched off', async () => {
    const scene = await watched(soon);
    const off = scene.another({ drift: { ...soon, schedule: false } });
    off.start();
    await give(scene, 'ada', 'SCIM Base', 'Alpha');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await off.stop();
    expect(scene.alerts).toEqual([]);
    expect((await check(off))?.findings).toHaveLength(1);
  });
});

describe('self-healing', () => {
  it('repairs what may be repaired, and says so', async () => {
    const scene = await watched({ ...soon, selfHeal: { 'extra-role': 'repair', 'foreign-member': 'repair' } });
    await give(scene, 'ada', 'SCIM Base', 'Alpha');
    const hand = await scene.byHand.users.create(handMade('hand', [idOf(scene, 'roles', 'Gamma')]));
    await scene.byHand.groups.update(idOf(scene, 'groups', 'scim: Admins'), { userIds: [hand] });
    scene.provisioner.start();
    await expect.poll(() => scene.alerts.length, { timeout: 15_000 }).toBeGreaterThan(0);
    expect(scene.alerts[0]).toMatchObject({ findings: 3, repaired: 2 });
    expect(scene.account('ada')?.effectiveRoles).toEqual(['Finance Reader', 'Gamma', 'SCIM Base']);
    expect(scene.account('hand')?.effectiveRoles).toEqual(['Gamma']);
    await scene.provisioner.stop();
    const drift = await check(scene.provisioner);
    expect(drift?.findings.map(({ item }) => item.kind)).toEqual(['unmanaged-account']);
    expect((await scene.events()).filter((event) => event !== 'alert.drift').sort()).toEqual([
      'drift.found extra-role',
      'drift.found foreign-member',
      'drift.found unmanaged-account',
      // Not the same with the group.
      'drift.found unmanaged-account',
      'drift.repaired extra-role',
      'drift.repaired foreign-member',
      'drift.resolved unmanaged-account',
    ]);
  });

  it('leaves an account alone where something else differs that is only to be reported, or ignored', async () => {
    const ignore = [{ kind: 'extra-role', role: 'sql_lab', reason: 'incident 7', until: '2999-01-01' }] as const;
    const scene = await watched({ ...soon, selfHeal: { 'extra-role': 'repair' }, ignore });
    const { byHand } = scene;
    await give(scene, 'ada', 'SCIM Base', 'Alpha');
    await byHand.users.update(accountId(scene, 'ada'), { firstName: 'Hand' });
    await give(scene, 'bob', 'SCIM Base', 'Alpha', 'sql_lab');
    scene.provisioner.start();
    await expect.poll(() => scene.alerts.length, { timeout: 15_000 }).toBe(1);
    await scene.provisioner.stop();
    expect(scene.account('ada')?.roles).toEqual(['Alpha', 'SCIM Base']);
    expect(scene.account('bob')?.roles).toEqual(['Alpha', 'SCIM Base', 'sql_lab']);
    const drift = await check(scene.provisioner);
    expect(drift?.ignored).toMatchObject([{ reason: 'incident 7', item: { role: 'sql_lab' } }]);
    expect(drift?.findings).toHaveLength(3);
  });
});

describe('what only memory tells', () => {
  it('a setting that empties groups at every sign-in, by what it does', async () => {
    const scene = await watched();
    const { provisioner, byHand } = scene;
    const finance = idOf(scene, 'groups', 'scim: Finance');
    const signIn = () => byHand.groups.update(finance, { userIds: [] });
    for (let round = 0; round < 2; round += 1) {
      await signIn();
      expect((await check(provisioner))?.findings.map(({ item }) => item.kind)).toEqual([
        'missing-grant',
        'missing-grant',
      ]);
      await provisioner.apply(await provisioner.plan());
      expect((await check(provisioner))?.findings).toEqual([]);
    }
    await signIn();
    const drift = await check(provisioner);
    expect(drift?.findings.map(({ item }) => item)).toMatchObject([
      { kind: 'missing-grant' },
      { kind: 'missing-grant' },
      {
        kind: 'sign-in-overwrites',
        what: 'groups',
        users: 2,
        text: expect.stringContaining('AUTH_GROUPS_SYNC_AT_LOGIN'),
      },
    ]);
  });

  it('a colleague who does the same again and again is no setting', async () => {
    const scene = await watched({ ...soon, ignore: [{ account: 'colleague', reason: 'admin', until: '2999-12-31' }] });
    const { provisioner } = scene;
    const colleague = await scene.colleague();
    for (let round = 0; round < 4; round += 1) {
      for (const user of ['ada', 'bob']) await colleague.users.update(accountId(scene, user), { groupIds: [] });
      const drift = await check(provisioner);
      expect(drift?.findings.map(({ item }) => item.kind)).toEqual(['missing-grant', 'missing-grant']);
      await provisioner.apply(await provisioner.plan());
      await check(provisioner);
    }
  });

  it('an ignore rule whose day has come', async () => {
    const ignore = [{ user: 'a*', reason: 'migration', until: '2026-01-31' }];
    const now = { ms: Date.parse('2026-01-31T23:59:59Z') };
    const scene = await watched({ ...soon, ignore }, { options: { clock: () => now.ms } });
    await give(scene, 'ada', 'SCIM Base', 'Alpha');
    expect(await check(scene.provisioner)).toMatchObject({
      findings: [],
      ignored: [{ reason: 'migration', until: '2026-01-31' }],
    });
    expect(await scene.events()).toEqual([]);
    now.ms += 1_000;
    const drift = await check(scene.provisioner);
    expect(drift?.findings.map(({ item, firstSeen }) => [item.kind, firstSeen])).toEqual([
      ['extra-role', '2026-01-31T23:59:59.000Z'],
      ['ignore-expired', '2026-02-01T00:00:00.000Z'],
    ]);
    expect(await scene.events()).toEqual(['drift.found extra-role', 'drift.found ignore-expired']);
  });
});

describe('what is not allowed to be seen', () => {
  it('is said, and what was seen before is not taken for gone', async () => {
    const scene = await watched(soon, { version: '5.0' });
    const { provisioner, byHand, emulator } = scene;
    await byHand.roles.setPermissions(idOf(scene, 'roles', 'Gamma'), []);
    expect((await check(provisioner))?.findings.map(({ item }) => item.kind)).toEqual(['role-permissions']);
    const restore = emulator.fault({
      method: 'GET',
      path: /roles\/\d+\/permissions/,
      answer: { status: 403, body: { message: 'Forbidden' } },
      times: 99,
    });
    const blind = await check(provisioner);
    expect(blind).toMatchObject({ findings: [], resolved: [] });
    expect(blind?.unwatched).toEqual([
      'what roles permit: the service account lacks can_list_role_permissions on Role',
    ]);
    restore();
    expect(await check(provisioner)).toMatchObject({ found: [], findings: [{ item: { kind: 'role-permissions' } }] });
  });

  it.each([
    ['planted-group', '5.0', /security\/groups\/$/, /upgrade to 6.0 .*can_get on Group/],
    ['foreign-group', '6.1', /roles\/\d+\/permissions/, /groups of others.*can_list_role_permissions on Role/],
  ] as const)('holds for a %s', async (kind, version, path, text) => {
    const scene = await watched(soon, { version });
    const { provisioner, byHand, emulator } = scene;
    const keepers = await byHand.roles.create('Keepers');
    const all = await byHand.permissions.list();
    const ids = all.filter((each) => each.name === 'can_put' && each.resource === 'User').map(({ id }) => id);
    await byHand.roles.setPermissions(keepers, ids);
    await byHand.groups.create({ name: 'Later', roleIds: [keepers] });
    const full = async () => (await provisioner.drift({ full: true })).targets[0];
    expect((await full())?.findings).toMatchObject([{ item: { kind, group: 'Later' } }]);
    const answer = { status: 403, body: { message: 'Forbidden' } };
    const restore = emulator.fault({ method: 'GET', path, answer, times: Number.POSITIVE_INFINITY });
    const blind = await full();
    expect(blind).toMatchObject({ findings: [], resolved: [] });
    expect(blind?.unwatched).toContainEqual(expect.stringMatching(text));
    expect(renderPlan(await provisioner.plan())).toMatch(/\? not watched: /);
    restore();
    expect(await full()).toMatchObject({ found: [], findings: [{ item: { kind } }] });
  });
});

describe('of somebody whose loss of access is staged or was rejected', () => {
  it.each(['6.1', '5.0'] as const)(
    'on Superset %s a check tells what others gave, and not what is kept',
    async (version) => {
      const scene = await watched({}, { version, options: { breaker: { floor: 1, deactivations: { count: 1 } } } });
      const { directory, provisioner, byHand } = scene;
      provisioner.start();
      await provisioner.settled();
      for (const user of ['ada', 'bob']) await directory.user(user, { active: false });
      await expect.poll(async () => (await provisioner.staged()).length, { timeout: 15_000 }).toBeGreaterThan(0);
      for (const decided of [false, true]) {
        if (decided) await provisioner.reject({ reason: 'by mistake', actor: { kind: 'operator', id: 'root' } });
        expect((await check(provisioner))?.findings).toEqual([]);
      }
      const held = (await provisioner.staged({ target: 'prod' }).then((all) => all[0]?.userName)) ?? 'ada';
      const roleIds = (scene.account(held)?.roles ?? []).map((role) => idOf(scene, 'roles', role));
      await byHand.users.update(accountId(scene, held), { roleIds: [...roleIds, idOf(scene, 'roles', 'Admin')] });
      for (const full of [false, true]) {
        const [drift] = (await provisioner.drift({ full })).targets;
        expect(drift?.findings.map(({ item }) => item)).toMatchObject([{ kind: 'extra-role', role: 'Admin' }]);
      }
    },
  );
});
