import { expect } from 'vitest';
import { addUser, type ContractCase, list, seen } from './contract-case.ts';

const login = '/api/v1/security/login';
const anything = '/api/v1/dataset/?q=(columns:!(id),keys:!(none))';
const nobody = { authorization: '' };

/** Signing in, tokens, sessions, deactivation. */
export const signInCases: readonly ContractCase[] = [
  {
    name: 'sign-in says what it lacks, and fails without a provider',
    async run({ wire }) {
      const answer = async (body: unknown): Promise<unknown> => seen(await wire.call('POST', login, { body }));
      expect(await answer({ username: 'nobody', password: 'x', provider: 'db' })).toEqual({
        status: 401,
        body: { message: 'Not authorized' },
      });
      expect(await answer({ username: 'nobody', password: 'x' })).toEqual({
        status: 500,
        body: { message: 'Fatal error' },
      });
      expect(await answer({ username: 'nobody', provider: 'db' })).toEqual({
        status: 400,
        body: { message: { password: ['Missing data for required field.'] } },
      });
      expect(await answer('x')).toEqual({ status: 400, body: { message: 'Request payload is not JSON' } });
    },
  },
  {
    name: 'an access token names the account and lives fifteen minutes; a refresh token only refreshes',
    async run({ wire }) {
      const { id, username } = await addUser(wire, 'token');
      const body = { username, password: 'secret-1', provider: 'db', refresh: true };
      const signedIn = (await wire.call('POST', login, { body })).body as Record<string, string>;
      const claims = JSON.parse(
        Buffer.from(signedIn.access_token?.split('.')[1] ?? '', 'base64url').toString(),
      ) as Record<string, unknown>;
      expect(claims).toMatchObject({ sub: String(id), type: 'access' });
      expect(Number(claims.exp) - Number(claims.iat)).toBe(900);

      const bearer = (token: string | undefined) => ({ headers: { authorization: `Bearer ${token}` } });
      const refreshed = await wire.call('POST', '/api/v1/security/refresh', bearer(signedIn.refresh_token));
      expect(refreshed.status).toBe(200);
      expect(seen(await wire.call('POST', '/api/v1/security/refresh', bearer(signedIn.access_token)))).toEqual({
        status: 422,
        body: { msg: 'Only refresh tokens are allowed' },
      });
      expect(seen(await wire.call('GET', list('users', '()'), bearer(signedIn.refresh_token)))).toEqual({
        status: 422,
        body: { msg: 'Only non-refresh tokens are allowed' },
      });
    },
  },
  {
    name: 'a missing token is 401, an unreadable one 422',
    async run({ wire }) {
      const answer = async (authorization: string): Promise<unknown> =>
        seen(await wire.call('GET', list('users', '()'), { headers: { authorization } }));
      expect(await answer('Bearer abc')).toEqual({ status: 422, body: { msg: 'Not enough segments' } });
      const token = await wire.signIn((await addUser(wire, 'tampered')).username, 'secret-1');
      const signature = token.lastIndexOf('.') + 1;
      const tampered = `${token.slice(0, signature)}${token[signature] === 'A' ? 'B' : 'A'}${token.slice(signature + 1)}`;
      expect(await answer(`Bearer ${tampered}`)).toEqual({
        status: 422,
        body: { msg: 'Signature verification failed' },
      });
      const anonymous = await fetch(`${wire.url}${list('users', '()')}`);
      expect({ status: anonymous.status, body: await anonymous.json() }).toEqual({
        status: 401,
        body: { msg: 'Missing Authorization Header' },
      });
    },
  },
  {
    name: 'usernames sign in regardless of case, and two that differ in case only lock each other out',
    async run({ wire }) {
      const { username } = await addUser(wire, 'twin');
      await expect(wire.signIn(username.toUpperCase(), 'secret-1')).resolves.toEqual(expect.any(String));
      await addUser(wire, 'twin', { username: username.toUpperCase() });
      await expect(wire.signIn(username, 'secret-1')).rejects.toThrow('401');
    },
  },
  {
    name: 'deactivation refuses token and session at the next request, and reactivation revives both',
    async run({ wire, since6 }) {
      const { id, username } = await addUser(wire, 'leaver');
      const authorization = `Bearer ${await wire.signIn(username, 'secret-1')}`;
      const session = await wire.openSession(username, 'secret-1');
      const token = async (): Promise<unknown> =>
        seen(await wire.call('GET', anything, { headers: { authorization } }));
      const page = async (): Promise<unknown> => {
        const answer = await wire.call('GET', '/superset/welcome/', { headers: { ...nobody, cookie: session } });
        return [answer.status, answer.headers.get('location')];
      };
      const setActive = (active: boolean): Promise<unknown> =>
        wire.call('PUT', `/api/v1/security/users/${id}`, { body: { active } });

      expect(await token()).toMatchObject({ status: 200 });
      expect(await page()).toEqual([200, null]);
      await setActive(false);
      expect(await token()).toEqual(
        since6 ? { status: 401, body: { msg: `Error loading the user ${id}` } } : { status: 500, body: 'page' },
      );
      if (!since6) {
        const inJson = await wire.call('GET', anything, { headers: { authorization, accept: 'application/json' } });
        expect(inJson).toMatchObject({ status: 500, body: { errors: [{ error_type: 'GENERIC_BACKEND_ERROR' }] } });
      }
      expect(await page()).toEqual([302, expect.stringMatching(/^\/login\//)]);
      await expect(wire.signIn(username, 'secret-1')).rejects.toThrow('401');
      await setActive(true);
      expect(await token()).toMatchObject({ status: 200 });
      expect(await page()).toEqual([200, null]);
    },
  },
  {
    name: '/me/ tells a token from 6.0 on, and a browser session always, whose it is',
    async run({ wire, since6 }) {
      const { id, username } = await addUser(wire, 'self');
      const authorization = `Bearer ${await wire.signIn(username, 'secret-1')}`;
      const byToken = await wire.call('GET', '/api/v1/me/', { headers: { authorization } });
      const byCookie = await fetch(`${wire.url}/api/v1/me/`, {
        headers: { cookie: await wire.openSession(username, 'secret-1') },
      });
      expect(await byCookie.json()).toMatchObject({ result: { id, username, is_active: true } });
      if (since6) expect(byToken.body).toMatchObject({ result: { id, username } });
      else expect(byToken.status).toBe(401);
    },
  },
  {
    name: 'a wrong password sends the browser back to the sign-in page',
    async run({ wire }) {
      const { username } = await addUser(wire, 'typo');
      const session = await wire.openSession(username, 'wrong');
      const answer = await wire.call('GET', '/superset/welcome/', { headers: { ...nobody, cookie: session } });
      expect(answer.status).toBe(302);
    },
  },
  {
    name: 'an unknown address is a web page for whoever accepts one, a wrong method never is',
    async run({ wire }) {
      const path = '/api/v1/security/nothing/';
      const inJson = { status: 404, body: { errors: [{ error_type: 'GENERIC_BACKEND_ERROR' }] } };
      expect(seen(await wire.call('GET', path))).toEqual({ status: 404, body: 'page' });
      expect(await wire.call('GET', path, { headers: { accept: 'application/json' } })).toMatchObject(inJson);
      expect(await wire.call('PATCH', '/api/v1/security/users/1')).toMatchObject({
        status: 405,
        body: { errors: [{ error_type: 'GENERIC_BACKEND_ERROR' }] },
      });
    },
  },
];
