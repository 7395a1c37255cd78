import { expect, it } from 'vitest';
import { person, withEmulator } from '../emulated.ts';

it('cuts an answer in the middle, with the request carried out', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      emulator.fault({ method: 'PUT', answer: 'truncated' });
      const response = await fetch(`${emulator.url}/health`);
      expect(response.status).toBe(200);
      await expect(
        fetch(`${emulator.url}/api/v1/security/users/1`, { method: 'PUT' }).then((answer) => answer.text()),
      ).rejects.toThrow();
      emulator.fault({ method: 'PUT', path: /users/, answer: 'truncated' });
      await client.users.update(1, { firstName: 'Ada' }).catch(() => {});
      expect(emulator.users()[0]?.firstName).toBe('Ada');
      emulator.fault({ path: /roles/, answer: 'truncated' });
      await expect(client.roles.list()).rejects.toMatchObject({ code: 'unavailable' });
    },
    { client: { retries: 0 } },
  ));

it('shortens the pages of a list, for as long as it says', () =>
  withEmulator(async ({ emulator, client }) => {
    for (let index = 0; index < 5; index++) await client.users.create(person(`user${index}`));
    const pages = async (): Promise<number> => {
      const before = emulator.requests.length;
      expect(await Array.fromAsync(client.users.list())).toHaveLength(6);
      return emulator.requests.length - before;
    };
    expect(await pages()).toBe(1);
    const heal = emulator.fault({ path: /users/, pageCap: 2, times: Number.POSITIVE_INFINITY });
    expect(await pages()).toBeGreaterThanOrEqual(3);
    heal();
    expect(await pages()).toBe(1);
  }));

it('answers in place of Superset with JSON, or with a web page as proxies do', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.probe();
      emulator.fault({ path: /roles/, answer: { status: 502, body: '<html>Bad gateway</html>' } });
      await expect(client.roles.list()).rejects.toMatchObject({ code: 'unavailable', status: 502 });
      emulator.fault({ path: /roles/, answer: { status: 200, body: '<html>Sign in</html>' } });
      await expect(client.roles.list()).rejects.toMatchObject({ code: 'protocol' });
      emulator.fault({ path: /roles/, answer: { status: 429, headers: { 'retry-after': '7' } } });
      await expect(client.roles.list()).rejects.toMatchObject({ code: 'rate-limited', retryAfterMs: 7000 });
    },
    { client: { retries: 0 } },
  ));

it('shows who owns what', () =>
  withEmulator(
    async ({ emulator, client }) => {
      expect(emulator.assets()).toEqual([]);
      const { url, credentials } = emulator;
      const signedIn = await fetch(`${url}/api/v1/security/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...credentials, provider: 'db' }),
      });
      const { access_token: token } = (await signedIn.json()) as { access_token: string };
      const authorization = `Bearer ${token}`;
      const csrf = await fetch(`${url}/api/v1/security/csrf_token/`, { headers: { authorization } });
      const { result } = (await csrf.json()) as { result: string };
      const cookie = csrf.headers.getSetCookie().join().split(';')[0] ?? '';
      await fetch(`${url}/api/v1/dashboard/`, {
        method: 'POST',
        headers: { authorization, cookie, 'x-csrftoken': result, 'content-type': 'application/json' },
        body: JSON.stringify({ dashboard_title: 'Sales' }),
      });
      expect(emulator.assets()).toEqual([{ kind: 'dashboard', id: 1, name: 'Sales', owners: ['admin'] }]);
      await client.assets.setOwners('dashboard', 1, []);
      expect(emulator.assets()).toMatchObject([{ owners: [] }]);
    },
    { version: '5.0' },
  ));
