import { createSupersetClient } from '@scim-superset/superset-client';
import { createSupersetEmulator, type SupersetEmulator } from '@scim-superset/superset-client/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { defineRoleMapping, type MappingOverrides, ProvisionerError, type Target } from '../../src/index.ts';
import { overrideMapping } from '../../src/mapping/override-mapping.ts';
import { createScimClient, userBody } from '../support/client.ts';
import { createScene } from '../support/scene.ts';

const mapping = defineRoleMapping({
  grants: [
    { name: 'Admins', roles: ['Admin'], group: 'Superset Admins' },
    { name: 'Sales', roles: ['Gamma'], group: 'Sales' },
  ],
  protectedAccounts: ['break-glass'],
});

describe('the mapping of a target', () => {
  it.each<[string, MappingOverrides, readonly (readonly [string, readonly string[], string])[]]>([
    [
      'gives other roles to the same people',
      { grants: { Sales: { roles: ['Alpha'] } } },
      [
        ['Admins', ['Admin'], 'Superset Admins'],
        ['Sales', ['Alpha'], 'Sales'],
      ],
    ],
    ['lacks a grant', { grants: { Admins: false } }, [['Sales', ['Gamma'], 'Sales']]],
    [
      'has another grant of the same name, and one more',
      { grants: { Sales: { roles: ['Alpha'], group: 'Testers' }, More: { roles: ['Gamma'], group: 'More' } } },
      [
        ['Admins', ['Admin'], 'Superset Admins'],
        ['Sales', ['Alpha'], 'Testers'],
        ['More', ['Gamma'], 'More'],
      ],
    ],
  ])('%s', (_what, overrides, expected) => {
    const { grants } = overrideMapping(mapping, 'staging', overrides);
    const found = grants.map(({ name, roles, rule }) => [name, roles, rule.kind === 'group' ? rule.value : '']);
    expect(found).toEqual(expected);
  });

  it('protects more accounts, never fewer, and has its own adoption policy', () => {
    const its = overrideMapping(mapping, 'staging', { protectedAccounts: ['Tester'], adoption: 'refuse' });
    expect([...its.protectedAccounts].sort()).toEqual(['break-glass', 'tester']);
    expect(its.adoption).toBe('refuse');
  });

  it('has a fingerprint of its own when anything differs, and the same when nothing does', () => {
    const fingerprint = (overrides: MappingOverrides) => overrideMapping(mapping, 'staging', overrides).fingerprint;
    expect(fingerprint({})).toBe(mapping.fingerprint);
    expect(fingerprint({ grants: { Sales: { roles: ['Gamma'] } } })).toBe(mapping.fingerprint);
    expect(fingerprint({ grants: { Sales: { roles: ['Alpha'] } } })).not.toBe(mapping.fingerprint);
    expect(fingerprint({ adoption: 'report' })).not.toBe(mapping.fingerprint);
  });

  it.each<[string, MappingOverrides, RegExp]>([
    ['a misspelt grant', { grants: { Salse: { roles: ['Gamma'] } } }, /"staging".*no grant "Salse".*"Admins", "Sales"/],
    ['taking out what is not there', { grants: { sales: false } }, /no grant "sales"/],
    ['a grant without roles', { grants: { Sales: { roles: [] } } }, /"staging".*"Sales" gives no role/],
    [
      'a new grant of the same name in other letters',
      { grants: { SALES: { roles: ['Alpha'], group: 'x' } } },
      /Two grants are named/,
    ],
  ])('is refused for %s', (_what, overrides, message) => {
    const make = () => overrideMapping(mapping, 'staging', overrides);
    expect(make).toThrow(message);
    expect(make).toThrow(ProvisionerError);
  });
});

interface Second {
  readonly staging: SupersetEmulator;
  readonly targets: readonly Target[];
}

/** Two Supersets, the second with overrides. */
async function twoTargets(overrides: MappingOverrides): Promise<Second> {
  const [prod, staging] = await Promise.all([createSupersetEmulator(), createSupersetEmulator()]);
  const targets = [prod, staging].map((emulator, index): Target => {
    const superset = createSupersetClient({ ...emulator, retries: 1, timeoutMs: 1_000 });
    onTestFinished(async () => {
      await superset.close();
      await emulator.stop();
    });
    return { name: index === 0 ? 'prod' : 'staging', superset, ...(index === 1 && { overrides }) };
  });
  return { staging, targets };
}

const rolesOf = (emulator: SupersetEmulator, name: string) =>
  emulator.users().find(({ username }) => username === name)?.effectiveRoles;

describe('two targets of one provisioner', () => {
  it('get what their own mappings give, in apply, plan and explain', async () => {
    const { staging, targets } = await twoTargets({
      grants: { Sales: { roles: ['Alpha'] }, Admins: false },
    });
    const { directory, another } = await createScene({ start: false });
    const provisioner = another({ mapping, targets });
    provisioner.start();
    await directory.user('ada');
    await directory.members('Sales', { add: ['ada'] });
    await directory.members('Superset Admins', { add: ['ada'] });
    await provisioner.settled();
    expect(rolesOf(staging, 'ada')?.toSorted()).toEqual(['Alpha', 'SCIM Base']);
    expect(staging.groups().map(({ name }) => name)).toEqual(['scim: Sales']);

    const { targets: explained } = await provisioner.explain('ada');
    expect(explained.map(({ grants }) => grants.map(({ name }) => name))).toEqual([['Admins', 'Sales'], ['Sales']]);
    expect(explained.map(({ roles }) => roles.map(({ role }) => role))).toEqual([
      ['Admin', 'Gamma', 'SCIM Base'],
      ['Alpha', 'SCIM Base'],
    ]);

    const plan = await provisioner.plan();
    expect(plan.targets.map(({ items }) => items)).toEqual([[], []]);
    expect(new Set(plan.targets.map(({ mapping: fingerprint }) => fingerprint)).size).toBe(2);
    const without = another({ mapping, targets: targets.map(({ name, superset }) => ({ name, superset })) });
    await expect(without.apply(plan)).rejects.toMatchObject({
      code: 'stale-plan',
      message: expect.stringMatching(/"staging"/),
    });
    const { targets: found } = await without.plan();
    expect(found.map(({ items }) => items.map(({ kind }) => kind).sort())).toEqual([
      [],
      ['grant-group-missing', 'grant-group-roles', 'missing-grant'],
    ]);
  });

  it('are both looked at when the directory is checked and attributes are stored', async () => {
    const { targets } = await twoTargets({ grants: { Titled: { roles: ['Gama'], filter: 'title pr' } } });
    const { another, directory } = await createScene({ start: false });
    const provisioner = another({ mapping, targets });
    const send = createScimClient(provisioner);
    const { body } = await send('POST', '/Users', userBody('ada', { title: 'T', nickName: 'n' }));
    const { attributes } = (await directory.store.read('User', body.id)) ?? {};
    expect(attributes).toMatchObject({ title: 'T' });
    expect(attributes).not.toHaveProperty('nickName');
    expect(await provisioner.check()).toContainEqual({
      severity: 'error',
      target: 'staging',
      grant: 'Titled',
      message: expect.stringMatching(/"Gama".*staging/),
    });
  });

  it('protect their own accounts before the commit', async () => {
    const { targets } = await twoTargets({ protectedAccounts: ['tester'] });
    const { another } = await createScene({ start: false });
    const answer = await createScimClient(another({ mapping, targets }))('POST', '/Users', userBody('Tester'));
    expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringMatching(/Superset staging/) } });
  });
});
