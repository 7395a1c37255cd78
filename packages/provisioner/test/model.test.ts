import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasDrift, type Provisioner } from '../src/index.ts';
import { createScene, type Scene } from './support/scene.ts';

const users = ['u0', 'u1', 'u2', 'u3'] as const;
const groups = ['Superset Admins', 'Sales'] as const;

/** What the directory holds, kept by the test in its own way. */
interface Model {
  readonly users: Map<string, { active: boolean; title: string; email: string }>;
  readonly members: Set<string>;
}

interface World {
  readonly scene: Scene;
  readonly model: Model;
  provisioner: Provisioner;
  up: boolean;
}

/** A step with what fast-check shows of it. */
interface Step {
  readonly what: string;
  readonly run: (world: World) => Promise<void>;
}

const anyUser = fc.constantFrom(...users);
const anyGroup = fc.constantFrom(...groups);

const directorySteps: fc.Arbitrary<Step>[] = [
  fc
    .record({ id: anyUser, active: fc.boolean(), title: fc.constantFrom('Finance', 'None'), alias: fc.boolean() })
    .map(({ id, active, title, alias }) => ({
      what: `put ${id} ${active ? 'active' : 'inactive'} ${title} ${alias}`,
      async run({ scene, model }) {
        const email = alias ? `${id}.alias@example.com` : `${id}@example.com`;
        model.users.set(id, { active, title, email });
        await scene.directory.user(id, { active, title, emails: [{ value: email }] });
      },
    })),
  anyUser.map((id) => ({
    what: `delete ${id}`,
    async run({ scene, model }) {
      if (!model.users.delete(id)) return;
      for (const group of groups) model.members.delete(`${group}/${id}`);
      await scene.directory.delete('User', id);
    },
  })),
  fc.record({ id: anyUser, group: anyGroup, joins: fc.boolean() }).map(({ id, group, joins }) => ({
    what: `${id} ${joins ? 'joins' : 'leaves'} ${group}`,
    async run({ scene, model }) {
      if (!model.users.has(id)) return;
      if (joins) model.members.add(`${group}/${id}`);
      else model.members.delete(`${group}/${id}`);
      await scene.directory.members(group, joins ? { add: [id] } : { remove: [id] });
    },
  })),
];

/** What somebody may do to Superset behind our back. Accounts that do not exist are passed over. */
function byHand(what: string, change: (scene: Scene, id: number) => Promise<void>): fc.Arbitrary<Step> {
  return anyUser.map((username) => ({
    what: `by hand: ${what} ${username}`,
    async run({ scene, up }) {
      const account = scene.account(username);
      if (!up || account === undefined) return;
      // Two writers on one account make Superset fail for one of them.
      await change(scene, account.id).catch(() => {});
    },
  }));
}

const idOf = (scene: Scene, kind: 'roles' | 'groups', name: string) =>
  scene.emulator[kind]().flatMap((each) => (each.name === name ? [each.id] : []));

const handSteps: fc.Arbitrary<Step>[] = [
  byHand('Admin to', (scene, id) => scene.byHand.users.update(id, { roleIds: idOf(scene, 'roles', 'Admin') })),
  byHand('a grant to', (scene, id) =>
    scene.byHand.users.update(id, { groupIds: idOf(scene, 'groups', 'scim: Admins') }),
  ),
  byHand('switch off', (scene, id) => scene.byHand.users.update(id, { active: false, firstName: 'Hand' })),
  byHand('switch on', (scene, id) => scene.byHand.users.update(id, { active: true })),
  byHand('Admin to a grant, for', async (scene) => {
    const roleIds = idOf(scene, 'roles', 'Admin');
    for (const group of idOf(scene, 'groups', 'scim: Sales')) await scene.byHand.groups.update(group, { roleIds });
  }),
  byHand('no grant group, for', async (scene) => {
    for (const group of idOf(scene, 'groups', 'scim: Finance')) await scene.byHand.groups.delete(group);
  }),
];

const worldSteps: fc.Arbitrary<Step>[] = [
  fc.constant({
    what: 'Superset stops or starts',
    async run(world) {
      if (world.up) await world.scene.emulator.stop();
      else await world.scene.emulator.start();
      world.up = !world.up;
    },
  }),
  fc.constant({
    what: 'restart',
    async run(world) {
      await world.provisioner.stop();
      world.provisioner = world.scene.another();
      world.provisioner.start();
    },
  }),
  fc.constant({
    what: 'settle',
    async run({ provisioner, up }) {
      if (up) await provisioner.settled();
    },
  }),
];

/** Applies plans until nothing is to be changed. What the workers do between plan and apply makes items stale. */
async function applyAll(provisioner: Provisioner): Promise<void> {
  for (let tries = 0; tries < 3; tries += 1) {
    // The directory may be empty in the end, and that is meant.
    const report = await provisioner.apply(await provisioner.plan(), { allowEmpty: true });
    const outcomes = report.targets.flatMap((target) => target.outcomes);
    expect(outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    if (outcomes.every(({ outcome }) => outcome === 'applied')) return;
  }
}

const anyStep = fc.oneof(
  { weight: 6, arbitrary: fc.oneof(...directorySteps) },
  { weight: 2, arbitrary: fc.oneof(...handSteps) },
  { weight: 1, arbitrary: fc.oneof(...worldSteps) },
);

function expectedRoles({ users: known, members }: Model, id: string): string[] {
  const user = known.get(id);
  if (user?.active !== true) return [];
  const roles = [
    ...(members.has(`Superset Admins/${id}`) ? ['Admin'] : []),
    ...(members.has(`Sales/${id}`) ? ['Gamma', 'Sales Reader'] : []),
    ...(user.title === 'Finance' ? ['Gamma', 'Finance Reader'] : []),
  ];
  return [...new Set(roles)].sort();
}

describe.each(['6.1', '5.0'] as const)('on Superset %s', (version) => {
  it('whatever happens, Superset ends up as the directory says and nothing else is touched', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 30 }), async (steps) => {
        const scene = await createScene({ version, mapping: { protectedAccounts: ['break-glass'] } });
        const roleIds = idOf(scene, 'roles', 'Admin');
        for (const username of ['hand', 'break-glass']) {
          const account = { username, firstName: 'H', lastName: 'H', email: `${username}@example.com`, active: true };
          await scene.byHand.users.create({ ...account, password: 'x', roleIds });
        }
        const others = () => scene.emulator.users().filter(({ username }) => !/^u\d/.test(username));
        const before = others();
        const model: Model = { users: new Map(), members: new Set() };
        const world: World = { scene, model, provisioner: scene.provisioner, up: true };
        for (const { run } of steps) await run(world);

        if (!world.up) await scene.emulator.start();
        const { provisioner } = world;
        await provisioner.settled();
        await applyAll(provisioner);

        for (const id of users) {
          expect([id, scene.roles(id)]).toEqual([id, expectedRoles(model, id)]);
          const wanted = model.users.get(id);
          if (wanted?.active)
            expect(scene.account(id)).toMatchObject({ active: true, email: wanted.email, firstName: 'Given' });
          else expect(scene.account(id)?.active ?? false).toBe(false);
        }
        expect(others()).toEqual(before);
        expect(hasDrift(await provisioner.plan())).toBe(false);
        await provisioner.stop();
        await scene.emulator.stop();
      }),
      { numRuns: 25 },
    );
  });
});
