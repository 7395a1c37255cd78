import type { EmulatedUser } from '@scim-superset/superset-client/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DriftItem, Provisioner, TargetDrift } from '../../src/index.ts';
import { accountId, handMade, idOf, send } from '../support/by-hand.ts';
import { createScene, type Scene } from '../support/scene.ts';

const users = ['ada', 'bob', 'leaver'] as const;
const hands = ['hand', 'other'] as const;
const grantGroups = ['scim: Admins', 'scim: Sales', 'scim: Finance'] as const;

/** Something that somebody does by hand, with what fast-check shows of it. */
interface Edit {
  readonly what: string;
  readonly run: (scene: Scene) => Promise<unknown>;
}

const anyUser = fc.constantFrom(...users);
const anyHand = fc.constantFrom(...hands);
const anyGroup = fc.constantFrom(...grantGroups);
const anyRole = fc.constantFrom('Admin', 'Alpha', 'Sales Reader', 'SCIM Base');

function edit<T>(
  what: string,
  values: fc.Arbitrary<T>,
  run: (scene: Scene, value: T) => Promise<unknown>,
): fc.Arbitrary<Edit> {
  return values.map((value) => ({ what: `${what} ${JSON.stringify(value)}`, run: (scene) => run(scene, value) }));
}

/** Changes an account, if it is there. */
async function change(scene: Scene, username: string, next: (account: EmulatedUser) => object): Promise<void> {
  const account = scene.account(username);
  if (account !== undefined) await scene.byHand.users.update(account.id, next(account));
}

const roleIds = (scene: Scene, names: Iterable<string>) =>
  [...new Set(names)].map((name) => idOf(scene, 'roles', name));
const exists = (scene: Scene, group: string) => scene.emulator.groups().some(({ name }) => name === group);

const everywhere = [
  edit('give', fc.tuple(anyUser, anyRole), (scene, [username, role]) =>
    change(scene, username, ({ roles }) => ({ roleIds: roleIds(scene, [...roles, role]) })),
  ),
  edit('take all roles but', fc.tuple(anyUser, anyRole), (scene, [username, role]) =>
    change(scene, username, () => ({ roleIds: roleIds(scene, [role]) })),
  ),
  edit('switch', fc.tuple(anyUser, fc.boolean()), (scene, [username, active]) =>
    change(scene, username, () => ({ active })),
  ),
  edit('name', fc.tuple(anyUser, fc.constantFrom('Given', 'Hand')), (scene, [username, firstName]) =>
    change(scene, username, () => ({ firstName })),
  ),
  edit('address', fc.tuple(anyUser, fc.boolean()), (scene, [username, own]) =>
    change(scene, username, () => ({ email: `${username}@${own ? '' : 'hand.'}example.com` })),
  ),
  edit('delete', anyUser, async (scene, username) => {
    if (scene.account(username)) await send(scene.emulator, 'DELETE', `/security/users/${accountId(scene, username)}`);
  }),
  edit('make', fc.tuple(anyHand, fc.boolean()), async (scene, [username, active]) => {
    if (scene.account(username)) return change(scene, username, () => ({ active }));
    return scene.byHand.users.create({ ...handMade(username, roleIds(scene, ['Gamma'])), active });
  }),
];

const since6 = [
  edit('members', fc.tuple(anyGroup, fc.subarray([...users, ...hands])), async (scene, [group, members]) => {
    if (!exists(scene, group)) return;
    const userIds = members.flatMap((username) => scene.account(username)?.id ?? []);
    await scene.byHand.groups.update(idOf(scene, 'groups', group), { userIds });
  }),
  edit('join', fc.tuple(anyUser, anyGroup), async (scene, [username, group]) => {
    if (!exists(scene, group)) return;
    const groupIds = [idOf(scene, 'groups', group)];
    await change(scene, username, () => ({ groupIds, roleIds: roleIds(scene, ['SCIM Base']) }));
  }),
  edit(
    'group roles',
    fc.tuple(anyGroup, fc.subarray(['Gamma', 'Admin', 'Finance Reader'])),
    async (scene, [group, roles]) => {
      if (exists(scene, group))
        await scene.byHand.groups.update(idOf(scene, 'groups', group), { roleIds: roleIds(scene, roles) });
    },
  ),
  edit('delete group', anyGroup, async (scene, group) => {
    if (exists(scene, group)) await scene.byHand.groups.delete(idOf(scene, 'groups', group));
  }),
  edit(
    'make group',
    fc.tuple(fc.constantFrom('scim: Old', 'Friends'), fc.constantFrom('Admin', 'Alpha')),
    async (scene, [name, role]) => {
      if (!exists(scene, name)) await scene.byHand.groups.create({ name, roleIds: roleIds(scene, [role]) });
    },
  ),
];

/** Who and what deviates, found by comparing Superset with itself as it was before anybody did anything. */
interface Photograph {
  readonly accounts: ReadonlyMap<string, string>;
  readonly groups: ReadonlyMap<string, string>;
}

function photograph({ emulator }: Scene): Photograph {
  const byName = <T extends object>(list: readonly T[], name: (one: T) => string, look: (one: T) => unknown) =>
    new Map(list.map((one): [string, string] => [name(one), JSON.stringify(look(one))]));
  return {
    accounts: byName(
      emulator.users(),
      ({ username }) => username,
      // Nobody sees a leaver's names.
      ({ id, effectiveRoles, ...account }) => (account.username === 'leaver' ? { ...account, firstName: '' } : account),
    ),
    groups: byName(
      emulator.groups(),
      ({ name }) => name,
      ({ name, roles }) => [name, roles],
    ),
  };
}

function suspects(scene: Scene, before: Photograph): string[] {
  const now = photograph(scene);
  const differ = (which: keyof Photograph, name: string) => now[which].get(name) !== before[which].get(name);
  const members = scene.emulator.users().filter(({ groups }) => groups.some((group) => group.startsWith('scim: ')));
  return [
    // Nobody misses the account of a leaver.
    ...users.filter((one) => differ('accounts', one) && (one !== 'leaver' || scene.account(one) !== undefined)),
    ...hands.filter((username) => scene.account(username)?.active || members.some((one) => one.username === username)),
    ...grantGroups.filter((group) => differ('groups', group)),
    ...(exists(scene, 'scim: Old') ? ['scim: Old'] : []),
    // It gives Admin or Alpha.
    ...(exists(scene, 'Friends') ? ['Friends'] : []),
  ].sort();
}

function accused(items: readonly DriftItem[]): string[] {
  const names = items.map((item) => {
    if (item.user !== undefined) return item.user.id;
    if ('account' in item && item.account !== undefined) return item.account.username;
    return 'group' in item ? item.group : item.kind;
  });
  return [...new Set(names)].sort();
}

async function check(provisioner: Provisioner, full: boolean): Promise<TargetDrift> {
  const [drift] = (await provisioner.drift({ full })).targets;
  if (drift === undefined || drift.failure !== undefined) throw new Error(drift?.failure);
  return drift;
}

describe.each([
  ['6.1', [...everywhere, ...since6]],
  ['5.0', everywhere],
] as const)('on Superset %s', (version, edits) => {
  it('whatever somebody does by hand is found, whenever and by whichever check, and put right as far as that is ours', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.oneof(...edits), fc.nat({ max: 3 })), { minLength: 1, maxLength: 10 }),
        async (steps) => {
          let now = Date.now();
          const scene = await createScene({ version, start: false, supersetClock: () => now });
          const { provisioner, directory } = scene;
          for (const user of users) await directory.user(user, { title: 'Finance' });
          await provisioner.apply(await provisioner.plan());
          await directory.user('leaver', { active: false });
          await provisioner.apply(await provisioner.plan());
          const before = photograph(scene);
          expect((await check(provisioner, true)).findings).toEqual([]);

          // Now and then another process checks, and later than an edit that is asked for.
          const checkers = [provisioner, scene.another()];
          for (const [{ run }, look] of steps) {
            await run(scene);
            const checker = checkers[look];
            if (checker === undefined) continue;
            const { findings } = await check(checker, false);
            expect(accused(findings.map(({ item }) => item))).toEqual(suspects(scene, before));
            now += 2 * 3_600_000;
          }
          const quick = await check(provisioner, false);
          const full = await check(provisioner, true);
          expect(quick.check).toBe(version === '6.1' ? 'quick' : 'full');
          expect(accused(full.findings.map(({ item }) => item))).toEqual(suspects(scene, before));
          expect(quick.findings.map(({ id }) => id).sort()).toEqual(full.findings.map(({ id }) => id).sort());
          expect(full.found).toEqual([]);

          const deleted = users.filter((username) => username !== 'leaver' && scene.account(username) === undefined);
          for (let tries = 0; tries < 2; tries += 1) await provisioner.apply(await provisioner.plan());
          const left = await check(provisioner, false);
          expect(left.findings.filter(({ item }) => item.action === 'change')).toEqual([]);
          const foreign = left.findings.map(({ item }) => item.kind).filter((kind) => kind !== 'extra-role');
          for (const kind of foreign) expect(['unmanaged-account', 'foreign-group']).toContain(kind);
          const after = photograph(scene);
          for (const username of users) {
            // Nobody makes an account for a leaver, and roles outside the mapping are reported only, before 6.0.
            const spared =
              username === 'leaver'
                ? !scene.account(username)
                : left.findings.some(({ item }) => item.user?.id === username);
            if (!spared)
              expect([deleted, after.accounts.get(username)]).toEqual([deleted, before.accounts.get(username)]);
          }
          for (const group of grantGroups) expect(after.groups.get(group)).toEqual(before.groups.get(group));
          await scene.emulator.stop();
        },
      ),
      { numRuns: 30 },
    );
  });
});
