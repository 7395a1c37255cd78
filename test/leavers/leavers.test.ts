import { type LeaverPolicy, runningReports, type TargetLeavers } from '@scim-superset/provisioner';
import { type Account, handMade, member } from '@scim-superset/quickstart/superset';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWorld, versions, type World } from '../end-to-end/world.ts';
import { createAssets, type OwnedAssets } from './owned-assets.ts';
import { createServiceAccount, type Permission } from './service-account.ts';

const maria = { userName: handMade.username, givenName: handMade.firstName, familyName: handMade.lastName };
const receiver = { userName: 'grace@example.com', givenName: 'Grace', familyName: 'Hopper' };

const reading = ['Dashboard', 'Chart', 'Dataset', 'ReportSchedule'].map((view): Permission => ['can_read', view]);
const writing = reading.map(([, view]): Permission => ['can_write', view]);
const allData: Permission = ['all_datasource_access', 'all_datasource_access'];
const token: Permission = ['can_read', 'SecurityRestApi'];
/** Lets the account tell which permissions it has. */
const ownRoles: Permission = ['can_list_role_permissions', 'Role'];

describe.each(versions)('Somebody who made things by hand leaves Superset %s', (version) => {
  let world: World;
  let assets: OwnedAssets;

  /** Serves with another service account or policy. The background does not interfere: every look is asked for. */
  async function serve(account: Account, leaver: LeaverPolicy = { policy: 'report' }, leaverMs = 3_600_000) {
    const target = { name: 'prod', url: world.superset.url, account, leaver };
    await world.service.restart({ targets: [target], provisioner: { timing: { leaverMs } } });
  }

  async function look(options: { apply?: boolean } = {}): Promise<TargetLeavers> {
    const [found] = await world.service.provisioner.leavers(options);
    if (found === undefined) throw new Error('There is no target');
    return found;
  }

  const owned = ({ leavers }: TargetLeavers): string[] =>
    leavers.flatMap(({ assets: all }) => all.map(({ name }) => name));

  beforeAll(async () => {
    world = await startWorld(version);
    await serve(world.superset.accounts.service);
    await world.idp.assign(receiver);
    const id = await world.idp.assign(maria);
    assets = await createAssets(world.byHand, maria.userName, receiver.userName);
    await world.idp.unassign(id);
    expect(await world.byHand.account(maria.userName)).toMatchObject({ active: false });
  });
  afterAll(() => world?.end());

  it('the least service account cannot see what she owns, and says what it would take', async () => {
    const found = await look();
    expect(found).toMatchObject({ checked: 1, leavers: [], allReportsSeen: false });
    expect(found.unseen).toEqual(
      ['Alerts and reports', 'Dashboards', 'Charts', 'Datasets'].map((title) =>
        expect.stringContaining(`${title} cannot be seen: `),
      ),
    );
    expect(found.unseen[0]).toContain('can_read on ReportSchedule');
  });

  it('an account that may read everything misses her drafts, and says so', async () => {
    const account = await createServiceAccount(world.byHand, 'reader', [...reading, allData, ownRoles]);
    await serve(account, { policy: 'disable-alerts' });
    const found = await look({ apply: true });
    expect(owned(found)).toEqual(expect.arrayContaining([assets.alert, assets.report, assets.chart, assets.dataset]));
    expect(owned(found)).not.toContain(handMade.dashboard);
    expect(found.allReportsSeen).toBe(true);
    expect(found.unseen).toEqual([expect.stringContaining('Some dashboards may not be seen')]);
    expect(found.obstacles).toEqual([expect.stringContaining('can_write on ReportSchedule')]);
    expect(await assets.isActive(assets.alert)).toBe(true);
  });

  it('an account that may write everything, but is not Admin, is refused', async () => {
    const account = await createServiceAccount(world.byHand, 'writer', [
      ...reading,
      ...writing,
      allData,
      token,
      ownRoles,
    ]);
    await serve(account, { policy: 'transfer', receiver: receiver.userName });
    const found = await look({ apply: true });
    const outcomes = found.leavers.flatMap((leaver) => leaver.assets.map(({ outcome }) => outcome));
    expect(outcomes.length).toBeGreaterThan(0);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ done: false, code: 'forbidden' });
    expect(await assets.owners(assets.alert)).toEqual([maria.userName]);
  });

  it('an Admin sees everything, and the policy report changes nothing', async () => {
    await serve(world.superset.accounts.admin);
    const found = await look({ apply: true });
    expect(found).toMatchObject({ checked: 1, unseen: [], obstacles: [], allReportsSeen: true });
    expect(owned(found).sort()).toEqual([...assets.all, handMade.dashboard].sort());
    expect(
      runningReports(found)
        .map(({ name, shared }) => [name, shared])
        .sort(),
    ).toEqual([
      [assets.report, false],
      [assets.alert, false],
      [assets.sharedReport, true],
    ]);
    expect(await assets.isActive(assets.alert)).toBe(true);
  });

  it('the policy disable-alerts switches off what nobody active owns', async () => {
    await serve(world.superset.accounts.admin, { policy: 'disable-alerts' });
    expect(runningReports(await look({ apply: true })).map(({ name }) => name)).toEqual([assets.sharedReport]);
    expect(await assets.isActive(assets.alert)).toBe(false);
    expect(await assets.isActive(assets.report)).toBe(false);
    expect(await assets.isActive(assets.sharedReport)).toBe(true);
    expect(await assets.owners(assets.alert)).toEqual([maria.userName]);
  });

  it('the policy transfer gives everything to the receiver, once, and in the background', async () => {
    const events = async () => {
      const all = await world.service.store.audit.read({ after: 0, limit: 10_000 });
      return all.map(({ type }) => type).filter((type) => type.startsWith('leaver.'));
    };
    await serve(world.superset.accounts.admin, { policy: 'transfer', receiver: receiver.userName }, 100);
    await expect.poll(() => assets.owners(assets.dataset), { timeout: 60_000 }).toEqual([receiver.userName]);
    for (const name of [...assets.all, handMade.dashboard]) {
      expect([name, await assets.owners(name)]).toEqual([name, [receiver.userName]]);
    }
    await expect.poll(async () => (await look()).leavers, { timeout: 60_000 }).toEqual([]);
    const done = async () => (await events()).filter((type) => type === 'leaver.changed').length;
    await expect.poll(done, { timeout: 60_000 }).toBe(2 + assets.all.length + 1);
    const before = await events();
    await look({ apply: true });
    expect(await events()).toEqual(before);
  });

  it('what she owned stays where it is when she comes back', async () => {
    await world.idp.assign(maria);
    await world.service.provisioner.settled();
    expect(await assets.owners(assets.chart)).toEqual([receiver.userName]);
    expect(await look()).toMatchObject({ checked: 0, leavers: [] });
  });

  it('what somebody owns who leaves is in the audit chain a moment later', async () => {
    await serve(world.superset.accounts.admin, { policy: 'report' }, 100);
    await world.idp.unassign(await world.idp.assign(receiver));
    const found = async () => {
      const events = await world.service.store.audit.read({ after: 0, limit: 10_000 });
      return events.findLast(({ type, subject }) => type === 'leaver.found' && subject.name === receiver.userName)
        ?.data;
    };
    await expect.poll(found, { timeout: 60_000 }).toMatchObject({ dashboards: 2, charts: 1, datasets: 1, unseen: [] });
    expect(member(await found(), 'reports')).toHaveLength(3);
  });
});
