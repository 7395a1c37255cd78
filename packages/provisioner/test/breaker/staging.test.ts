import { describe, expect, it } from 'vitest';
import { isInLine } from '../../src/index.ts';
import { createStaff, type Staff, strict } from './staff.ts';

const ada = { kind: 'operator', id: 'ada' } as const;

/** A scene in which everybody was taken out of Sales, which is staged. */
async function createEmptied(count: number): Promise<Staff> {
  const staff = await createStaff(count);
  await staff.directory.members('Sales', { remove: [...staff.people] });
  await staff.provisioner.settled();
  expect(staff.inSales()).toEqual(staff.people);
  return staff;
}

async function statuses({ provisioner }: Staff): Promise<readonly string[]> {
  return (await provisioner.staged()).map(({ userName, status }) => `${userName} ${status}`);
}

async function isClosed({ directory: { store } }: Staff): Promise<boolean> {
  return ((await store.reconciliation.note('prod', 'breaker grant losses')) as { trip?: object }).trip === undefined;
}

describe('apply', () => {
  it('brings Superset in line with the directory, and closes the breaker', async () => {
    const staff = await createEmptied(5);
    const outcomes = await staff.provisioner.applyStaged({ actor: ada });
    expect(outcomes.map(({ userName, outcome }) => `${userName} ${outcome}`)).toEqual(
      staff.people.map((person) => `${person} applied`),
    );
    expect(staff.inSales()).toEqual([]);
    expect(await staff.provisioner.staged()).toEqual([]);
    expect(await isClosed(staff)).toBe(true);
    const events = await staff.directory.store.audit.read({ after: 0, limit: 1_000 });
    const approved = events.filter(({ type }) => type === 'access.approved');
    expect(approved).toHaveLength(5);
    expect(approved[0]).toMatchObject({ actor: ada, subject: { name: 'p00' }, data: { loss: 'grant-loss' } });
    // What was decided on does not count against those who leave next.
    await staff.directory.members('Sales', { add: ['p00'] });
    await staff.provisioner.settled();
    await staff.directory.members('Sales', { remove: ['p00'] });
    await staff.provisioner.settled();
    expect(staff.inSales()).toEqual([]);
  });

  it('of some leaves the others staged', async () => {
    const staff = await createEmptied(5);
    await staff.provisioner.applyStaged({ users: ['P01', 'p03'] });
    expect(staff.inSales()).toEqual(['p00', 'p02', 'p04']);
    expect(await statuses(staff)).toEqual(['p00 staged', 'p02 staged', 'p04 staged']);
    expect(await isClosed(staff)).toBe(false);
    await expect(staff.provisioner.applyStaged({ users: ['p00', 'p01'] })).rejects.toMatchObject({
      code: 'unknown-user',
      message: expect.stringContaining('"p01"'),
    });
    expect(staff.inSales()).toEqual(['p00', 'p02', 'p04']);
  });

  it('is about what was staged alone: who loses more by then is staged anew', async () => {
    const breaker = { ...strict, grantLosses: { count: 2, moves: true } };
    const staff = await createStaff(5, { options: { breaker } });
    await staff.directory.members('Superset Admins', { add: [...staff.people] });
    await staff.provisioner.settled();
    await staff.directory.members('Sales', { remove: [...staff.people] });
    await staff.provisioner.settled();
    await staff.emulator.stop();
    const outcomes = await staff.provisioner.applyStaged();
    expect(new Set(outcomes.map(({ outcome }) => outcome))).not.toContain('applied');
    await staff.directory.members('Superset Admins', { remove: [...staff.people] });
    await staff.emulator.start();
    await staff.provisioner.settled();
    expect(staff.roles('p00')).toEqual(['Admin', 'Gamma', 'Sales Reader']);
    expect(await statuses(staff)).toEqual(staff.people.map((person) => `${person} staged`));
  });

  it('is not forgotten while the Superset is down, nor with the process', async () => {
    const staff = await createEmptied(4);
    await staff.emulator.stop();
    const outcomes = await staff.provisioner.applyStaged();
    expect(new Set(outcomes.map(({ outcome }) => outcome))).not.toContain('applied');
    await staff.provisioner.stop();
    await staff.emulator.start();
    const next = staff.another();
    next.start();
    await next.settled();
    expect(staff.inSales()).toEqual([]);
  });
});

describe('reject', () => {
  it('changes nothing in Superset, through resyncs and restarts, and is recorded', async () => {
    const staff = await createEmptied(4);
    const before = staff.emulator.users();
    await staff.provisioner.reject({ reason: 'the group was emptied by mistake', actor: ada });
    expect(await statuses(staff)).toEqual(staff.people.map((person) => `${person} rejected`));
    expect(await isClosed(staff)).toBe(true);
    await staff.provisioner.resync();
    await staff.provisioner.settled();
    await staff.provisioner.stop();
    const next = staff.another();
    next.start();
    await next.resync();
    await next.settled();
    expect(staff.emulator.users()).toEqual(before);
    const [first] = await next.staged();
    expect(first).toMatchObject({ decision: { by: 'ada', reason: 'the group was emptied by mistake' } });
    expect(first?.text).toMatch(
      /^would lose the grant "Sales"; not applied, because ada rejected it at .*: the group was emptied/,
    );
    const events = await staff.directory.store.audit.read({ after: 0, limit: 1_000 });
    expect(events.filter(({ type }) => type === 'access.rejected')).toHaveLength(4);
    expect(events.find(({ type }) => type === 'access.rejected')).toMatchObject({
      actor: ada,
      data: { loss: 'grant-loss', grants: ['Sales'], reason: 'the group was emptied by mistake' },
    });
  });

  it('leaves the people free to change otherwise, and keeps what was rejected', async () => {
    const staff = await createEmptied(4);
    await staff.provisioner.reject({ reason: 'no' });
    await staff.directory.user('p00', { userName: 'renamed', title: 'Finance' });
    await staff.provisioner.settled();
    expect(staff.roles('renamed')).toEqual(['Finance Reader', 'Gamma', 'Sales Reader']);
    await staff.directory.user('p01', { active: false });
    await staff.provisioner.settled();
    expect(staff.account('p01')?.active).toBe(false);
    expect(await statuses(staff)).toEqual(['p00 rejected', 'p02 rejected', 'p03 rejected']);
  });

  it('ends when the directory gives back what it had taken, so that the next loss is a new one', async () => {
    const staff = await createEmptied(4);
    await staff.provisioner.reject({ reason: 'no' });
    await staff.directory.members('Sales', { add: [...staff.people] });
    await staff.provisioner.settled();
    expect(await staff.provisioner.staged()).toEqual([]);
    await staff.directory.members('Sales', { remove: ['p00'] });
    await staff.provisioner.settled();
    expect(staff.inSales()).toEqual(['p01', 'p02', 'p03']);
  });

  it('can be taken back, user by user', async () => {
    const staff = await createEmptied(4);
    await staff.provisioner.reject({ reason: 'no' });
    await staff.provisioner.applyStaged();
    expect(staff.inSales()).toEqual(staff.people);
    await staff.provisioner.applyStaged({ users: ['p00'] });
    expect(staff.inSales()).toEqual(['p01', 'p02', 'p03']);
  });
});

describe('what is staged', () => {
  it('goes by itself when the directory takes it back, and the breaker closes by itself', async () => {
    const staff = await createEmptied(4);
    await staff.directory.members('Sales', { add: ['p00', 'p01', 'p02'] });
    await staff.provisioner.settled();
    expect(await statuses(staff)).toEqual(['p03 staged']);
    expect(await isClosed(staff)).toBe(false);
    await staff.directory.members('Sales', { add: ['p03'] });
    await staff.provisioner.settled();
    expect(await staff.provisioner.staged()).toEqual([]);
    await expect.poll(() => isClosed(staff)).toBe(true);
    const events = await staff.directory.store.audit.read({ after: 0, limit: 1_000 });
    expect(events.filter(({ type }) => type === 'breaker.closed')).toHaveLength(1);
    await staff.directory.members('Sales', { remove: ['p00', 'p01'] });
    await staff.provisioner.settled();
    expect(staff.inSales()).toEqual(['p02', 'p03']);
  });

  it('of one target is decided there alone', async () => {
    const staff = await createEmptied(3);
    await expect(staff.provisioner.applyStaged({ target: 'none' })).rejects.toMatchObject({ code: 'unknown-target' });
    expect(await staff.provisioner.staged({ target: 'prod' })).toHaveLength(3);
  });
});

describe('plan and explain', () => {
  it.each(['6.1', '5.0'] as const)(
    'on Superset %s tell what is staged and rejected from what apply would change',
    async (version) => {
      const staff = await createStaff(4, { version });
      await staff.directory.members('Sales', { remove: [...staff.people] });
      await staff.provisioner.settled();
      const items = async () => (await staff.provisioner.plan()).targets.flatMap((target) => target.items);
      const staged = await items();
      expect(new Set(staged.map(({ action, held }) => `${action} ${held}`))).toEqual(new Set(['report staged']));
      expect(staged[0]?.text).toMatch(/; staged since .* until somebody decides$/);
      expect(isInLine(await staff.provisioner.plan())).toBe(false);
      const report = await staff.provisioner.apply(await staff.provisioner.plan());
      expect(report.targets.flatMap(({ outcomes }) => outcomes)).toEqual([]);
      expect(staff.inSales()).toEqual(staff.people);

      await staff.provisioner.reject({ reason: 'by mistake', actor: ada });
      expect((await items())[0]).toMatchObject({
        held: 'rejected',
        text: expect.stringMatching(/ada rejected it .*: by mistake$/),
      });
      expect(isInLine(await staff.provisioner.plan())).toBe(true);
      const explained = await staff.provisioner.explain('p00');
      expect(explained.targets[0]?.differences[0]?.text).toMatch(/ada rejected it/);
      expect(explained.targets[0]?.hold).toMatchObject({ status: 'rejected', kind: 'grant-loss', grants: ['Sales'] });
      const reader = explained.targets[0]?.roles.find(({ role }) => role === 'Sales Reader');
      expect(reader?.paths).toMatchObject([{ kind: 'grant', grant: 'Sales', reason: { kind: 'held' } }]);
    },
  );
});
