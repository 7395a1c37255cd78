import { describe, expect, it } from 'vitest';
import {
  defineRoleMapping,
  isInLine,
  type PlanItem,
  type Provisioner,
  renderDrift,
  renderPlan,
} from '../../src/index.ts';
import { createStaff, type Staff } from '../breaker/staff.ts';
import { accountId, idOf } from '../support/by-hand.ts';

/** Goes on with a mapping that has lost the grant "Sales". */
async function dropSales(staff: Staff): Promise<Provisioner> {
  await staff.provisioner.stop();
  const next = staff.another({ mapping: defineRoleMapping({ grants: [] }) });
  next.start();
  await next.settled();
  expect(staff.inSales()).toEqual(staff.people);
  return next;
}

async function itemsOf(provisioner: Provisioner): Promise<readonly PlanItem[]> {
  return (await provisioner.plan()).targets.flatMap(({ items }) => items);
}

describe('the group of a grant that was dropped', () => {
  it('stays while the loss of anybody in it waits for a decision, and goes after it', async () => {
    const staff = await createStaff(5);
    const provisioner = await dropSales(staff);
    const group = (await itemsOf(provisioner)).find(
      (item) => item.kind === 'orphaned-grant-group' && item.group === 'scim: Sales',
    );
    expect(isInLine(await provisioner.plan())).toBe(false);
    expect(group).toMatchObject({ action: 'report', held: 'staged', text: expect.stringContaining('5 users keep it') });
    await provisioner.apply(await provisioner.plan());
    expect(staff.inSales()).toEqual(staff.people);

    await provisioner.reject({ reason: 'by mistake', users: ['p00'] });
    await provisioner.applyStaged();
    expect((await itemsOf(provisioner)).find(({ held }) => held !== undefined)).toMatchObject({ held: 'rejected' });
    await provisioner.apply(await provisioner.plan());
    expect(isInLine(await provisioner.plan())).toBe(true);
    expect(staff.inSales()).toEqual(['p00']);

    await provisioner.applyStaged({ users: ['p00'] });
    await provisioner.apply(await provisioner.plan());
    expect(staff.emulator.groups().map(({ name }) => name)).toEqual([]);
  });

  it('is not removed by a plan that is older than what is staged', async () => {
    const staff = await createStaff(5);
    await staff.provisioner.stop();
    const next = staff.another({ mapping: defineRoleMapping({ grants: [] }) });
    const plan = await next.plan();
    const report = await next.apply(plan);
    expect(staff.inSales()).toHaveLength(3);
    const outcomes = report.targets.flatMap((target) => target.outcomes);
    const ofSales = outcomes.find(({ item }) => item.kind === 'orphaned-grant-group' && item.group === 'scim: Sales');
    expect(ofSales).toMatchObject({ outcome: 'failed', message: expect.stringContaining('3 users') });
  });
});

describe.each(['6.1', '5.0'] as const)('of somebody whose loss of a grant is held, on Superset %s', (version) => {
  it('nothing is drift, whether or not the mapping knows the grant', async () => {
    const staff = await createStaff(4, { version });
    const provisioner = await dropSales(staff);
    const report = await provisioner.drift();
    const [drift] = report.targets;
    expect(renderDrift(report)).toMatch(/: .*deviations?, \d kept, because a loss is staged or was rejected\n/);
    const ofUsers = drift?.findings.filter(({ item }) => item.user !== undefined);
    expect(ofUsers?.map(({ item }) => item.text)).toEqual([]);
    const held = (await itemsOf(provisioner)).filter(({ user }) => user !== undefined);
    expect(new Set(held.map(({ action, held }) => `${action} ${held}`))).toEqual(new Set(['report staged']));
  });

  it('apply undoes what others gave', async () => {
    const staff = await createStaff(4, { version });
    await staff.directory.members('Sales', { remove: [...staff.people] });
    await staff.provisioner.settled();
    const roleIds = (staff.account('p00')?.roles ?? []).map((role) => idOf(staff, 'roles', role));
    await staff.byHand.users.update(accountId(staff, 'p00'), { roleIds: [...roleIds, idOf(staff, 'roles', 'Admin')] });
    const plan = await staff.provisioner.plan();
    const report = await staff.provisioner.apply(plan);
    expect(report.targets.flatMap(({ outcomes }) => outcomes)).toMatchObject([
      { item: { kind: 'extra-role', role: 'Admin' }, outcome: 'applied' },
    ]);
    expect(staff.roles('p00')).toEqual(['Gamma', 'Sales Reader']);
    expect(renderPlan(await staff.provisioner.plan())).not.toContain('Admin');
  });

  it('says why apply takes nothing away', async () => {
    const staff = await createStaff(4, { version });
    await staff.provisioner.stop();
    await staff.directory.members('Sales', { remove: [...staff.people] });
    const next = staff.another();
    const report = await next.apply(await next.plan());
    const messages = report.targets.flatMap(({ outcomes }) => outcomes).map(({ message }) => message);
    for (const message of messages) expect(message).toMatch(/^the user would lose the grant "Sales"; staged since /);
    expect(staff.inSales()).toEqual(staff.people);
  });
});
