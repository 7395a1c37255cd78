import { createSupersetClient } from '@scim-superset/superset-client';
import type { SupersetEmulator } from '@scim-superset/superset-client/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createScene, type Scene } from '../support/scene.ts';
import { stuckWith } from '../support/stuck.ts';

async function createByHand({ byHand, emulator }: Scene, username: string, email: string): Promise<number> {
  const roleIds = emulator.roles().flatMap(({ id, name }) => (name === 'Alpha' ? [id] : []));
  const rest = { firstName: 'By', lastName: 'Hand', active: true, password: 'x' };
  return byHand.users.create({ ...rest, username, email, roleIds });
}

async function signIn({ url, credentials }: SupersetEmulator): Promise<string> {
  const login = { method: 'POST', headers: { 'content-type': 'application/json' } };
  const body = JSON.stringify({ ...credentials, provider: 'db' });
  const answer = await fetch(`${url}/api/v1/security/login`, { ...login, body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function deleteByHand({ emulator }: Scene, id: number | undefined): Promise<void> {
  const headers = { authorization: `Bearer ${await signIn(emulator)}` };
  const deleted = await fetch(`${emulator.url}/api/v1/security/users/${id}`, { method: 'DELETE', headers });
  expect(deleted.status).toBe(200);
}

// Superset takes "BOSS" beside "boss" and then signs neither in.
describe('a userName that differs by case from the name of another account', () => {
  it('is not given to the account of an active user', async () => {
    const scene = await createScene();
    const { directory, provisioner, account } = scene;
    await createByHand(scene, 'boss', 'boss@example.com');
    await directory.user('ada');
    await provisioner.settled();
    await directory.user('ada', { userName: 'BOSS' });
    expect(await stuckWith(provisioner, 1)).toMatch(/belongs to the account "boss"/);
    expect(account('BOSS')).toBeUndefined();
  });

  it('is not given to the account of a leaver, who is cut off all the same', async () => {
    const scene = await createScene();
    const { directory, provisioner, account } = scene;
    await createByHand(scene, 'boss', 'boss@example.com');
    await directory.user('ada');
    await provisioner.settled();
    await directory.user('ada', { userName: 'BOSS', active: false });
    expect(await stuckWith(provisioner, 1)).toMatch(/belongs to the account "boss"/);
    expect(account('BOSS')).toBeUndefined();
    expect(account('ada')).toMatchObject({ active: false });
  });
});

describe('a mover whose new name or address Superset refuses', () => {
  it.each([
    ['is taken', { emails: [{ value: 'boss@example.com' }] }],
    ['is too long', { userName: 'a'.repeat(200) }],
    ['is missing', { emails: [] }],
  ])('loses roles although the value %s', async (_what, attributes) => {
    const scene = await createScene();
    const { directory, provisioner, roles } = scene;
    await createByHand(scene, 'boss', 'boss@example.com');
    await directory.user('ada');
    await directory.members('Superset Admins', { add: ['ada'] });
    await provisioner.settled();
    expect(roles('ada')).toEqual(['Admin']);
    await directory.user('ada', attributes);
    await directory.members('Superset Admins', { remove: ['ada'] });
    await stuckWith(provisioner, 1);
    expect(roles('ada')).toEqual([]);
  });
});

describe('a service account that Superset does not name', () => {
  it('is not taken over for a user of its name and address', async () => {
    const { another, account, byHand, directory, emulator } = await createScene({ start: false });
    const forbidden = { status: 403, body: { message: 'Forbidden' } };
    emulator.fault({ path: /\/me\//, answer: forbidden, times: Number.POSITIVE_INFINITY });
    const headers = { authorization: `Bearer ${await signIn(emulator)}` };
    const credentials = { headers: async () => headers };
    const superset = createSupersetClient({ url: emulator.url, credentials });
    onTestFinished(() => superset.close());
    const provisioner = another({ targets: [{ name: 'prod', superset }] });
    const [service] = await byHand.users.findByUsername('admin');
    await directory.user('admin', { emails: [{ value: service?.email }] });
    provisioner.start();
    expect(await stuckWith(provisioner, 1)).toMatch(/can_read on CurrentUserRestApi/);
    expect(account('admin')).toMatchObject({ active: true, effectiveRoles: ['Admin'] });
  });
});

describe('an account that is not the one that was provisioned', () => {
  it('is left alone when its id belongs to somebody else, as after a restored backup', async () => {
    const scene = await createScene();
    const { byHand, directory, provisioner, account } = scene;
    await directory.user('ada');
    await provisioner.settled();
    const id = account('ada')?.id ?? 0;
    await byHand.users.update(id, { username: 'somebody', email: 'somebody@example.com' });
    const before = account('somebody');
    await directory.user('ada', { title: 'Finance', name: { givenName: 'Anew', familyName: 'Family' } });
    expect(await stuckWith(provisioner, 1)).toMatch(/"somebody".*neither/);
    expect(account('somebody')).toEqual(before);
    const items = (await provisioner.plan()).targets[0]?.items ?? [];
    expect(items.filter(({ user }) => user !== undefined)).toMatchObject([{ kind: 'conflict', action: 'report' }]);
  });

  it('is cut off when the leaver was registered anew after the account was deleted by hand', async () => {
    const scene = await createScene();
    const { directory, provisioner, account } = scene;
    await directory.user('ada');
    await provisioner.settled();
    await deleteByHand(scene, account('ada')?.id);
    await createByHand(scene, 'ada', 'ada@example.com');
    await directory.user('ada', { active: false });
    await provisioner.settled();
    expect(account('ada')).toMatchObject({ active: false });
  });
});
