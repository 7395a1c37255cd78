import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coreBodyBytes, coreToken } from './core-endpoint.ts';
import type { AdapterHost, RunningHost } from './hosts.ts';
import { type HttpRequest, type HttpResponse, send, start } from './http-client.ts';

const mount = '/base/core/v2';
const credentials = { authorization: `Bearer ${coreToken}`, 'content-type': 'application/scim+json' };
const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** What the real endpoint does behind every adapter: success, and a SCIM Error for each failure. */
export function describeScim(host: AdapterHost): void {
  describe(`${host.name} serves SCIM`, { timeout: 30_000 }, () => {
    let server: RunningHost;
    beforeAll(async () => {
      server = await host.start();
    });
    afterAll(() => server?.stop());

    const ask = (path: string, options: HttpRequest = {}): Promise<HttpResponse> =>
      send(server.origin, mount + path, { ...options, headers: { ...credentials, ...options.headers } });
    const askJson = (method: string, path: string, value: object): Promise<HttpResponse> =>
      ask(path, { method, body: JSON.stringify(value) });
    const createUser = async (
      userName: string,
    ): Promise<{ id: string; meta: { location: string; version: string } }> => {
      const created = await askJson('POST', '/Users', { schemas: [userUrn], userName });
      expect(created.status).toBe(201);
      return JSON.parse(created.text);
    };

    it('creates, reads, lists, replaces, patches and deletes a user', async () => {
      const user = await createUser('ädä 😀');
      expect(user.meta.location).toBe(`${server.origin}${mount}/Users/${user.id}`);

      const location = new URL(user.meta.location);
      const read = await send(location.origin, location.pathname, { headers: credentials });
      expect(read.headers).toMatchObject({ 'content-type': 'application/scim+json', etag: user.meta.version });
      expect(JSON.parse(read.text)).toMatchObject({ id: user.id, userName: 'ädä 😀' });

      const filter = encodeURIComponent('userName eq "ÄDÄ 😀"');
      const list = await ask(`/Users?filter=${filter}&count=1&attributes=userName`);
      expect(JSON.parse(list.text)).toMatchObject({ totalResults: 1, Resources: [{ id: user.id }] });

      const replaced = await askJson('PUT', `/Users/${user.id}`, { schemas: [userUrn], userName: 'ada' });
      expect(JSON.parse(replaced.text)).toMatchObject({ userName: 'ada' });
      const patch = { schemas: [patchUrn], Operations: [{ op: 'replace', value: { active: false } }] };
      expect(JSON.parse((await askJson('PATCH', `/Users/${user.id}`, patch)).text)).toMatchObject({ active: false });

      expect(await ask(`/Users/${user.id}`, { method: 'DELETE' })).toMatchObject({ status: 204, text: '' });
      expectError(await ask(`/Users/${user.id}`), 404);
    });

    it('answers HEAD and conditional requests without a body', async () => {
      const { id, meta } = await createUser('head');
      const head = await ask(`/Users/${id}`, { method: 'HEAD' });
      expect(head).toMatchObject({ status: 200, text: '' });
      expect(head.headers.etag).toBe(meta.version);
      const unchanged = await ask(`/Users/${id}`, { headers: { 'if-none-match': meta.version } });
      expect(unchanged).toMatchObject({ status: 304, text: '' });
      expect(unchanged.headers).not.toHaveProperty('content-type');
      const missed = await ask(`/Users/${id}`, { method: 'DELETE', headers: { 'if-match': 'W/"0"' } });
      expectError(missed, 412);
    });

    it.each(['application/scim+json', 'application/json', undefined])('takes a body of type %s', async (type) => {
      const { authorization } = credentials;
      const headers = type === undefined ? { authorization } : { authorization, 'content-type': type };
      const body = JSON.stringify({ schemas: [userUrn], userName: `typed ${type}` });
      const created = await send(server.origin, `${mount}/Users`, { method: 'POST', body, headers });
      expect(created.status).toBe(201);
    });

    describe('a SCIM Error', () => {
      it.each(['application/scim+json', 'application/json'])('for malformed JSON of type %s', async (type) => {
        const headers = { 'content-type': type };
        const answer = await ask('/Users', { method: 'POST', body: '{"userName": "a",', headers });
        expectError(answer, 400, 'invalidSyntax');
      });

      it('for no body', async () => {
        expectError(await ask('/Users', { method: 'POST' }), 400, 'invalidSyntax');
      });

      it.each(['text/plain', 'application/x-www-form-urlencoded', 'nonsense', 'application/json; charset=latin1'])(
        'for the type %s',
        async (type) => {
          const answer = await ask('/Users', { method: 'POST', body: '{}', headers: { 'content-type': type } });
          expectError(answer, 415);
        },
      );

      it('for credentials that are wrong, whatever comes with them', async () => {
        const headers = { authorization: 'Bearer wrong' };
        for (const request of [
          {},
          { method: 'POST', body: '{' },
          { method: 'POST', body: 'x'.repeat(coreBodyBytes * 2) },
        ]) {
          const answer = await ask('/Users', { ...request, headers });
          expectError(answer, 401);
          expect(answer.headers['www-authenticate']).toContain('Bearer');
        }
      });

      it('for a method that the resource does not have', async () => {
        const answer = await ask('/Users', { method: 'PUT', body: '{}' });
        expectError(answer, 405);
        expect(answer.headers.allow).toContain('POST');
      });

      it('for a method that SCIM does not have', async () => {
        const answer = await ask('/Users', { method: 'PROPFIND' });
        if (host.answersItself.unknownMethod === undefined) expectError(answer, 405);
        else expect(answer).toMatchObject({ status: host.answersItself.unknownMethod, text: '' });
      });

      it('for a body above the limit, announced or not', async () => {
        const body = JSON.stringify({ schemas: [userUrn], userName: 'big', title: 'x'.repeat(coreBodyBytes) });
        expectError(await ask('/Users', { method: 'POST', body }), 413);
        expectError(await ask('/Users', { method: 'POST', body, chunks: 50 }), 413);
        expect((await ask('/Users?count=0')).status).toBe(200);
      });

      it.each(['a%2Fb', '%0d%0aset-cookie:%20a=b', '%3Cscript%3E', 'x%00y', '%2e%2e%2f', 'ü'.repeat(300)])(
        'for the id %s, with nothing of it in a header',
        async (id) => {
          const path = `/Users/${id.replaceAll('ü', '%C3%BC')}`;
          const answers = [await ask(path), await ask(path, { method: 'DELETE' })];
          for (const answer of answers) {
            expectError(answer, 404);
            expect(answer.headers).not.toHaveProperty('set-cookie');
          }
        },
      );

      it('for a path that is no valid encoding', async () => {
        const answer = await ask('/Users/%zz');
        if (host.answersItself.badPath === undefined) expectError(answer, 400, 'invalidSyntax');
        else expect(answer.status).toBe(host.answersItself.badPath);
      });

      it('for a path that there is not', async () => {
        expectError(await ask('/Nothing'), 404);
      });
    });

    it('takes a body just below the limit, in chunks', async () => {
      const title = 'x'.repeat(coreBodyBytes * 0.9);
      const body = JSON.stringify({ schemas: [userUrn], userName: 'big', title });
      const created = await ask('/Users', { method: 'POST', body, chunks: 20 });
      expect(created.status).toBe(201);
      expect(JSON.parse(created.text).title).toBe(title);
    });

    it('serves many at once', async () => {
      const names = Array.from({ length: 60 }, (_, index) => `many-${index}`);
      const users = await Promise.all(names.map(createUser));
      expect(new Set(users.map(({ id }) => id)).size).toBe(names.length);
      const list = await ask(`/Users?filter=${encodeURIComponent('userName sw "many-"')}&count=100`);
      expect(JSON.parse(list.text).totalResults).toBe(names.length);
    });

    it('gives one of many equal creations the name, and the others a conflict', async () => {
      const body = { schemas: [userUrn], userName: 'only-once' };
      const answers = await Promise.all(Array.from({ length: 20 }, () => askJson('POST', '/Users', body)));
      const refused = answers.filter(({ status }) => status !== 201);
      expect(refused).toHaveLength(19);
      for (const answer of refused) expectError(answer, 409, 'uniqueness');
    });

    it('creates nothing from half a body', async () => {
      const body = JSON.stringify({ schemas: [userUrn], userName: 'half' });
      const headers = { ...credentials, 'content-length': String(body.length) };
      const request = start(server.origin, `${mount}/Users`, { method: 'POST', headers, hold: true });
      request.on('error', () => {});
      request.write(body.slice(0, -5));
      await ask('/Users?count=0');
      const closed = new Promise((resolve) => request.once('close', resolve));
      request.destroy();
      await closed;
      const list = await ask(`/Users?filter=${encodeURIComponent('userName eq "half"')}`);
      expect(JSON.parse(list.text).totalResults).toBe(0);
      await createUser('half');
    });
  });
}

function expectError({ headers, text, status }: HttpResponse, expected: number, scimType?: string): void {
  expect(status, text).toBe(expected);
  expect(headers['content-type']).toBe('application/scim+json');
  const body = JSON.parse(text);
  expect(body).toMatchObject({ schemas: [errorUrn], status: String(expected), detail: expect.any(String) });
  expect(body.scimType).toBe(scimType);
}
