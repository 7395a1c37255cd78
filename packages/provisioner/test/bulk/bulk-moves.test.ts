import { describe, expect, it } from 'vitest';
import type { BreakerOptions, RoleMappingInput } from '../../src/index.ts';
import { accountId } from '../support/by-hand.ts';
import { createScene, type Scene } from '../support/scene.ts';

const staff = Array.from({ length: 520 }, (_, index) => `m${index}`);

/** A company whose staff is in the group Sales, and everybody is applied. */
async function createCompany({
  more = [],
  breaker = false,
}: {
  more?: RoleMappingInput['grants'];
  breaker?: BreakerOptions | false;
} = {}): Promise<Scene> {
  const scene = await createScene({
    mapping: {
      grants: [
        { name: 'Sales', roles: ['Gamma', 'Sales Reader'], group: 'Sales' },
        { name: 'Finance', roles: ['Finance Reader'], group: 'Finance' },
        ...more,
      ],
    },
    options: { concurrency: 16, breaker, drift: { schedule: false } },
  });
  const { directory, provisioner } = scene;
  await directory.group('Finance');
  for (const name of staff) await directory.user(name);
  await directory.members('Sales', { add: staff });
  await provisioner.settled({ timeoutMs: 60_000 });
  return scene;
}

async function moveAll({ directory, provisioner }: Scene): Promise<void> {
  await directory.members('Finance', { add: staff });
  await directory.members('Sales', { remove: staff });
  await provisioner.settled({ timeoutMs: 60_000 });
}

function writes(requests: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const request of requests) {
    if (!request.startsWith('GET')) counts[request] = (counts[request] ?? 0) + 1;
  }
  return counts;
}

describe('a move of many', () => {
  it('is one write per group, and leaves strangers among the members alone', async () => {
    const scene = await createCompany();
    const { emulator, byHand, roles, directory } = scene;
    const roleIds = emulator.roles().flatMap(({ id, name }) => (name === 'Public' ? [id] : []));
    const groupIds = emulator.groups().map(({ id }) => id);
    const stranger = { username: 'stranger', firstName: 'S', lastName: 'S', email: 's@example.com', password: 'x' };
    await byHand.users.create({ ...stranger, active: true, roleIds, groupIds });
    const sent = writes(await scene.requestsOf(() => moveAll(scene)));
    expect(sent['PUT groups/N']).toBeLessThanOrEqual(4);
    // Those whose turn came before it was noticed that they are many.
    expect(sent['PUT users/N'] ?? 0).toBeLessThan(100);
    for (const name of staff) expect([name, ...roles(name)]).toEqual([name, 'Finance Reader']);
    const theirs = emulator.users().find(({ username }) => username === 'stranger')?.groups;
    expect(theirs?.toSorted()).toEqual(['scim: Finance', 'scim: Sales']);
    const events = await directory.store.audit.read({ after: 0, limit: 10_000 });
    const moved = events.filter(({ type, data }) => type === 'access.applied' && data.operation === 'updated');
    const taken = moved.filter(({ data }) => JSON.stringify(data).includes('"taken":["Sales"]'));
    expect(new Set(taken.map(({ subject }) => subject.id)).size).toBe(staff.length);
  });

  it('is not taken for one when everybody is only to be looked at', async () => {
    const scene = await createCompany();
    const { byHand, directory, provisioner, account } = scene;
    await byHand.users.update(accountId(scene, 'm1'), { active: false });
    await provisioner.resync();
    await directory.members('Finance', { add: ['m2'] });
    await provisioner.settled({ timeoutMs: 60_000 });
    expect(account('m1')).toMatchObject({ active: true });
  });

  it('is made up for user by user when a group does not come to hold what was written', async () => {
    const scene = await createCompany();
    const { emulator, roles } = scene;
    // Superset loses members when somebody writes their accounts at the same time, and answers 200.
    const answer = { status: 200, body: { result: {} } };
    emulator.fault({ method: 'PUT', path: /groups/, answer, times: Number.POSITIVE_INFINITY });
    const sent = writes(await scene.requestsOf(() => moveAll(scene)));
    // They were not yet in the group that they join, and so none was taken out of the other.
    expect(sent['PUT groups/N']).toBe(1);
    for (const name of staff) expect([name, ...roles(name)]).toEqual([name, 'Finance Reader']);
  });

  it('is made up for user by user when a group cannot be read', async () => {
    const scene = await createCompany();
    const { emulator, roles } = scene;
    const answer = { status: 403, body: { message: 'Forbidden' } };
    emulator.fault({ method: 'GET', path: /groups\/\d/, answer, times: Number.POSITIVE_INFINITY });
    const sent = writes(await scene.requestsOf(() => moveAll(scene)));
    expect(sent['PUT groups/N'] ?? 0).toBe(0);
    for (const name of staff) expect([name, ...roles(name)]).toEqual([name, 'Finance Reader']);
  });

  it('leaves nobody in a group that it had got to when the process ended', async () => {
    const scene = await createCompany({ more: [{ name: 'HR', roles: ['Public'], group: 'HR' }] });
    const { emulator, directory, provisioner, roles } = scene;
    await directory.group('HR');
    const sales = emulator.groups().find(({ name }) => name === 'scim: Sales')?.id;
    const isInFinance = (name: string) => roles(name).includes('Finance Reader');
    const hang = { method: 'PUT', path: new RegExp(`groups/${sales}$`), answer: 'silence', times: 9 } as const;
    const takeBack = emulator.fault(hang);
    await directory.members('Finance', { add: staff });
    await directory.members('Sales', { remove: staff });
    await expect.poll(() => staff.every(isInFinance), { timeout: 60_000 }).toBe(true);
    await provisioner.stop();
    takeBack();
    // It was a mistake.
    await directory.members('HR', { add: staff });
    await directory.members('Finance', { remove: staff });
    // So slow one by one that they are moved together.
    emulator.fault({ method: 'PUT', path: /users/, latencyMs: 300, times: 48 });
    const next = scene.another();
    next.start();
    await next.settled({ timeoutMs: 60_000 });
    for (const name of staff) expect([name, ...roles(name)]).toEqual([name, 'Public']);
  });

  it('goes by what is in the account now, and not by what was when the users were found', async () => {
    const scene = await createCompany({ more: [{ name: 'HR', roles: ['Public'], group: 'HR' }] });
    const { emulator, directory, provisioner, roles } = scene;
    await directory.group('HR');
    // One by one they are under way to Finance when all of them are to go to HR instead.
    emulator.fault({ method: 'PUT', path: /users/, latencyMs: 1_000, times: 5 });
    await directory.members('Finance', { add: staff.slice(0, 5) });
    await expect.poll(() => emulator.requests.filter(({ status }) => status === undefined).length).toBe(5);
    await directory.members('HR', { add: staff });
    await directory.members('Finance', { remove: staff });
    await provisioner.settled({ timeoutMs: 60_000 });
    for (const name of staff) {
      expect([name, ...roles(name).toSorted()]).toEqual([name, 'Gamma', 'Public', 'Sales Reader']);
    }
  });

  it('does not lose sight of a write that it gave up when it was stopped', async () => {
    const scene = await createCompany();
    const { emulator, directory, provisioner, roles } = scene;
    const sales = emulator.groups().find(({ name }) => name === 'scim: Sales')?.id;
    const path = new RegExp(`groups/${sales}$`);
    emulator.fault({ method: 'PUT', path, latencyMs: 3_000 });
    await directory.members('Finance', { add: staff });
    await directory.members('Sales', { remove: staff });
    const isBeingWritten = () =>
      emulator.requests.some((sent) => sent.method === 'PUT' && path.test(sent.path) && !sent.status);
    await expect.poll(isBeingWritten, { timeout: 60_000 }).toBe(true);
    await provisioner.stop();
    // They are taken back before Superset gets to what it was sent.
    await directory.members('Sales', { add: staff });
    const next = scene.another({ timing: { lateMs: 1_000 } });
    next.start();
    await next.settled({ timeoutMs: 60_000 });
    const areBack = () => staff.every((name) => roles(name).includes('Sales Reader'));
    await expect.poll(() => isBeingWritten(), { timeout: 10_000 }).toBe(false);
    await expect.poll(areBack, { timeout: 60_000 }).toBe(true);
  });

  it('has two halves change places without anybody being without a group', async () => {
    const scene = await createCompany();
    const { emulator, directory, provisioner, roles } = scene;
    const [stay, go] = [staff.slice(0, 260), staff.slice(260)];
    await directory.members('Finance', { add: stay });
    await directory.members('Sales', { remove: stay });
    await provisioner.settled({ timeoutMs: 60_000 });
    const before = emulator.requests.length;
    await directory.members('Finance', { add: go, remove: stay });
    await directory.members('Sales', { add: stay, remove: go });
    await provisioner.settled({ timeoutMs: 60_000 });
    for (const name of go) expect([name, ...roles(name)]).toEqual([name, 'Finance Reader']);
    for (const name of stay) expect([name, ...roles(name).toSorted()]).toEqual([name, 'Gamma', 'Sales Reader']);
    const lists = emulator.requests.slice(before).filter(({ method, path }) => method === 'PUT' && /groups/.test(path));
    const sizes = lists.map(({ body }) => (body as { users: readonly number[] }).users.length);
    expect(sizes.slice(0, 2)).toEqual([staff.length, staff.length]);
  });

  it('takes those along who change in more than their groups, one by one', async () => {
    const scene = await createCompany();
    const { directory, provisioner, account, roles } = scene;
    await provisioner.stop();
    await directory.members('Finance', { add: staff });
    await directory.user('m7', { name: { givenName: 'Grace', familyName: 'Hopper' } });
    await directory.user('m8', { active: false });
    provisioner.start();
    await provisioner.settled({ timeoutMs: 60_000 });
    expect(account('m7')).toMatchObject({ firstName: 'Grace', lastName: 'Hopper' });
    expect(account('m8')).toMatchObject({ active: false, effectiveRoles: ['SCIM Base'] });
    expect(roles('m7').toSorted()).toEqual(['Finance Reader', 'Gamma', 'Sales Reader']);
    expect(roles('m519').toSorted()).toEqual(['Finance Reader', 'Gamma', 'Sales Reader']);
  });

  it('is made at the next look when all of them have changed once more since they were found', async () => {
    let onLast = () => {};
    const when: Extract<RoleMappingInput['grants'][number], { when: unknown }>['when'] = ({ userName }) => {
      if (userName === staff.toSorted().at(-1)) onLast();
      return false;
    };
    const scene = await createCompany({ more: [{ name: 'Odd', roles: ['Public'], when }] });
    const { directory, provisioner, roles } = scene;
    const changed = Promise.withResolvers<void>();
    const sent = await scene.requestsOf(async () => {
      onLast = () => {
        onLast = () => {};
        changed.resolve(directory.members('Sales', { remove: staff }));
      };
      await directory.members('Finance', { add: staff });
      await changed.promise;
      await provisioner.settled({ timeoutMs: 60_000 });
    });
    expect(writes(sent)['PUT users/N'] ?? 0).toBeLessThan(100);
    for (const name of staff) expect([name, ...roles(name)]).toEqual([name, 'Finance Reader']);
  });

  it('goes on although a rule fails for somebody among them', async () => {
    let fails = false;
    const when: Extract<RoleMappingInput['grants'][number], { when: unknown }>['when'] = ({ userName }) => {
      if (fails && userName === 'm3') throw new Error('No such attribute');
      return false;
    };
    const scene = await createCompany({ more: [{ name: 'Odd', roles: ['Public'], when }] });
    const { directory, provisioner, roles } = scene;
    fails = true;
    await directory.members('Finance', { add: staff });
    const lag = async () => (await provisioner.status())[0]?.lag;
    await expect.poll(lag, { timeout: 60_000 }).toMatchObject({ pending: 1, failing: 1 });
    expect(roles('m4').toSorted()).toEqual(['Finance Reader', 'Gamma', 'Sales Reader']);
  });

  it('is none when they lose something that counts', async () => {
    const scene = await createCompany({ breaker: {} });
    const { directory, provisioner, roles } = scene;
    const sent = await scene.requestsOf(async () => {
      await directory.members('Sales', { remove: staff });
      await provisioner.settled({ timeoutMs: 60_000 });
    });
    expect(writes(sent)).toEqual({});
    expect(await provisioner.staged()).toHaveLength(staff.length);
    for (const name of staff) expect([name, ...roles(name).toSorted()]).toEqual([name, 'Gamma', 'Sales Reader']);
  });
});
