import { describe, expect, it } from 'vitest';
import { defineRoleMapping } from '../../src/index.ts';
import { idOf, send } from '../support/by-hand.ts';
import { createScene, type Scene } from '../support/scene.ts';

/** Ada is in Sales, and everything was read anew since somebody changed the roles. */
async function changed(version: '6.1' | '5.0', change: (scene: Scene) => Promise<unknown>): Promise<Scene> {
  let ahead = 0;
  const scene = await createScene({ version, options: { clock: () => Date.now() + ahead } });
  await scene.directory.user('ada', { title: 'Finance' });
  await scene.directory.members('Sales', { add: ['ada'] });
  await scene.provisioner.settled();
  await change(scene);
  ahead = 600_000;
  await lookAgain(scene);
  return scene;
}

async function lookAgain({ provisioner }: Scene): Promise<void> {
  await provisioner.resync();
  await provisioner.settled({ timeoutMs: 1_000 }).catch(() => {});
}

const rename = (scene: Scene, from: string, to: string) =>
  send(scene.emulator, 'PUT', `/security/roles/${idOf(scene, 'roles', from)}`, { name: to });

describe.each(['6.1', '5.0'] as const)('on Superset %s a role of a grant that is renamed', (version) => {
  it('is taken from nobody, and told of', async () => {
    const scene = await changed(version, (of) => rename(of, 'Sales Reader', 'Readers'));
    const { provisioner, roles } = scene;
    expect(roles('ada')).toEqual(['Finance Reader', 'Gamma', 'Readers']);
    const items = async () => (await provisioner.plan()).targets.flatMap((target) => target.items);
    expect((await items()).map(({ kind }) => kind)).toEqual(['unknown-role']);
    await provisioner.apply(await provisioner.plan());
    expect(roles('ada')).toEqual(['Finance Reader', 'Gamma', 'Readers']);
    await rename(scene, 'Readers', 'Sales Reader');
    await provisioner.stop();
    const again = scene.another();
    again.start();
    await again.resync();
    await again.settled();
    expect(await items()).toEqual([]);
    expect(roles('ada')).toEqual(['Finance Reader', 'Gamma', 'Sales Reader']);
  });

  it('goes with its grant all the same', async () => {
    const scene = await changed(version, (of) => rename(of, 'Sales Reader', 'Readers'));
    await scene.directory.members('Sales', { remove: ['ada'] });
    await lookAgain(scene);
    expect(scene.roles('ada')).toEqual(['Finance Reader', 'Gamma']);
  });

  it('keeps no other grant from being taken', async () => {
    const scene = await changed(version, (of) => rename(of, 'Sales Reader', 'Readers'));
    await scene.directory.user('ada', { title: 'None' });
    await lookAgain(scene);
    expect(scene.roles('ada')).toEqual(['Gamma', 'Readers']);
  });

  it('is replaced by the one that the mapping names instead', async () => {
    const scene = await changed(version, (of) => rename(of, 'Sales Reader', 'Readers'));
    await scene.provisioner.stop();
    const grants = [{ name: 'Sales', roles: ['Alpha'], group: 'Sales' }];
    const next = scene.another({ mapping: defineRoleMapping({ grants }) });
    next.start();
    await next.settled();
    expect(scene.roles('ada')).toEqual(['Alpha']);
  });
});

it('a group of a grant whose role is unknown is put right when somebody gives it another one', async () => {
  const scene = await changed('6.1', (of) => rename(of, 'Sales Reader', 'Readers'));
  const { provisioner, byHand, roles } = scene;
  const group = idOf(scene, 'groups', 'scim: Sales');
  await byHand.groups.update(group, { roleIds: [idOf(scene, 'roles', 'Readers'), idOf(scene, 'roles', 'Admin')] });
  await provisioner.apply(await provisioner.plan());
  expect(roles('ada')).toEqual(['Finance Reader', 'Gamma', 'Readers']);
});
