import { createMemoryStore } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { createScene, type Scene } from '../support/scene.ts';

const group = ({ emulator }: Scene, name: string) => emulator.groups().find((each) => each.name === name);
const roleId = ({ emulator }: Scene, name: string) => emulator.roles().find((role) => role.name === name)?.id ?? 0;

/** A group that somebody has made with the name of a grant's group, and everything else that may pass for it. */
async function plant(scene: Scene, roles: readonly string[]): Promise<void> {
  const { byHand } = scene;
  const hand = { username: 'mallory', firstName: 'M', lastName: 'M', email: 'm@example.com', active: true };
  const userId = await byHand.users.create({ ...hand, password: 'x', roleIds: [roleId(scene, 'Gamma')] });
  const ids = [roleId(scene, 'Gamma'), roleId(scene, 'Finance Reader')].sort((a, b) => a - b);
  await byHand.groups.create({
    name: 'scim: Finance',
    label: 'Finance',
    description: `Kept by scim-superset for the grant "Finance" (roles ${ids}).`,
    roleIds: roles.map((role) => roleId(scene, role)),
    userIds: [userId],
  });
}

const takenOver = async ({ directory }: Scene) =>
  (await directory.store.audit.read({ after: 0, limit: 1_000 })).filter(
    ({ data }) => (data as { change?: unknown }).change === 'grant-group-taken-over',
  ).length;

describe('a group with the name of a grant', () => {
  it.each([['Admin'], ['Gamma', 'Finance Reader'], []])(
    'that was planted with the roles [%s, %s] before the upgrade gives nothing to whoever planted it',
    async (...roles) => {
      const scene = await createScene({ start: false });
      const { another, byHand, directory } = scene;
      let groupRoles = false;
      let now = Date.now();
      const probe = async () => ({ ...(await byHand.probe()), groupRoles });
      const provisioner = another({ targets: [{ name: 'prod', superset: { ...byHand, probe } }], clock: () => now });
      provisioner.start();
      await directory.user('ada', { title: 'Finance' });
      await provisioner.settled();
      await plant(
        scene,
        roles.filter((role) => role !== undefined),
      );

      groupRoles = true;
      now += 600_000;
      await expect.poll(() => scene.account('ada')?.groups, { timeout: 15_000 }).toEqual(['scim: Finance']);
      await provisioner.settled();
      expect(group(scene, 'scim: Finance')).toMatchObject({ roles: ['Finance Reader', 'Gamma'], users: ['ada'] });
      expect(await takenOver(scene)).toBe(1);
    },
  );

  it('that was made by hand on a Superset without users of ours is emptied, unless it is just as ours would be', async () => {
    const scene = await createScene({ start: false });
    const { provisioner } = scene;
    await plant(scene, ['Admin']);
    provisioner.start();
    await provisioner.settled();
    expect(group(scene, 'scim: Finance')).toMatchObject({ roles: ['Finance Reader', 'Gamma'], users: [] });
  });

  it('keeps its members when the store was lost', async () => {
    const scene = await createScene();
    await scene.directory.user('ada', { title: 'Finance' });
    await scene.provisioner.settled();
    await scene.provisioner.stop();
    const next = scene.another({ store: createMemoryStore() });
    next.start();
    await next.settled();
    expect(group(scene, 'scim: Finance')?.users).toEqual(['ada']);
  });

  it('is known by the users who were applied through groups when nothing was noted', async () => {
    const scene = await createScene();
    const { directory, provisioner, byHand } = scene;
    await directory.user('ada', { title: 'Finance' });
    await provisioner.settled();
    await provisioner.stop();
    await directory.store.reconciliation.putNote('prod', 'grant-groups', undefined);
    // Changed by hand, which is for the plan to show.
    await byHand.groups.update(group(scene, 'scim: Finance')?.id ?? 0, { roleIds: [roleId(scene, 'Admin')] });
    const next = scene.another();
    next.start();
    await next.settled();
    expect(group(scene, 'scim: Finance')).toMatchObject({ roles: ['Admin'], users: ['ada'] });
    expect(await takenOver(scene)).toBe(0);
  });

  it('that was deleted by hand comes back with everybody who has the grant', async () => {
    let now = Date.now();
    const scene = await createScene({ options: { clock: () => now } });
    const { directory, provisioner, byHand } = scene;
    for (const user of ['ada', 'ben']) await directory.user(user, { title: 'Finance' });
    await provisioner.settled();
    await byHand.groups.delete(group(scene, 'scim: Finance')?.id ?? 0);
    now += 600_000;
    await expect.poll(() => group(scene, 'scim: Finance')?.users, { timeout: 15_000 }).toEqual(['ada', 'ben']);
    await provisioner.settled();
  });
});
