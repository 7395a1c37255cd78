import { describe, expect, it } from 'vitest';
import { accountId, idOf } from '../support/by-hand.ts';
import { createScene, type Scene } from '../support/scene.ts';

const [read, write] = ['GET users/N', 'PUT users/N'];

/** Ada is provisioned, and what is done before it has been seen by the provisioner. */
async function createCompany(before: (scene: Scene) => Promise<unknown> = async () => {}): Promise<Scene> {
  const scene = await createScene();
  await scene.directory.user('ada');
  await scene.provisioner.settled();
  await before(scene);
  await scene.provisioner.stop();
  const next = scene.another();
  next.start();
  await next.settled();
  // The second one has read what there is.
  await expect.poll(() => scene.emulator.requests.at(-1)?.path).toMatch(/users\/\d/);
  return { ...scene, provisioner: next };
}

async function join({ directory, provisioner }: Scene, group: string): Promise<void> {
  await directory.members(group, { add: ['ada'] });
  await provisioner.settled();
}

describe('a change of memberships alone', () => {
  it('is one write of the groups, whatever else is on the account', async () => {
    const scene = await createCompany();
    const { byHand, account, roles } = scene;
    const alpha = idOf(scene, 'roles', 'Alpha');
    const base = idOf(scene, 'roles', 'SCIM Base');
    await byHand.users.update(accountId(scene, 'ada'), { roleIds: [base, alpha], firstName: 'By hand' });
    expect(await scene.requestsOf(() => join(scene, 'Sales'))).toEqual([write]);
    expect(roles('ada').toSorted()).toEqual(['Alpha', 'Gamma', 'Sales Reader']);
    expect(account('ada')).toMatchObject({ firstName: 'By hand' });
  });

  it.each([
    ['a moment ago', false, [write]],
    ['before, which is read and recorded', true, [read, write]],
  ])(
    'takes the account out of a group of a grant that it was put into by hand %s',
    async (_when, isKnown, requests) => {
      const toAdmins = (scene: Scene) =>
        scene.byHand.users.update(accountId(scene, 'ada'), { groupIds: [idOf(scene, 'groups', 'scim: Admins')] });
      const scene = await createCompany(isKnown ? toAdmins : undefined);
      if (!isKnown) await toAdmins(scene);
      expect(await scene.requestsOf(() => join(scene, 'Sales'))).toEqual(requests);
      expect(scene.account('ada')?.groups).toEqual(['scim: Sales']);
      const events = await scene.directory.store.audit.read({ after: 0, limit: 1_000 });
      expect(JSON.stringify(events.at(-1)?.data).includes('"taken":["Admin"]')).toBe(isKnown);
    },
  );

  it('reads the account first that is to get Admin', async () => {
    const scene = await createCompany();
    expect(await scene.requestsOf(() => join(scene, 'Superset Admins'))).toEqual([read, write]);
    expect(scene.roles('ada')).toEqual(['Admin']);
  });

  it('is tried again as it is when Superset is busy', async () => {
    const scene = await createCompany();
    scene.emulator.fault({ method: 'PUT', path: /users/, times: 2, answer: { status: 429 } });
    const sent = await scene.requestsOf(() => join(scene, 'Sales'));
    expect(sent.slice(0, 2)).toEqual([write, write]);
    expect(scene.roles('ada')).toEqual(['Gamma', 'Sales Reader']);
  });

  it('reads an account first that others have put into a group of theirs, and leaves it there', async () => {
    const scene = await createCompany(async ({ byHand, ...first }) => {
      const group = await byHand.groups.create({ name: 'Ad hoc' });
      await byHand.users.update(accountId(first, 'ada'), { groupIds: [group] });
    });
    expect(await scene.requestsOf(() => join(scene, 'Sales'))).toEqual([read, write]);
    expect(scene.account('ada')?.groups.toSorted()).toEqual(['Ad hoc', 'scim: Sales']);
  });

  it('reads the account first when somebody has asked for a look besides', async () => {
    const scene = await createCompany();
    const { byHand, directory, provisioner, account } = scene;
    await byHand.users.update(accountId(scene, 'ada'), { active: false });
    await provisioner.stop();
    await provisioner.resync();
    await directory.members('Sales', { add: ['ada'] });
    provisioner.start();
    await provisioner.settled();
    expect(account('ada')).toMatchObject({ active: true, groups: ['scim: Sales'] });
  });

  it('makes an account anew that was deleted by hand', async () => {
    const scene = await createCompany();
    await scene.byHand.users.delete(accountId(scene, 'ada'));
    await join(scene, 'Sales');
    expect(scene.roles('ada')).toEqual(['Gamma', 'Sales Reader']);
  });

  it('makes a group anew that was deleted by hand', async () => {
    const scene = await createCompany();
    await scene.byHand.groups.delete(idOf(scene, 'groups', 'scim: Sales'));
    await join(scene, 'Sales');
    expect(scene.roles('ada')).toEqual(['Gamma', 'Sales Reader']);
  });

  it('is one read and one write where roles are on the account itself', async () => {
    const scene = await createScene({ version: '5.0' });
    await scene.directory.user('ada');
    await scene.provisioner.settled();
    expect(await scene.requestsOf(() => join(scene, 'Sales'))).toEqual([read, write]);
  });
});
