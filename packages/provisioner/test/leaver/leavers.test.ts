import { SupersetError } from '@scim-superset/superset-client';
import { describe, expect, it } from 'vitest';
import { type LeaverPolicy, type Provisioner, runningReports, type TargetLeavers } from '../../src/index.ts';
import { handMade, idOf } from '../support/by-hand.ts';
import { createScene, type Scene, type SceneOptions } from '../support/scene.ts';
import { type WatchedAssets, watchAssets } from './watched-assets.ts';

interface World extends Scene {
  readonly assets: WatchedAssets;
  readonly provisioner: Provisioner;
  /** The account id of somebody. */
  id(username: string): number;
  /** What the one target says. */
  leavers(options?: { apply?: boolean }): Promise<TargetLeavers>;
  /** Events of the audit chain whose type begins like this. */
  events(type: string): Promise<readonly { type: string; subject: object; data: Record<string, unknown> }[]>;
}

/** People ada, bob and eve, of whom ada and bob have left, and an account made by hand that is inactive. */
async function createWorld(leaver: LeaverPolicy, options: SceneOptions = {}): Promise<World> {
  const scene = await createScene({ start: false, ...options });
  const assets = watchAssets(scene.emulator, scene.byHand);
  const timing = { leaverMs: 5 };
  const provisioner = scene.another({ targets: [{ name: 'prod', superset: assets.client, leaver }], timing });
  provisioner.start();
  for (const name of ['ada', 'bob', 'eve']) await scene.directory.user(name);
  await provisioner.settled();
  for (const name of ['ada', 'bob']) await scene.directory.user(name, { active: false });
  await provisioner.settled();
  const gamma = scene.emulator.roles().flatMap(({ id, name }) => (name === 'Gamma' ? [id] : []));
  const hand = { username: 'hand', firstName: 'By', lastName: 'Hand', email: 'hand@example.com' };
  await scene.byHand.users.create({ ...hand, active: false, password: 'x', roleIds: gamma });
  await provisioner.stop();
  return {
    ...scene,
    provisioner,
    assets,
    id: (username) => scene.account(username)?.id ?? Number.NaN,
    async leavers(call) {
      const [target] = await provisioner.leavers(call);
      if (target === undefined) throw new Error('There is no target');
      return target;
    },
    async events(type) {
      const events = await scene.directory.store.audit.read({ after: 0, limit: 1_000 });
      return events.filter((event) => event.type.startsWith(type));
    },
  };
}

const names = ({ leavers }: TargetLeavers) =>
  leavers.map(({ account, assets }) => [account.username, assets.map(({ name }) => name)]);

describe('who counts as a leaver', () => {
  it('is everybody inactive in the directory, and nobody else', async () => {
    const { assets, id, leavers } = await createWorld({ policy: 'report' });
    for (const name of ['ada', 'eve', 'hand', 'admin']) assets.add('dashboard', `Of ${name}`, [id(name)]);
    expect(names(await leavers())).toEqual([['ada', ['Of ada']]]);
  });

  it('includes whom the directory has forgotten', async () => {
    const { directory, provisioner, assets, id, leavers } = await createWorld({ policy: 'report' });
    assets.add('chart', 'Of ada', [id('ada')]);
    assets.add('chart', 'Of eve', [id('eve')]);
    provisioner.start();
    await directory.delete('User', 'ada');
    await directory.delete('User', 'eve');
    await provisioner.settled();
    expect(names(await leavers())).toEqual([
      ['ada', ['Of ada']],
      ['eve', ['Of eve']],
    ]);
  });

  it('includes nobody who is back in the directory, though Superset does not know yet', async () => {
    const { directory, assets, id, leavers } = await createWorld({ policy: 'transfer', receiver: 'eve' });
    assets.add('chart', 'Of ada', [id('ada')]);
    await directory.user('ada', { active: true });
    expect(names(await leavers({ apply: true }))).toEqual([]);
    expect(assets.writes).toEqual([]);
  });

  it('includes somebody whose cut is done in part, because of a name that is taken', async () => {
    const { directory, provisioner, assets, id, leavers, account } = await createWorld({ policy: 'report' });
    assets.add('chart', 'Of eve', [id('eve')]);
    provisioner.start();
    await directory.user('eve', { active: false, userName: 'hand' });
    await expect.poll(() => account('eve')?.active).toBe(false);
    await expect.poll(async () => names(await leavers())).toEqual([['eve', ['Of eve']]]);
  });

  it('shows somebody who is out of scope here, for whom the policy is not', async () => {
    const scope = { filter: 'title ne "Elsewhere"' };
    const world = await createWorld({ policy: 'disable-alerts' }, { mapping: { scope } });
    const { directory, assets, id, leavers, another } = world;
    assets.add('report', 'Of eve', [id('eve')]);
    const provisioner = another({ targets: [{ name: 'prod', superset: assets.client }] });
    provisioner.start();
    await directory.user('eve', { title: 'Elsewhere' });
    await provisioner.settled();
    expect(names(await leavers({ apply: true }))).toEqual([['eve', ['Of eve']]]);
    expect(assets.writes).toEqual([]);
  });
});

describe('the policy report', () => {
  it('changes nothing', async () => {
    const { assets, id, leavers } = await createWorld({ policy: 'report' });
    assets.add('report', 'Stock', [id('ada')]);
    const found = await leavers({ apply: true });
    expect(found).toMatchObject({ policy: 'report', checked: 2, unseen: [], obstacles: [] });
    expect(runningReports(found).map(({ name }) => name)).toEqual(['Stock']);
    expect(assets.writes).toEqual([]);
  });
});

describe('the policy disable-alerts', () => {
  it('switches off what nobody active owns, and shows the rest', async () => {
    const { assets, id, leavers, events } = await createWorld({ policy: 'disable-alerts' });
    assets.add('report', 'Alone', [id('ada')]);
    assets.add('report', 'Together', [id('ada'), id('bob')]);
    assets.add('report', 'Shared', [id('ada'), id('eve')]);
    assets.add('dashboard', 'Sales', [id('ada')]);

    const planned = await leavers();
    expect(runningReports(planned)).toHaveLength(3);
    expect(assets.writes).toEqual([]);

    const done = await leavers({ apply: true });
    expect(runningReports(done).map(({ name, shared }) => [name, shared])).toEqual([['Shared', true]]);
    expect(assets.get('Alone')).toMatchObject({ active: false, ownerIds: [id('ada')] });
    expect(assets.get('Together')).toMatchObject({ active: false });
    expect(assets.get('Shared')).toMatchObject({ active: true });
    expect(await events('leaver.chang')).toMatchObject([
      { type: 'leaver.changing', subject: { name: 'Alone' }, data: { before: { active: true } } },
      { type: 'leaver.changed', subject: { name: 'Alone' }, data: { after: { active: false } } },
      { type: 'leaver.changing', subject: { name: 'Together' } },
      { type: 'leaver.changed', subject: { name: 'Together' } },
    ]);

    const writes = [...assets.writes];
    await leavers({ apply: true });
    expect(assets.writes).toEqual(writes);
  });
});

describe('an alert that somebody takes over while others are switched off', () => {
  it('stays on', async () => {
    const { assets, id, leavers } = await createWorld({ policy: 'disable-alerts' });
    for (const name of ['First', 'Second']) assets.add('report', name, [id('ada')]);
    assets.beforeWrite = () => assets.handOver('Second', [id('ada'), id('eve')]);
    const found = await leavers({ apply: true });
    expect(assets.get('Second')?.active).toBe(true);
    expect(found.leavers[0]?.assets[1]?.outcome).toMatchObject({ done: false, code: 'conflict' });
    assets.beforeWrite = () => {};
    expect((await leavers({ apply: true })).leavers[0]?.assets[1]).toMatchObject({ shared: true });
  });
});

describe('the policy transfer', () => {
  const policy: LeaverPolicy = { policy: 'transfer', receiver: 'EVE' };

  it('gives what nobody active owns to the receiver, and takes leavers out of the rest', async () => {
    const { assets, id, leavers, events } = await createWorld(policy);
    const [ada, bob, eve, hand, admin] = ['ada', 'bob', 'eve', 'hand', 'admin'].map(id) as [
      number,
      number,
      number,
      number,
      number,
    ];
    assets.add('report', 'Alone', [ada, bob]);
    assets.add('dashboard', 'Shared', [admin, ada]);
    assets.add('chart', 'With a stranger who is inactive', [hand, ada]);
    assets.add('dataset', 'Of a stranger', [hand]);
    const done = await leavers({ apply: true });
    expect(runningReports(done)).toEqual([]);
    expect(assets.get('Alone')).toMatchObject({ ownerIds: [eve], active: true });
    expect(assets.get('Shared')).toMatchObject({ ownerIds: [admin] });
    expect(assets.get('With a stranger who is inactive')).toMatchObject({ ownerIds: [hand, eve] });
    expect(assets.get('Of a stranger')).toMatchObject({ ownerIds: [hand] });
    expect((await events('leaver.changing')).map(({ data }) => [data.before, data.after])).toEqual([
      [
        { owners: [ada, bob], active: true },
        { owners: [eve], active: true },
      ],
      [{ owners: [admin, ada] }, { owners: [admin] }],
      [{ owners: [hand, ada] }, { owners: [hand, eve] }],
    ]);
    expect(names(await leavers({ apply: true }))).toEqual([]);
    expect(assets.writes).toHaveLength(3);
  });

  it.each([
    ['nobody', /has no account/],
    ['bob', /is not active/],
    ['hand', /is not active/],
    ['admin', /is the service account/],
  ])('does nothing when the receiver is %s', async (receiver, why) => {
    const { assets, id, leavers } = await createWorld({ policy: 'transfer', receiver });
    assets.add('report', 'Stock', [id('ada')]);
    assets.add('chart', 'Shared', [id('ada'), id('eve')]);
    const found = await leavers({ apply: true });
    expect(found.obstacles).toEqual([expect.stringMatching(why)]);
    expect(runningReports(found)).toHaveLength(1);
    expect(assets.writes).toEqual([]);
  });

  it.each([
    ['the role Admin', 'Admin', 'role', /"boss" is Admin, and alerts run/],
    ['a group with Admin', 'Admin', 'group', /"boss" is Admin/],
    ['a role that can write accounts', 'Keepers', 'group', /"boss" has the role "Keepers", which can make it Admin/],
  ])('does nothing when the receiver has %s', async (_what, role, by, why) => {
    const { byHand, emulator, assets, id, leavers } = await createWorld({ policy: 'transfer', receiver: 'boss' });
    const writing = (await byHand.permissions.list()).filter(
      (each) => `${each.name} ${each.resource}` === 'can_put User',
    );
    await byHand.roles.setPermissions(
      await byHand.roles.create('Keepers'),
      writing.map((permission) => permission.id),
    );
    const roleIds = [idOf({ emulator }, 'roles', role)];
    const groupIds = by === 'group' ? [await byHand.groups.create({ name: 'Bosses', roleIds })] : [];
    await byHand.users.create({ ...handMade('boss', by === 'role' ? roleIds : []), groupIds });
    assets.add('report', 'Stock', [id('ada')]);
    expect((await leavers({ apply: true })).obstacles).toEqual([expect.stringMatching(why)]);
    expect(assets.writes).toEqual([]);
  });

  it('keeps who became an owner since the look', async () => {
    const { assets, id, leavers, events } = await createWorld(policy);
    const [ada, eve, hand] = [id('ada'), id('eve'), id('hand')];
    for (const name of ['First', 'Second']) assets.add('dashboard', name, [ada]);
    assets.add('dashboard', 'Third', [ada, hand]);
    assets.beforeWrite = async (_kind, row) => {
      if (row !== 1) return;
      await assets.handOver('Second', [ada, hand]);
      await assets.handOver('Third', [hand, eve]);
    };
    await leavers({ apply: true });
    expect(assets.get('Second')?.ownerIds).toEqual([hand, eve]);
    expect(assets.writes).toHaveLength(2);
    const recorded = (await events('leaver.chang')).filter(
      ({ subject }) => (subject as { name: string }).name === 'Second',
    );
    expect(recorded.map(({ type, data }) => [type, data.before, data.after])).toEqual([
      ['leaver.changing', { owners: [ada] }, { owners: [eve] }],
      ['leaver.changing', { owners: [ada, hand] }, { owners: [hand, eve] }],
      ['leaver.changed', { owners: [ada, hand] }, { owners: [hand, eve] }],
    ]);
  });

  // Whatever call the process dies at, the next check goes on, and every change can be undone from the audit chain.
  const moments = [0, 1, 2, 3, 4, 5].flatMap((fatal) => [['before', fatal] as const, ['after', fatal] as const]);
  it.each(moments)('goes on after a crash %s write %i', async (moment, fatal) => {
    const { assets, id, leavers, events } = await createWorld(policy);
    const before = new Map<string, readonly number[]>();
    for (const kind of ['report', 'dashboard', 'chart'] as const) {
      for (const n of [1, 2]) {
        const owners = [id('ada'), id(n === 1 ? 'bob' : 'ada')];
        assets.add(kind, `${kind} ${n}`, [...new Set(owners)]);
        before.set(`${kind} ${n}`, [...new Set(owners)]);
      }
    }
    let writes = 0;
    assets[`${moment}Write`] = () => {
      if (writes === fatal) throw new Error('The process dies');
      writes += 1;
    };
    await expect(leavers({ apply: true })).rejects.toThrow('The process dies');
    assets[`${moment}Write`] = () => {};
    await leavers({ apply: true });
    for (const name of before.keys()) expect(assets.get(name)?.ownerIds).toEqual([id('eve')]);
    const recorded = await events('leaver.changing');
    for (const [name, owners] of before) {
      const first = recorded.find(({ subject }) => (subject as { name: string }).name === name);
      expect([name, first?.data.before]).toMatchObject([name, { owners }]);
    }
  });

  it('leaves out what fails, and tries the next of a kind only if the first was allowed', async () => {
    const { assets, id, leavers, events } = await createWorld(policy);
    for (const name of ['Deleted', 'Left']) assets.add('dashboard', name, [id('ada')]);
    for (const name of ['Forbidden', 'Not tried']) assets.add('chart', name, [id('ada')]);
    const failures: Record<string, SupersetError> = {
      'dashboard 1': new SupersetError('not-found', 'gone'),
      'chart 1': new SupersetError('forbidden', 'not yours'),
    };
    const tried: string[] = [];
    assets.beforeWrite = (kind, row) => {
      tried.push(`${kind} ${row}`);
      const failure = failures[`${kind} ${row}`];
      if (failure !== undefined) throw failure;
    };
    const found = await leavers({ apply: true });
    expect(tried).toEqual(['dashboard 1', 'dashboard 2', 'chart 1']);
    expect(found.leavers[0]?.assets.map(({ name, outcome }) => [name, outcome?.done])).toEqual([
      ['Deleted', false],
      ['Left', true],
      ['Forbidden', false],
      ['Not tried', false],
    ]);
    expect((await events('leaver.failed')).map(({ data }) => data.reason)).toEqual(['gone', 'not yours']);
  });

  it('stops when Superset is gone, and says so', async () => {
    const { assets, id, leavers } = await createWorld(policy);
    for (const name of ['One', 'Two']) assets.add('dashboard', name, [id('ada')]);
    assets.beforeWrite = (_kind, row) => {
      if (row === 2) throw new SupersetError('unavailable', 'Superset does not answer');
    };
    expect(await leavers({ apply: true })).toMatchObject({ leavers: [], failure: 'Superset does not answer' });
    expect(assets.get('One')?.ownerIds).toEqual([id('eve')]);
  });
});

describe('what the service account may not do', () => {
  it('is said of what it cannot see', async () => {
    const { assets, id, leavers } = await createWorld({ policy: 'report' });
    assets.add('chart', 'Margins', [id('ada')]);
    assets.features = {
      reports: { state: 'missing', permissions: ['can_read on ReportSchedule'] },
      dashboards: { state: 'partly', reason: 'Only its own.' },
      datasets: { state: 'absent', reason: 'There is none.' },
    };
    const found = await leavers();
    expect(found.unseen).toEqual([
      'Alerts and reports cannot be seen: give the role of the service account can_read on ReportSchedule',
      'Some dashboards may not be seen: Only its own.',
    ]);
    expect(names(found)).toEqual([['ada', ['Margins']]]);
  });

  it('is said of what it cannot change, and not tried', async () => {
    const { assets, id, leavers, events } = await createWorld({ policy: 'transfer', receiver: 'eve' });
    assets.add('chart', 'Margins', [id('ada')]);
    assets.add('dashboard', 'Sales', [id('ada')]);
    assets.features = { chartWrite: { state: 'missing', permissions: ['can_write on Chart'] } };
    const found = await leavers({ apply: true });
    expect(found.obstacles).toEqual([
      'Charts cannot be changed: give the role of the service account can_write on Chart',
    ]);
    expect(assets.get('Margins')?.ownerIds).toEqual([id('ada')]);
    expect(assets.get('Sales')?.ownerIds).toEqual([id('eve')]);
    expect(await events('leaver.changing')).toHaveLength(1);
  });
});

describe('a deactivation', () => {
  it('is followed by a look at what the leaver owns, in the background', async () => {
    const world = await createWorld({ policy: 'disable-alerts' });
    const { directory, provisioner, assets, id, events, account } = world;
    const eve = id('eve');
    assets.add('report', 'Stock', [eve]);
    assets.add('dashboard', 'Sales', [eve]);
    assets.beforeWrite = () => {
      throw new SupersetError('unavailable', 'Superset does not answer');
    };
    provisioner.start();
    await directory.user('eve', { active: false });
    await provisioner.settled();
    expect(account('eve')?.active).toBe(false);
    await expect.poll(async () => (await provisioner.status())[0]?.leavers?.problems).toHaveLength(1);
    assets.beforeWrite = () => {};
    await expect.poll(() => assets.get('Stock')?.active).toBe(false);
    await expect.poll(async () => (await provisioner.status())[0]?.leavers).toMatchObject({ problems: [] });
    const [found] = (await events('leaver.found')).filter(
      ({ subject }) => (subject as { name: string }).name === 'eve',
    );
    expect(found).toMatchObject({
      subject: { type: 'SupersetAccount', id: String(eve), name: 'eve' },
      data: { target: 'prod', userId: 'eve', dashboards: 1, charts: 0, datasets: 0 },
    });
    expect(found?.data.reports).toEqual([{ id: 1, name: 'Stock', type: 'Alert', active: true, shared: false }]);
  });

  it('that leaves an alert running is told', async () => {
    const { directory, provisioner, another, assets, id, events } = await createWorld({ policy: 'report' });
    provisioner.start();
    await expect.poll(async () => (await provisioner.status())[0]?.leavers).toMatchObject({ running: 0 });
    assets.add('report', 'Stock', [id('eve')]);
    await directory.user('eve', { active: false });
    await expect.poll(() => events('alert.leaver')).toMatchObject([{ data: { running: 1, examples: ['Stock'] } }]);
    const [status] = await another().status();
    expect(status?.leavers).toMatchObject({ running: 1, problems: [] });
  });

  it('by a command that ends is recorded by whoever works then, or later', async () => {
    const { directory, provisioner, another, assets, id, events, account } = await createWorld({ policy: 'report' });
    const eve = id('eve');
    assets.add('dashboard', 'Sales', [eve]);
    await directory.user('eve', { active: false });
    const command = another({ targets: [{ name: 'prod', superset: assets.client }] });
    await command.apply(await command.plan());
    await command.stop();
    expect(account('eve')?.active).toBe(false);
    const found = async () =>
      (await events('leaver.found')).filter(({ subject }) => 'id' in subject && subject.id === `${eve}`);
    expect(await found()).toEqual([]);
    provisioner.start();
    await expect.poll(found).toMatchObject([{ data: { dashboards: 1 } }]);
    await provisioner.stop();
    expect(await found()).toHaveLength(1);
  });

  it('that came before a crash is looked at when the next process starts', async () => {
    const { provisioner, assets, id } = await createWorld({ policy: 'disable-alerts' });
    assets.add('report', 'Stock', [id('ada')]);
    provisioner.start();
    await expect.poll(() => assets.get('Stock')?.active).toBe(false);
  });
});

describe('a check for drift', () => {
  it('finds alerts of leavers that run, and puts nothing right when it is asked for', async () => {
    const { provisioner, assets, id } = await createWorld({ policy: 'disable-alerts' });
    const [ada, bob, eve] = [id('ada'), id('bob'), id('eve')];
    assets.add('report', 'Shared', [ada, eve, bob]);
    assets.add('chart', 'Margins', [ada]);
    const check = async (full: boolean) => {
      const findings = (await provisioner.drift({ full })).targets.flatMap((target) => target.findings);
      return findings.filter(({ item }) => item.kind === 'leaver-alert-running');
    };
    const [finding, ...more] = await check(true);
    expect(more).toEqual([]);
    expect(finding?.item).toMatchObject({
      accounts: [{ username: 'ada' }, { username: 'bob' }],
      report: { name: 'Shared' },
      shared: true,
      text: 'Superset runs the alert or report "Shared" of ada and bob, who left; somebody active owns it, too',
    });
    // A quick check does not look, and does not call gone what it cannot see.
    expect((await provisioner.drift()).targets[0]?.resolved).toEqual([]);
    assets.features = { reports: { state: 'partly', reason: 'Only its own.' } };
    assets.remove('Shared');
    expect((await provisioner.drift({ full: true })).targets[0]).toMatchObject({
      resolved: [],
      unwatched: [expect.stringContaining('alerts and reports')],
    });
    assets.features = {};
    expect((await provisioner.drift({ full: true })).targets[0]?.resolved).toMatchObject([{ id: finding?.id }]);
    expect(assets.writes).toEqual([]);
  });

  it('carries the policy out on schedule', async () => {
    const world = await createWorld({ policy: 'disable-alerts' });
    const { another, assets, id } = world;
    assets.add('report', 'Stock', [id('ada')]);
    const target = { name: 'prod', superset: assets.client, leaver: { policy: 'disable-alerts' } } as const;
    const drift = { everyMs: 20, fullEveryMs: 20 };
    another({ targets: [target], drift, timing: { leaverMs: 3_600_000 } }).start();
    await expect.poll(() => assets.get('Stock')?.active, { timeout: 15_000 }).toBe(false);
  });
});
