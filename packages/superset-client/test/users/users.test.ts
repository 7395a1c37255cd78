import { SupersetError } from '@scim-superset/superset-client';
import { expect, it } from 'vitest';
import { person, withEmulator } from '../emulated.ts';

it('always says whether a new account is active, and sends no member that was not given', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.users.create(person('ada'));
      expect(emulator.requests.at(-1)?.body).toEqual({
        username: 'ada',
        first_name: 'First',
        last_name: 'Last',
        email: 'ada@example.com',
        active: true,
        password: 'secret-1',
        roles: [4],
      });
      await client.users.update(2, { active: false });
      expect(emulator.requests.at(-1)?.body).toEqual({ active: false });
    },
    { version: '4.1' },
  ));

it('sends nothing for an empty change', () =>
  withEmulator(async ({ emulator, client }) => {
    await client.users.update(1, {});
    expect(emulator.requests).toEqual([]);
  }));

it('takes a change for done when the answer was lost but the account is as wanted', () =>
  withEmulator(async ({ emulator, client }) => {
    const id = await client.users.create(person('ada'));
    emulator.fault({ method: 'PUT', applied: true, answer: { status: 500, body: { message: 'Fatal error' } } });
    await client.users.update(id, { active: false, roleIds: [3, 4] });
    expect(emulator.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1);
  }));

it('repeats a change that met another writer', () =>
  withEmulator(async ({ emulator, client }) => {
    const id = await client.users.create(person('ada'));
    emulator.fault({ method: 'PUT', answer: { status: 500, body: { message: 'Fatal error' } } });
    await client.users.update(id, { firstName: 'A' });
    expect(emulator.users().at(-1)).toMatchObject({ firstName: 'A' });
  }));

it('reports a change that Superset keeps refusing without a reason', () =>
  withEmulator(
    async ({ emulator, client }) => {
      const id = await client.users.create(person('ada'));
      emulator.fault({
        method: 'PUT',
        times: Number.POSITIVE_INFINITY,
        answer: { status: 500, body: { message: 'Fatal error' } },
      });
      await expect(client.users.update(id, { firstName: 'A' })).rejects.toMatchObject({
        code: 'unavailable',
        status: 500,
      });
      expect(emulator.requests.filter(({ method }) => method === 'PUT')).toHaveLength(3);
    },
    { client: { retries: 2 } },
  ));

it.for([
  ['username', 'x'.repeat(129)],
  ['firstName', '😀'.repeat(65)],
  ['email', 'a\0b@example.com'],
  ['lastName', 'half \ud83d'],
] as const)('refuses a %s that a database would choke on', ([attribute, value]) =>
  withEmulator(async ({ emulator, client }) => {
    const refused = { code: 'validation', attribute, message: expect.stringMatching(`^${attribute} `) };
    await expect(client.users.create(person('ada', { [attribute]: value }))).rejects.toMatchObject(refused);
    await expect(client.users.update(1, { [attribute]: value })).rejects.toMatchObject(refused);
    expect(emulator.requests).toEqual([]);
  }),
);

it('counts characters as the database does', () =>
  withEmulator(async ({ client }) => {
    const id = await client.users.create(person('ada', { firstName: '😀'.repeat(64) }));
    await expect(client.users.get(id)).resolves.toMatchObject({ firstName: '😀'.repeat(64) });
  }));

it('refuses an answer that is not Superset’s, naming what is wrong with it', () =>
  withEmulator(async ({ emulator, client }) => {
    await client.probe();
    emulator.fault({ answer: { status: 200, body: { result: { id: 'one', username: 'ada' } } } });
    const error = await client.users.get(1).catch((reason: unknown) => reason);
    expect(SupersetError.is(error)).toBe(true);
    expect(error).toMatchObject({ code: 'protocol', message: expect.stringContaining('result.id') });
    expect((error as SupersetError).message).not.toContain('ada');
  }));

const long = '😀'.repeat(128);
it.for([
  '100%',
  'a_b',
  'back\\slash',
  "o'neil!",
  '50%_\\',
  'ÅSA',
  '李雷',
  long,
  `${'x'.repeat(100)}-${'y'.repeat(27)}`,
])('finds %s, and nothing that only a wildcard would match', (username) =>
  withEmulator(async ({ emulator, client }) => {
    const id = await client.users.create(person(username));
    for (const near of [username.replace(/[%_\\]/g, 'z'), `z${username}`, `${username}z`, `${username} ${username}`]) {
      if (near !== username && [...near].length <= 128) await client.users.create(person(near));
    }
    const found = await client.users.findByUsername(username);
    expect(found.map((user) => user.id)).toEqual([id]);
    // gunicorn takes 4,094 bytes.
    expect(encodeURIComponent(emulator.requests.at(-1)?.path ?? '').length).toBeLessThan(4_000);
  }),
);

it('finds nobody by what no account can have', () =>
  withEmulator(async ({ emulator, client }) => {
    expect(await client.users.findByUsername('')).toEqual([]);
    expect(await client.users.findByEmail('a\0@example.com')).toEqual([]);
    expect(emulator.requests).toEqual([]);
  }));

it('says what is wrong with half a character', () =>
  withEmulator(async ({ emulator, client }) => {
    const refused = { code: 'validation', message: expect.stringContaining('surrogate') };
    await expect(client.users.findByUsername('half \ud83d')).rejects.toMatchObject(refused);
    await expect(client.users.list({ changedAfter: '\ud83d' })[Symbol.asyncIterator]().next()).rejects.toMatchObject(
      refused,
    );
    expect(emulator.requests).toEqual([]);
  }));

it('deletes once, also when the answer is lost', () =>
  withEmulator(async ({ emulator, client }) => {
    const id = await client.users.create(person('ada'));
    emulator.fault({ method: 'DELETE', answer: { status: 502 }, applied: true });
    await client.users.delete(id);
    await expect(client.users.delete(id)).rejects.toMatchObject({ code: 'not-found' });
  }));
