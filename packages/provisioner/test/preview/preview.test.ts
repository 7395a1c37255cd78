import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defineRoleMapping, hasChanges, type RoleMappingInput, type UserPreview } from '../../src/index.ts';
import { createDirectory } from '../support/directory.ts';
import { createScene } from '../support/scene.ts';

const grants: RoleMappingInput['grants'] = [
  { name: 'Admins', roles: ['Admin'], group: 'Superset Admins' },
  { name: 'Sales', roles: ['Gamma', 'Sales Reader'], group: 'Sales' },
  { name: 'Finance', roles: ['Gamma', 'Finance Reader'], filter: 'title eq "Finance"' },
];

/** Ada sells, Bob sells and counts, Cy counts, Dee has nothing, Eve has left. */
async function company() {
  const scene = await createScene({ start: false, mapping: { grants } });
  const { directory } = scene;
  await directory.user('ada');
  await directory.user('bob', { title: 'Finance' });
  await directory.user('cy', { title: 'Finance' });
  await directory.user('dee');
  await directory.user('eve', { active: false, title: 'Finance' });
  await directory.members('Sales', { add: ['ada', 'bob', 'eve'] });
  return scene;
}
const mapping = (input: Partial<RoleMappingInput>) => defineRoleMapping({ grants, ...input });

describe('a preview', () => {
  it('of the same mapping, in other words, has no changes', async () => {
    const { provisioner } = await company();
    const preview = await provisioner.preview(mapping({ grants: grants.toReversed() }));
    expect(preview).toMatchObject({ users: 5, notStored: [], targets: [{ target: 'prod', changed: 0, examples: [] }] });
    expect(hasChanges(preview)).toBe(false);
  });

  it('counts a role that comes through another grant too as no change', async () => {
    const { provisioner } = await company();
    const [admins, , finance] = grants as [
      RoleMappingInput['grants'][number],
      unknown,
      RoleMappingInput['grants'][number],
    ];
    const preview = await provisioner.preview(mapping({ grants: [admins, finance] }));
    expect(hasChanges(preview)).toBe(true);
    expect(preview.targets[0]).toMatchObject({
      changed: 2,
      losingAll: 1,
      accounts: { given: 0, taken: 0 },
      roles: [
        { role: 'Gamma', given: 0, taken: 1 },
        { role: 'Sales Reader', given: 0, taken: 2 },
      ],
      grants: [
        { grant: 'Admins', change: 'same', before: 0, after: 0 },
        { grant: 'Finance', change: 'same', before: 2, after: 2 },
        { grant: 'Sales', change: 'removed', before: 2, after: 0 },
      ],
      examples: [
        { user: { userName: 'ada' }, account: 'kept', losesAll: true, roles: { taken: ['Gamma', 'Sales Reader'] } },
        { user: { userName: 'bob' }, account: 'kept', losesAll: false, roles: { taken: ['Sales Reader'] } },
      ],
    });
  });

  it('shows accounts that would come and go', async () => {
    const { provisioner, another } = await company();
    const granted = mapping({ accountsFor: 'granted' });
    const { targets } = await provisioner.preview(granted);
    expect(targets[0]).toMatchObject({
      accounts: { given: 0, taken: 1 },
      losingAll: 0,
      settings: [{ setting: 'accountsFor', before: 'everybody', after: 'granted' }],
      examples: [{ user: { userName: 'dee' }, account: 'taken', losesAll: false }],
    });
    const back = await another({ mapping: granted }).preview(mapping({}));
    expect(back.targets[0]).toMatchObject({ accounts: { given: 1, taken: 0 }, losingAll: 0 });
  });

  it('holds the candidate against each target with its overrides, those of today or others', async () => {
    const { another, byHand } = await company();
    const staging = { name: 'staging', superset: byHand, overrides: { grants: { Sales: { roles: ['Alpha'] } } } };
    const provisioner = another({ targets: [{ name: 'prod', superset: byHand }, staging] });
    const same = await provisioner.preview(mapping({}));
    expect(same.targets.map(({ target, changed }) => [target, changed])).toEqual([
      ['prod', 0],
      ['staging', 0],
    ]);
    const { targets } = await provisioner.preview(mapping({}), { targets: [{ name: 'staging' }] });
    expect(targets.map(({ target, changed, grants: found }) => [target, changed, found[1]?.change])).toEqual([
      ['staging', 2, 'changed'],
    ]);
    await expect(provisioner.preview(mapping({}), { targets: [{ name: 'test' }] })).rejects.toMatchObject({
      code: 'unknown-target',
    });
  });

  it('keeps a few examples, the worst first, and tells of everybody who asks', async () => {
    const { provisioner, directory } = await company();
    for (let n = 0; n < 30; n += 1) await directory.user(`u${n}`);
    const told: UserPreview[] = [];
    const candidate = mapping({
      grants: [
        { name: 'All', roles: ['Gamma'], filter: 'userName pr' },
        { name: 'Finance', roles: ['Finance Reader'], filter: 'userName eq "cy"' },
      ],
    });
    const { targets } = await provisioner.preview(candidate, { examples: 3, onUser: (user) => told.push(user) });
    expect(targets[0]?.changed).toBe(33);
    expect(told).toHaveLength(33);
    expect(targets[0]?.examples.map(({ user }) => user.userName)).toEqual(['ada', 'bob', 'dee']);
  });

  it('says what the candidate looks at and nobody could have stored', async () => {
    const { provisioner, another } = await company();
    const candidate = mapping({ scope: { filter: 'nickName pr and title pr' } });
    expect((await provisioner.preview(candidate)).notStored).toEqual(['nickName']);
    expect((await another({ storedAttributes: 'all' }).preview(candidate)).notStored).toEqual([]);
    const code = mapping({ grants: [{ name: 'A', roles: ['Gamma'], when: () => false }] });
    expect((await provisioner.preview(code)).notStored).toBe('any');
  });

  it('counts users for whom code fails, and takes nothing from them', async () => {
    const { provisioner } = await company();
    const fails = () => {
      throw new Error('oh');
    };
    const { targets } = await provisioner.preview(mapping({ grants: [{ name: 'A', roles: ['Gamma'], when: fails }] }));
    expect(targets[0]).toMatchObject({ changed: 0, failing: { before: 0, after: 4 } });
  });
});

const anyGrant = fc.record({
  roles: fc.uniqueArray(fc.constantFrom('A', 'B', 'C'), { minLength: 1 }),
  rule: fc.constantFrom({ group: 'G' }, { group: 'H' }, { filter: 'title eq "T"' }),
});
const anyMapping = fc.record({
  grants: fc.uniqueArray(fc.record({ name: fc.constantFrom('g1', 'g2', 'g3'), grant: anyGrant }), {
    selector: ({ name }) => name,
  }),
  accountsFor: fc.constantFrom('everybody', 'granted') as fc.Arbitrary<'everybody' | 'granted'>,
});
const anyUser = fc.record({ active: fc.boolean(), title: fc.constantFrom('T', 'U'), g: fc.boolean(), h: fc.boolean() });
type AnyUser = typeof anyUser extends fc.Arbitrary<infer T> ? T : never;
type AnyMapping = typeof anyMapping extends fc.Arbitrary<infer T> ? T : never;

/** What a user has, worked out in the test's own way; undefined without an account. */
function access({ active, title, g, h }: AnyUser, { grants: given, accountsFor }: AnyMapping): Set<string> | undefined {
  const rules = { group: { G: g, H: h }, title: title === 'T' };
  const theirs = given.filter(({ grant: { rule } }) => {
    return 'filter' in rule ? rules.title : rules.group[rule.group as 'G' | 'H'];
  });
  if (!active || (theirs.length === 0 && accountsFor === 'granted')) return undefined;
  return new Set(theirs.flatMap(({ grant }) => grant.roles));
}

it('a preview adds up to what happens to each user', async () => {
  const { another, byHand } = await createScene({ start: false });
  const define = ({ grants: given, accountsFor }: AnyMapping) =>
    defineRoleMapping({
      accountsFor,
      grants: given.map(({ name, grant: { roles, rule } }) => ({ name, roles, ...rule })),
    });
  await fc.assert(
    fc.asyncProperty(fc.array(anyUser, { maxLength: 6 }), anyMapping, anyMapping, async (users, before, after) => {
      const directory = createDirectory();
      for (const group of ['G', 'H']) await directory.group(group);
      for (const [index, { active, title, g, h }] of users.entries()) {
        await directory.user(`u${index}`, { active, title });
        if (g) await directory.members('G', { add: [`u${index}`] });
        if (h) await directory.members('H', { add: [`u${index}`] });
      }
      const provisioner = another({
        store: directory.store,
        mapping: define(before),
        targets: [{ name: 'prod', superset: byHand }],
      });
      const { targets } = await provisioner.preview(define(after));
      const expected = { changed: 0, losingAll: 0, given: 0, taken: 0, roles: new Map<string, number[]>() };
      for (const user of users) {
        const [had, has] = [access(user, before), access(user, after)];
        const gained = [...(has ?? [])].filter((role) => !had?.has(role));
        const lost = [...(had ?? [])].filter((role) => !has?.has(role));
        if ((had === undefined) !== (has === undefined) || gained.length + lost.length > 0) expected.changed += 1;
        if (had === undefined && has !== undefined) expected.given += 1;
        if (had !== undefined && has === undefined) expected.taken += 1;
        if (had !== undefined && had.size > 0 && (has === undefined || has.size === 0)) expected.losingAll += 1;
        for (const [index, role] of [...gained.map((r) => [0, r] as const), ...lost.map((r) => [1, r] as const)]) {
          const counts = expected.roles.get(role) ?? [0, 0];
          counts[index] = (counts[index] ?? 0) + 1;
          expected.roles.set(role, counts);
        }
      }
      expect(targets[0]).toMatchObject({
        changed: expected.changed,
        losingAll: expected.losingAll,
        accounts: { given: expected.given, taken: expected.taken },
        roles: [...expected.roles].sort().map(([role, [given, taken]]) => ({ role, given, taken })),
      });
    }),
    { numRuns: 200 },
  );
});
