import { createSupersetClient, type SupersetError } from '@scim-superset/superset-client';
import { expect, it } from 'vitest';
import { person, withEmulator } from '../emulated.ts';

it('signs in once for calls that start together', () =>
  withEmulator(async ({ emulator, client }) => {
    await Promise.all(Array.from({ length: 20 }, () => client.users.get(1)));
    expect(emulator.requests.filter(({ path }) => path.includes('/security/login'))).toHaveLength(1);
  }));

it('refreshes ahead of expiry, and signs in again when the refresh is refused', async () => {
  let now = Date.now();
  const clock = () => now;
  await withEmulator(
    async ({ emulator, client }) => {
      const signIns = () =>
        emulator.requests
          .map(({ path }) => path.split('/').at(-1))
          .filter((name) => name === 'login' || name === 'refresh');
      await client.users.get(1);
      now += 79_000;
      await client.users.get(1);
      expect(signIns()).toEqual(['login']);
      now += 2_000;
      await client.users.get(1);
      expect(signIns()).toEqual(['login', 'refresh']);
      now += 31 * 24 * 3_600_000;
      await client.users.get(1);
      expect(signIns()).toEqual(['login', 'refresh', 'refresh', 'login']);
      expect(emulator.requests.filter(({ status }) => status === 401)).toHaveLength(1);
    },
    { clock, accessTokenSeconds: 100, client: { clock } },
  );
});

it('goes on with a good token while the sign-in is down, and asks again only now and then', async () => {
  let now = Date.now();
  const clock = () => now;
  await withEmulator(
    async ({ emulator, client }) => {
      await client.users.get(1);
      const up = emulator.fault({ path: /refresh|login/, times: Number.POSITIVE_INFINITY, answer: { status: 503 } });
      const before = emulator.requests.length;
      now += 85_000;
      await client.users.get(1);
      await client.users.get(1);
      expect(emulator.requests.length - before).toBe(4);
      now += 5_000;
      await client.users.get(1);
      expect(emulator.requests.length - before).toBe(7);
      now += 20_000;
      await expect(client.users.get(1)).rejects.toMatchObject({ code: 'unavailable', status: 503 });
      up();
      await expect(client.users.get(1)).resolves.toMatchObject({ id: 1 });
    },
    { clock, accessTokenSeconds: 100, client: { clock, retries: 0 } },
  );
});

it('signs in again once when the token is refused', () =>
  withEmulator(async ({ emulator, client }) => {
    await client.users.get(1);
    emulator.fault({ path: /users/, answer: { status: 422, body: { msg: 'Signature verification failed' } } });
    await expect(client.users.get(1)).resolves.toMatchObject({ id: 1 });
    emulator.fault({ path: /users/, times: 2, answer: { status: 401, body: { msg: 'Token has been revoked' } } });
    await expect(client.users.get(1)).rejects.toMatchObject({ code: 'unauthorised', status: 401 });
    expect(emulator.requests.filter(({ path }) => path.includes('login'))).toHaveLength(3);
  }));

it('does not keep signing in with a refused password', async () => {
  let now = Date.now();
  await withEmulator(async ({ emulator }) => {
    const { url } = emulator;
    const credentials = { username: 'admin', password: 'wrong' };
    const client = createSupersetClient({ url, credentials, clock: () => now });
    const refused = { code: 'unauthorised', message: expect.not.stringContaining('wrong"') };
    await expect(client.users.get(1)).rejects.toMatchObject(refused);
    await expect(client.users.get(1)).rejects.toMatchObject(refused);
    expect(emulator.requests).toHaveLength(1);
    now += 5_001;
    await expect(client.users.get(1)).rejects.toMatchObject(refused);
    expect(emulator.requests).toHaveLength(2);
    await client.close();
  });
});

it.for(['6.1', '5.0'] as const)('tells the deactivation of its own account on %s', (version) =>
  withEmulator(
    async ({ emulator, client }) => {
      const id = await client.users.create(person('service', { roleIds: [1] }));
      const { url } = emulator;
      const service = createSupersetClient({
        url,
        credentials: { username: 'service', password: 'secret-1' },
        retryDelayMs: 1,
      });
      await service.users.get(1);
      await client.users.update(id, { active: false });
      await expect(service.users.get(1)).rejects.toMatchObject({ code: 'unauthorised' });
      await expect(service.groups.create({ name: 'g' })).rejects.toMatchObject({
        code: 'unauthorised',
        maybeApplied: false,
      });
      await service.close();
    },
    { version },
  ),
);

it('says what to do when only an identity provider may sign people in', () =>
  withEmulator(async ({ emulator, client }) => {
    const body = { message: 'Alternative authentication provider is not allowed' };
    emulator.fault({ path: /login/, answer: { status: 400, body } });
    await expect(client.users.get(1)).rejects.toMatchObject({
      code: 'unauthorised',
      message: expect.stringContaining('API key'),
    });
  }));

it('asks for fresh headers when they are refused', () =>
  withEmulator(async ({ emulator, client }) => {
    await client.users.get(1);
    const { url } = emulator;
    const issued: string[] = [];
    const proxied = createSupersetClient({
      url,
      credentials: {
        headers: async () => {
          issued.push('token');
          return { authorization: issued.length === 1 ? 'Bearer stale' : `Bearer ${await accessToken(url)}` };
        },
      },
    });
    await expect(proxied.users.get(1)).resolves.toMatchObject({ id: 1 });
    expect(issued).toHaveLength(2);
    await proxied.close();
  }));

it('bounds a supply of headers that never comes', () =>
  withEmulator(async ({ emulator }) => {
    const { url } = emulator;
    const credentials = { headers: () => new Promise<never>(() => {}) };
    const client = createSupersetClient({ url, credentials, timeoutMs: 20, retries: 0 });
    await expect(client.users.update(1, { firstName: 'A' })).rejects.toMatchObject({
      code: 'unavailable',
      maybeApplied: false,
      message: 'The function `headers` of `credentials` did not answer within 20 ms.',
    });
    await client.close();
  }));

it.for([
  () => Promise.reject(new Error('vault: hunter2')),
  () => {
    throw new Error('vault: hunter2');
  },
])('keeps what a supply of headers fails with out of its message: %o', (headers) =>
  withEmulator(async ({ emulator }) => {
    const client = createSupersetClient({ url: emulator.url, credentials: { headers }, retries: 0 });
    const error = await client.users.get(1).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'unavailable', cause: { message: 'vault: hunter2' } });
    expect((error as SupersetError).message).not.toContain('hunter2');
    await client.close();
  }),
);

it('refuses supplied headers that cannot be sent', () =>
  withEmulator(async ({ emulator }) => {
    const credentials = { headers: async () => ({ authorization: 'Bearer hunter2\n' }) };
    const client = createSupersetClient({ url: emulator.url, credentials, retries: 0 });
    await expect(client.users.get(1)).rejects.toMatchObject({
      code: 'unauthorised',
      message: expect.not.stringContaining('hunter2'),
    });
    expect(emulator.requests).toEqual([]);
    await client.close();
  }));

async function accessToken(url: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/security/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: 'admin', provider: 'db' }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
