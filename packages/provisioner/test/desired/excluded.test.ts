import { describe, expect, it } from 'vitest';
import { desiredAccount } from '../../src/desired/desired-account.ts';
import { defineRoleMapping, hasDrift, type RoleMappingInput } from '../../src/index.ts';
import { createScimClient, patchBody, userBody } from '../support/client.ts';
import { createScene, type Scene } from '../support/scene.ts';

const grants: RoleMappingInput['grants'] = [
  { name: 'Sales', roles: ['Gamma'], group: 'Sales' },
  { name: 'Finance', roles: ['Gamma'], filter: 'title eq "Finance"' },
];
const sales = { id: '7', displayName: 'Sales' };

describe('who has an account', () => {
  const wanted = (input: Partial<RoleMappingInput>, user = {}, groups = [sales]) => {
    const {
      active,
      excluded,
      grants: found,
    } = desiredAccount({ userName: 'ada', ...user }, groups, defineRoleMapping({ grants, ...input }));
    return { active, excluded, grants: found.map(({ name }) => name) };
  };

  it('is everybody, unless the mapping wants a grant', () => {
    expect(wanted({}, {}, [])).toEqual({ active: true, excluded: undefined, grants: [] });
    expect(wanted({ accountsFor: 'granted' }, {}, [])).toEqual({ active: false, excluded: 'no-grant', grants: [] });
    expect(wanted({ accountsFor: 'granted' })).toEqual({ active: true, excluded: undefined, grants: ['Sales'] });
  });

  it.each<[string, NonNullable<RoleMappingInput['scope']>]>([
    ['a group', { group: 'testers' }],
    ['a filter', { filter: 'userType eq "Tester"' }],
    ['code', { when: (_user, groups) => groups.some(({ displayName }) => displayName === 'Testers') }],
  ])('is who is in the scope by %s, whatever the grants', (_what, scope) => {
    expect(wanted({ scope })).toEqual({ active: false, excluded: 'scope', grants: [] });
    const tester = wanted({ scope }, { userType: 'Tester' }, [sales, { id: '8', displayName: 'Testers' }]);
    expect(tester).toEqual({ active: true, excluded: undefined, grants: ['Sales'] });
  });

  it('never is somebody inactive, and that is no exclusion', () => {
    expect(wanted({ scope: { group: 'x' } }, { active: false })).toMatchObject({ active: false, excluded: undefined });
  });
});

const scoped = (input: Partial<RoleMappingInput> = {}) =>
  createScene({ mapping: { grants, scope: { group: 'Testers' }, ...input } });

async function join(scene: Scene, group: string, ...add: string[]): Promise<void> {
  await scene.directory.group(group);
  await scene.directory.members(group, { add });
  await scene.provisioner.settled();
}

describe.each(['6.1', '5.0'] as const)('on Superset %s, an excluded user', (version) => {
  it('has no account until there is a grant, loses it with the last one, and gets it back', async () => {
    const scene = await createScene({ version, mapping: { grants, accountsFor: 'granted' } });
    const { directory, provisioner, account, roles } = scene;
    await directory.user('ada');
    await provisioner.settled();
    expect(account('ada')).toBeUndefined();
    expect((await provisioner.explain('ada')).targets).toMatchObject([{ excluded: 'no-grant', differences: [] }]);
    await join(scene, 'Sales', 'ada');
    expect(roles('ada')).toEqual(['Gamma']);
    const { id } = account('ada') ?? {};
    await directory.members('Sales', { remove: ['ada'] });
    await provisioner.settled();
    expect(account('ada')).toMatchObject({ id, active: false, effectiveRoles: ['SCIM Base'] });
    expect(hasDrift(await provisioner.plan())).toBe(false);
    await join(scene, 'Sales', 'ada');
    expect(account('ada')).toMatchObject({ id, active: true });
  });
});

describe('an excluded user', () => {
  it('does not have the account of somebody of that name touched, though adoption would', async () => {
    const scene = await scoped();
    const { byHand, directory, provisioner, account, roles } = scene;
    const hand = { firstName: 'H', lastName: 'H', active: true, password: 'x', roleIds: [1] };
    await byHand.users.create({ ...hand, username: 'ada', email: 'ada@example.com' });
    await directory.user('ada', { title: 'Finance' });
    await provisioner.settled();
    expect(account('ada')).toMatchObject({ firstName: 'H', active: true });
    const { items = [] } = (await provisioner.plan()).targets[0] ?? {};
    expect(items.filter(({ kind }) => kind.includes('account')).map(({ text }) => text)).toEqual([
      expect.stringMatching(/"ada" was not provisioned/),
    ]);
    expect(items.some(({ user }) => user !== undefined)).toBe(false);
    await join(scene, 'Testers', 'ada');
    expect(account('ada')?.firstName).toBe('Given');
    expect(roles('ada')).toEqual(['Gamma']);
  });

  it('is looked at again when a mapping includes or excludes more people', async () => {
    const { directory, provisioner, another, account } = await scoped();
    await directory.user('ada');
    await provisioner.settled();
    await provisioner.stop();
    const everybody = another({ mapping: defineRoleMapping({ grants }) });
    everybody.start();
    await expect.poll(() => account('ada')?.active, { timeout: 15_000 }).toBe(true);
    await everybody.stop();
    const nobody = another({ mapping: defineRoleMapping({ grants, scope: { filter: 'userName eq "x"' } }) });
    const { items } = (await nobody.plan()).targets[0] ?? {};
    expect(items).toMatchObject([
      { kind: 'deactivate', reason: 'excluded', text: expect.stringMatching(/no account/) },
    ]);
    nobody.start();
    await expect.poll(() => account('ada')?.active, { timeout: 15_000 }).toBe(false);
  });

  it('whose account was just being created does not keep it', async () => {
    const scene = await scoped();
    const { directory, provisioner, account, emulator } = scene;
    await directory.user('ada');
    await provisioner.settled();
    const creation = { method: 'POST', path: /security\/users\/$/ } as const;
    emulator.fault({ ...creation, latencyMs: 200, applied: true, answer: 'reset' });
    await directory.group('Testers');
    await directory.members('Testers', { add: ['ada'] });
    const begun = () => emulator.requests.some(({ method, path }) => method === 'POST' && creation.path.test(path));
    await expect.poll(begun, { timeout: 15_000 }).toBe(true);
    const times = Number.POSITIVE_INFINITY;
    const repair = emulator.fault({ ...creation, method: 'GET', answer: { status: 500 }, times });
    const failures = async () => (await directory.store.reconciliation.link('prod', 'ada'))?.failure?.attempts ?? 0;
    await expect.poll(failures, { timeout: 15_000 }).toBeGreaterThan(0);
    expect(account('ada')?.active).toBe(true);
    await directory.members('Testers', { remove: ['ada'] });
    // The attempt that was under way may not have seen that yet; the one after the next has.
    const before = await failures();
    await expect.poll(failures, { timeout: 15_000 }).toBeGreaterThan(before + 1);
    repair();
    await provisioner.settled();
    expect(account('ada')?.active).toBe(false);
  });

  it('is not refused because of an account in the way, until a change brings the user into the scope', async () => {
    const { byHand, provisioner } = await scoped({ scope: { filter: 'userType eq "Tester"' } });
    const hand = { firstName: 'H', lastName: 'H', active: true, password: 'x', roleIds: [1] };
    await byHand.users.create({ ...hand, username: 'ada', email: 'other@example.com' });
    const send = createScimClient(provisioner);
    const { status, body } = await send('POST', '/Users', userBody('ada'));
    expect(status).toBe(201);
    const answer = await send('PATCH', `/Users/${body.id}`, patchBody({ op: 'add', value: { userType: 'Tester' } }));
    expect(answer).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/^userName: .*not provisioned/) },
    });
  });
});
