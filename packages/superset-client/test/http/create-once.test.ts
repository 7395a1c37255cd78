import { expect, it } from 'vitest';
import type { SupersetFault } from '../../src/testing/index.ts';
import { person, withEmulator } from '../emulated.ts';

const lostAnswers: readonly SupersetFault[] = [
  { answer: 'reset', applied: true },
  { answer: 'reset', applied: false },
  { answer: { status: 504, body: 'proxy' }, applied: true },
  { answer: { status: 502, body: 'proxy' }, applied: false },
  { answer: { status: 500, body: 'proxy' }, applied: false },
  { answer: { status: 500, body: 'proxy' }, applied: true },
  { answer: { status: 500, body: { message: 'Fatal error' } }, applied: true },
  { answer: { status: 200, body: 'captive portal' }, applied: true },
];

it.for(lostAnswers)('creates exactly one account, group and role when the answer is lost: %o', (fault) =>
  withEmulator(async ({ emulator, client }) => {
    await client.probe();
    emulator.fault({ ...fault, method: 'POST' });
    const userId = await client.users.create(person('ada'));
    emulator.fault({ ...fault, method: 'POST' });
    const groupId = await client.groups.create({ name: 'Team', roleIds: [4], userIds: [userId] });
    emulator.fault({ ...fault, method: 'POST' });
    const roleId = await client.roles.create('Reader');
    expect(emulator.users().filter(({ username }) => username === 'ada')).toMatchObject([{ id: userId }]);
    expect(emulator.groups()).toMatchObject([{ id: groupId, users: ['ada'] }]);
    expect(emulator.roles().filter(({ name }) => name === 'Reader')).toMatchObject([{ id: roleId }]);
  }),
);

it('does not take for its own what only has the same name', () =>
  withEmulator(async ({ emulator, client }) => {
    await client.users.create(person('ada', { firstName: 'Augusta' }));
    await client.groups.create({ name: 'Team', description: 'by hand' });
    emulator.fault({ method: 'POST', answer: 'reset' });
    await expect(client.users.create(person('ada', { email: 'other@example.com' }))).rejects.toMatchObject({
      code: 'conflict',
      attribute: 'username',
      // For all that is known, somebody may have changed what this has created.
      maybeApplied: true,
    });
    emulator.fault({ method: 'POST', answer: 'reset' });
    await expect(client.groups.create({ name: 'Team' })).rejects.toMatchObject({ code: 'conflict', attribute: 'name' });
    expect(emulator.users()).toHaveLength(2);
  }));

it('reports an equal account as taken when it was there before', () =>
  withEmulator(async ({ client }) => {
    await client.users.create(person('ada'));
    await expect(client.users.create(person('ada'))).rejects.toMatchObject({ code: 'conflict', maybeApplied: false });
  }));

it('says so when nobody knows whether it was created', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      emulator.fault({ method: 'POST', answer: 'reset', applied: true });
      emulator.fault({ method: 'GET', times: Number.POSITIVE_INFINITY, answer: 'reset' });
      await expect(client.users.create(person('ada'))).rejects.toMatchObject({
        code: 'unavailable',
        maybeApplied: true,
        message: expect.stringContaining('Whether it was created is not known'),
      });
      expect(
        emulator.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/users/')),
      ).toHaveLength(1);
    },
    { client: { retries: 1 } },
  ));

it.for([{ status: 503 }, { status: 429 }, 'reset'] as const)(
  'does not create again blindly when a 500 page is followed by a sign-in that fails: %o',
  (answer) =>
    withEmulator(async ({ emulator, client }) => {
      await client.probe();
      emulator.fault({ method: 'POST', path: /users/, applied: true, answer: { status: 500, body: 'proxy' } });
      emulator.fault({ path: /login/, answer });
      const id = await client.users.create(person('ada'));
      expect(emulator.users().filter(({ username }) => username === 'ada')).toMatchObject([{ id }]);
      expect(emulator.requests.filter(({ method, path }) => method === 'POST' && /users/.test(path))).toHaveLength(1);
    }),
);
