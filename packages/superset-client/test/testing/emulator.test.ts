import { createSupersetClient } from '@scim-superset/superset-client';
import { createSupersetEmulator } from '@scim-superset/superset-client/testing';
import { expect, it } from 'vitest';
import { person, withEmulator } from '../emulated.ts';

it('comes back on the same port with everything it knew, tokens too', () =>
  withEmulator(async ({ emulator, client }) => {
    await client.users.create(person('ada'));
    await emulator.stop();
    await expect(client.users.get(1)).rejects.toMatchObject({ code: 'unavailable' });
    await emulator.start();
    expect(await client.users.findByUsername('ADA')).toMatchObject([{ username: 'ada' }]);
    expect(emulator.requests.filter(({ path }) => path.includes('login'))).toHaveLength(1);
  }));

it('shows what it holds with names instead of ids', () =>
  withEmulator(async ({ emulator, client }) => {
    const roleId = await client.roles.create('Reader');
    const groupId = await client.groups.create({ name: 'Team', roleIds: [roleId] });
    await client.users.create(person('ada', { groupIds: [groupId] }));
    expect(emulator.users()[1]).toEqual({
      id: 2,
      username: 'ada',
      firstName: 'First',
      lastName: 'Last',
      email: 'ada@example.com',
      active: true,
      roles: ['Gamma'],
      groups: ['Team'],
      effectiveRoles: ['Gamma', 'Reader'],
    });
    expect(emulator.groups()).toEqual([
      { id: groupId, name: 'Team', label: '', description: '', roles: ['Reader'], users: ['ada'] },
    ]);
    expect(emulator.roles().at(-1)).toEqual({ id: roleId, name: 'Reader', permissions: [] });
  }));

it('ignores the roles of groups before 6.0', () =>
  withEmulator(
    async ({ emulator, client }) => {
      const groupId = await client.groups.create({ name: 'Team', roleIds: [1] });
      await client.users.create(person('ada', { groupIds: [groupId] }));
      expect(emulator.users()[1]).toMatchObject({ groups: ['Team'], effectiveRoles: ['Gamma'] });
    },
    { version: '5.0' },
  ));

it('strikes only what a fault is about, as often as it says, until it is taken back', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      const heal = emulator.fault({
        method: 'GET',
        path: /groups/,
        times: Number.POSITIVE_INFINITY,
        answer: { status: 503 },
      });
      await expect(client.groups.list()).rejects.toMatchObject({ status: 503 });
      await expect(client.groups.list()).rejects.toMatchObject({ status: 503 });
      await expect(client.roles.list()).resolves.toHaveLength(5);
      heal();
      await expect(client.groups.list()).resolves.toEqual([]);
      emulator.fault({ path: /groups/, latencyMs: 200 });
      const order: string[] = [];
      await Promise.all([
        client.groups.list().then(() => order.push('late')),
        client.roles.list().then(() => order.push('in time')),
      ]);
      expect(order).toEqual(['in time', 'late']);
    },
    { client: { retries: 0 } },
  ));

it('fails when several writers meet at one account, and only then', () =>
  withEmulator(
    async ({ emulator, client }) => {
      const ids: number[] = [];
      for (let index = 0; index < 8; index++) ids.push(await client.users.create(person(`user${index}`)));
      await Promise.all(ids.map((id) => client.users.update(id, { active: false })));
      expect(emulator.requests.filter(({ status }) => status === 500)).toEqual([]);
      await Promise.allSettled(ids.map((index) => client.users.update(1, { firstName: `Name ${index}` })));
      expect(emulator.requests.filter(({ status }) => status === 500)).not.toEqual([]);
    },
    { client: { retries: 0 } },
  ));

it('says when its port is taken', async () => {
  const first = await createSupersetEmulator();
  await expect(createSupersetEmulator({ port: Number(new URL(first.url).port) })).rejects.toMatchObject({
    code: 'EADDRINUSE',
  });
  await first.stop();
});

it('lets an account with given credentials in, and no other', async () => {
  const emulator = await createSupersetEmulator({ admin: { username: 'root', password: 'p' } });
  const { url } = emulator;
  const client = createSupersetClient({ url, credentials: { username: 'ROOT', password: 'p' } });
  await expect(client.users.get(1)).resolves.toMatchObject({ username: 'root' });
  await client.close();
  await emulator.stop();
});
