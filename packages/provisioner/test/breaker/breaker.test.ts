import { defineRoleMapping } from '@scim-superset/provisioner';
import { describe, expect, it } from 'vitest';
import { createStaff, type Staff, strict } from './staff.ts';

const hourMs = 3_600_000;

/** How many are staged, by what they would lose. */
async function staged({ provisioner }: Staff): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { kind } of await provisioner.staged()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

async function events({ directory }: Staff, type: string): Promise<readonly string[]> {
  const all = await directory.store.audit.read({ after: 0, limit: 10_000 });
  return all.filter((event) => event.type === type).map(({ subject }) => subject.id);
}

describe('a mass', () => {
  it('of an emptied group is staged before anybody has lost anything, and people are told once', async () => {
    const staff = await createStaff(6);
    await staff.directory.members('Sales', { remove: [...staff.people] });
    await staff.provisioner.settled();
    expect(staff.inSales()).toEqual(staff.people);
    expect(await staged(staff)).toEqual({ 'grant-loss': 6 });
    expect((await staff.provisioner.status())[0]?.lag).toMatchObject({ pending: 0, held: 6 });
    expect(staff.alerts).toEqual([
      expect.objectContaining({ kind: 'staged', target: 'prod', loss: 'grants', users: 6, applied: 0, limit: 2 }),
    ]);
    expect((await staff.provisioner.status())[0]?.breaker).toEqual({
      holds: { staged: 6, approved: 0, rejected: 0 },
      deactivations: { trippedSince: undefined, counted: 0, limit: 2, windowMs: hourMs },
      grantLosses: { trippedSince: expect.stringMatching(/Z$/), counted: 0, limit: 2, windowMs: hourMs },
    });
    expect(staff.alerts[0]).toMatchObject({ examples: expect.arrayContaining([expect.stringMatching(/^p0/)]) });
    expect(staff.alerts[0]?.message).toContain('the grant "Sales"');
    expect(await events(staff, 'access.staged')).toHaveLength(6);
    expect(await events(staff, 'alert.staged')).toEqual(['prod']);
  });

  it('of deletions is staged, and the deleted users stay known until somebody decides', async () => {
    const staff = await createStaff(6);
    await staff.emulator.stop();
    for (const person of staff.people) await staff.directory.delete('User', person);
    await staff.emulator.start();
    await staff.provisioner.settled();
    expect(staff.active()).toEqual(staff.people);
    const [first] = await staff.provisioner.staged();
    expect(first).toMatchObject({ kind: 'deletion', status: 'staged', userName: 'p00', grants: ['Sales'] });
    expect(first?.roles).toEqual(['Gamma', 'Sales Reader']);
    expect(first?.text).toMatch(/^would be deactivated, being deleted from the directory/);
  });

  it('of an emptied mapping is staged', async () => {
    const staff = await createStaff(4);
    await staff.provisioner.stop();
    const emptied = staff.another({ mapping: defineRoleMapping({ grants: [] }) });
    emptied.start();
    await emptied.settled();
    expect(staff.inSales()).toEqual(staff.people);
    expect(await staged(staff)).toEqual({ 'grant-loss': 4 });
  });

  it('of people who are out of scope is staged although nobody left the company', async () => {
    const staff = await createStaff(4);
    await staff.provisioner.stop();
    const scope = { filter: 'title eq "Nobody has this one"' };
    const narrow = staff.another({ mapping: defineRoleMapping({ grants: [], scope }) });
    narrow.start();
    await narrow.settled();
    expect(staff.active()).toEqual(staff.people);
    expect(await staged(staff)).toEqual({ deactivation: 4 });
  });

  it('that comes one by one is stopped at the limit', async () => {
    const staff = await createStaff(6);
    for (const person of staff.people) {
      await staff.directory.user(person, { active: false });
      await staff.provisioner.settled();
    }
    expect(staff.active()).toHaveLength(4);
    expect(staff.alerts).toEqual([expect.objectContaining({ users: 3, applied: 2, limit: 2 })]);
  });

  it('that was decided on counts no more against those who leave next', async () => {
    const staff = await createStaff(6);
    for (const person of staff.people.slice(0, 3)) {
      await staff.directory.user(person, { active: false });
      await staff.provisioner.settled();
    }
    await staff.provisioner.applyStaged();
    await staff.directory.user('p03', { active: false });
    await staff.provisioner.settled();
    expect(staff.active()).toEqual(['p04', 'p05']);
  });

  it('does not keep those whose turn had come before it', async () => {
    const staff = await createStaff(5);
    await staff.emulator.stop();
    for (const person of ['p00', 'p01']) await staff.directory.user(person, { active: false });
    const counted = async () =>
      (await staff.directory.store.reconciliation.note('prod', 'breaker deactivations')) as object;
    await expect.poll(counted).toMatchObject({ window: [{}, {}] });
    await expect.poll(async () => (await staff.provisioner.status())[0]?.lag.failing).toBe(2);
    for (const person of ['p02', 'p03', 'p04']) await staff.directory.user(person, { active: false });
    await staff.emulator.start();
    await staff.provisioner.settled();
    expect(staff.active()).toEqual(['p02', 'p03', 'p04']);
    expect(await staged(staff)).toEqual({ deactivation: 3 });
  });

  it('lets everything else go on: new users, more access, names, single leavers', async () => {
    const staff = await createStaff(5);
    const { directory, provisioner, people } = staff;
    await directory.members('Sales', { remove: [...people] });
    await provisioner.settled();
    await directory.user('new', { title: 'Finance' });
    await directory.user('p00', { userName: 'renamed' });
    await directory.user('p01', { active: false });
    await provisioner.settled();
    expect(staff.roles('new')).toContain('Finance Reader');
    expect(staff.roles('renamed')).toEqual(['Gamma', 'Sales Reader']);
    expect(staff.account('p01')?.active).toBe(false);
    expect(await staged(staff)).toEqual({ 'grant-loss': 4 });
  });
});

describe('no mass', () => {
  it('is a change that nobody loses anything by, however many it concerns', async () => {
    const staff = await createStaff(5);
    await staff.directory.members('Superset Admins', { add: [...staff.people] });
    await staff.provisioner.settled();
    await staff.directory.members('Sales', { remove: ['p00', 'p01'] });
    await staff.provisioner.settled();
    expect(await staged(staff)).toEqual({});
    expect(staff.alerts).toEqual([]);
  });

  it('is a move of many, in whatever order, unless moves are to count', async () => {
    const staff = await createStaff(6);
    await staff.directory.members('Superset Admins', { add: [...staff.people] });
    await staff.provisioner.settled();
    await staff.directory.members('Sales', { remove: [...staff.people] });
    await staff.provisioner.settled();
    await staff.directory.members('Sales', { add: [...staff.people] });
    await staff.provisioner.settled();
    expect(staff.alerts).toEqual([]);
    await staff.provisioner.stop();
    await staff.directory.members('Superset Admins', { remove: [...staff.people] });
    for (const person of staff.people) await staff.directory.user(person, { title: 'Finance' });
    staff.provisioner.start();
    await staff.provisioner.settled();
    expect(staff.roles('p00')).toEqual(['Finance Reader', 'Gamma', 'Sales Reader']);
    for (const person of staff.people) {
      await staff.directory.members('Sales', { remove: [person] });
      await staff.provisioner.settled();
      await staff.directory.members('Superset Admins', { add: [person] });
      await staff.provisioner.settled();
    }
    expect(staff.inSales()).toEqual([]);
    expect(staff.alerts).toEqual([]);

    await staff.provisioner.stop();
    const counting = staff.another({ breaker: { ...strict, grantLosses: { count: 2, moves: true } } });
    await staff.directory.members('Superset Admins', { remove: [...staff.people] });
    await staff.directory.members('Sales', { add: [...staff.people] });
    counting.start();
    await counting.settled();
    expect(await staged(staff)).toEqual({ 'grant-loss': 6 });
    // What they gain they get: only the loss is staged.
    expect(staff.roles('p00')).toEqual(['Admin', 'Finance Reader', 'Gamma', 'Sales Reader']);
  });

  it('are leavers of several days whom a Superset hears of together, because it was down', async () => {
    let now = Date.now();
    const staff = await createStaff(5, { options: { clock: () => now } });
    await staff.provisioner.stop();
    for (const person of staff.people) {
      await staff.directory.user(person, { active: false });
      now += hourMs;
    }
    staff.provisioner.start();
    await staff.provisioner.settled();
    expect(staff.active()).toEqual([]);
    expect(staff.alerts).toEqual([]);
  });

  it('is what comes after the window, whatever came before', async () => {
    let now = Date.now();
    const staff = await createStaff(6, { options: { clock: () => now } });
    for (const person of staff.people) {
      await staff.directory.user(person, { active: false });
      await staff.provisioner.settled();
      now += hourMs / 2;
    }
    expect(staff.active()).toEqual([]);
  });
});

describe('a group that is small beside the company', () => {
  const breaker = { floor: 2, grantLosses: { count: 100, share: 1, shareOfGrant: 0.5 } };

  it('is emptied only when somebody agrees, though half of it may go', async () => {
    const staff = await createStaff(12, { options: { breaker } });
    await staff.directory.members('Sales', { remove: staff.people.slice(0, 6) });
    await staff.provisioner.settled();
    expect(staff.inSales()).toHaveLength(6);
    await staff.directory.members('Sales', { remove: [...staff.people] });
    await staff.provisioner.settled();
    expect(staff.inSales()).toHaveLength(6);
    expect(await staged(staff)).toEqual({ 'grant-loss': 6 });
    expect(staff.alerts).toEqual([expect.objectContaining({ users: 12, limit: 6, applied: 6 })]);
  });
});

describe('a clock', () => {
  it('that is set back or forth loses no deactivation and forgets no hold', async () => {
    let now = Date.now();
    const staff = await createStaff(7, { options: { clock: () => now } });
    await staff.directory.user('p00', { active: false });
    await staff.provisioner.settled();
    now -= 24 * hourMs;
    await staff.directory.user('p01', { active: false });
    await staff.provisioner.settled();
    await staff.directory.user('p02', { active: false });
    await staff.provisioner.settled();
    expect(staff.active()).toEqual(staff.people.slice(2));
    now += 48 * hourMs;
    await staff.provisioner.resync();
    await staff.provisioner.settled();
    expect(staff.active()).toEqual(staff.people.slice(2));
    await staff.provisioner.applyStaged();
    expect(staff.active()).toEqual(staff.people.slice(3));
  });
});

it('passes everything when it is switched off, also for one target alone', async () => {
  const staff = await createStaff(5, { options: { breaker: false } });
  await staff.directory.members('Sales', { remove: [...staff.people] });
  await staff.provisioner.settled();
  expect(staff.inSales()).toEqual([]);
  expect(staff.alerts).toEqual([]);
});

it('refuses options that make no sense, naming them', async () => {
  const staff = await createStaff(0);
  const refused = [
    [{ floor: 0 }, 'breaker.floor'],
    [{ windowMs: 5 }, 'breaker.windowMs'],
    [{ deactivations: { share: 5 } }, 'breaker.deactivations.share'],
    [{ grantLosses: { shareOfGrant: 0 } }, 'breaker.grantLosses.shareOfGrant'],
  ] as const;
  for (const [breaker, name] of refused) {
    expect(() => staff.another({ breaker })).toThrow(expect.objectContaining({ code: 'invalid-option' }));
    expect(() => staff.another({ breaker })).toThrow(name);
  }
});
