import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from './echo-endpoint.ts';
import type { AdapterHost, RunningHost } from './hosts.ts';
import { type HttpRequest, send, sendRaw, sendToEcho, start } from './http-client.ts';

const mount = '/base/scim/v2';
const json = { 'content-type': 'application/scim+json' };

function asking(answer: Answer, headers: Record<string, string> = {}): Pick<HttpRequest, 'headers'> {
  const text = JSON.stringify(answer).replaceAll(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return { headers: { ...headers, 'x-answer': text } };
}

function byName(query: string): [string, string[]][] {
  const parameters = new URLSearchParams(query);
  return [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]);
}

/** What every adapter keeps, whatever the framework: the request arrives unchanged and the answer leaves unchanged. */
export function describeTranslation(host: AdapterHost): void {
  describe(`${host.name} translates`, { timeout: 30_000 }, () => {
    let server: RunningHost;
    let origin: string;
    beforeAll(async () => {
      server = await host.start();
      origin = server.origin;
    });
    afterAll(() => server?.stop());

    describe('requests', () => {
      it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('with the method %s', async (method) => {
        const echo = await sendToEcho(origin, `${mount}/Users/1`, { method });
        expect(echo).toMatchObject({ method, path: '/Users/1', query: '', body: { bytes: '' } });
      });

      it('with a method that SCIM does not know', async () => {
        const { status, text } = await send(origin, `${mount}/Users`, { method: 'PROPFIND' });
        expect(status).toBe(host.answersItself.unknownMethod ?? 200);
        if (status === 200) expect(JSON.parse(text)).toMatchObject({ method: 'PROPFIND', path: '/Users' });
      });

      it('with the path still encoded', async () => {
        const path = '/Users/a%2Fb%20c%25%0d%0aSet-Cookie:%20x=%C3%A9;d,e+f@~*()';
        expect(await sendToEcho(origin, mount + path)).toMatchObject({ path });
      });

      it('with a long path segment', async () => {
        const path = `/Users/${'x'.repeat(3000)}`;
        expect(await sendToEcho(origin, mount + path)).toMatchObject({ path });
      });

      it('with a path that is no valid encoding', async () => {
        const { status, text } = await send(origin, `${mount}/Users/%zz`);
        expect(status).toBe(host.answersItself.badPath ?? 200);
        if (status === 200) expect(JSON.parse(text)).toMatchObject({ path: '/Users/%zz' });
      });

      it('to the mount point itself', async () => {
        expect(await sendToEcho(origin, mount)).toMatchObject({ path: '/', query: '' });
        expect(await sendToEcho(origin, `${mount}?a=1`)).toMatchObject({ path: '/', query: 'a=1' });
      });

      it('with a trailing slash', async () => {
        const { status, text } = await send(origin, `${mount}/Users/`);
        expect(status).toBe(host.answersItself.trailingSlash ?? 200);
        if (status === 200) expect(JSON.parse(text)).toMatchObject({ path: '/Users/' });
      });

      it('with the query as it was sent', async () => {
        const query = 'filter=userName%20eq%20%22a%2Bb%26c%3D%22&x=+&startIndex=1&count=&n=a?b=c&x=2&attributes=a,b';
        const echo = await sendToEcho(origin, `${mount}/Users?${query}`);
        if (host.rewritesQuery) {
          expect(byName(String(echo.query))).toEqual(byName(query));
        } else {
          expect(echo.query).toBe(query);
        }
      });

      it('in absolute form, as proxies send it', async () => {
        const answer = await sendRaw(
          origin,
          `GET http://proxied.example${mount}/Users?a=1 HTTP/1.1\r\nHost: proxied.example\r\nConnection: close\r\n\r\n`,
        );
        expect(answer).toContain(`HTTP/1.1 ${host.answersItself.absoluteForm ?? 200} `);
        if (host.answersItself.absoluteForm !== undefined) return;
        expect(answer).toContain('"path":"/Users","query":"a=1"');
        expect(answer).toContain(`"baseUrl":"http://proxied.example${mount}"`);
      });

      it('with lower-case header names and values unchanged', async () => {
        const headers = { Authorization: 'Bearer äöü=', 'If-Match': 'W/"1", W/"2"', 'X-Twice': ['a', 'b'] };
        const echo = await sendToEcho(origin, `${mount}/Users`, { headers });
        expect(echo.headers).toMatchObject({ authorization: 'Bearer äöü=', 'if-match': 'W/"1", W/"2"' });
        expect(echo.headers['x-twice']).toBe('a, b');
      });

      it('with the base URL the client used', async () => {
        const echo = await sendToEcho(origin, `${mount}/Users`, { headers: { host: 'scim.example:8443' } });
        expect(echo.baseUrl).toBe(`http://scim.example:8443${mount}`);
      });

      it('without believing X-Forwarded headers', async () => {
        const headers = { host: 'scim.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
        const echo = await sendToEcho(origin, `${mount}/Users`, { headers });
        const scheme = host.believesForwardedProto ? 'https' : 'http';
        expect(echo.baseUrl).toBe(`${scheme}://scim.example${mount}`);
      });

      it.each([
        'application/scim+json',
        'application/json; charset=utf-8',
        'application/json',
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'nonsense',
        '; /',
      ])('with a malformed body of type "%s"', async (type) => {
        const body = '{"userName": "ädä",';
        const echo = await sendToEcho(origin, `${mount}/Users`, {
          method: 'POST',
          body,
          headers: { 'content-type': type },
        });
        expect(echo.body).toEqual({ bytes: Buffer.from(body).toString('base64') });
        expect(echo.headers['content-type']).toBe(
          /^\w/.test(type) && type.includes('/') ? type : (host.invalidType ?? type),
        );
      });

      it('with a body of no type', async () => {
        const echo = await sendToEcho(origin, `${mount}/Users`, { method: 'POST', body: 'x' });
        expect(echo.body).toEqual({ bytes: 'eA==' });
      });

      it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('with any bytes in chunks, %s', async (method) => {
        const body = randomBytes(3_000_000);
        const echo = await sendToEcho(origin, `${mount}/Users/1`, { method, body, chunks: 7, headers: json });
        expect(echo.body).toEqual({ bytes: body.toString('base64') });
        expect(echo.headers['content-length']).toBeUndefined();
      });

      it('with the answer to Expect: 100-continue', async () => {
        const headers = { ...json, expect: '100-continue', 'content-length': '2' };
        const request = start(origin, `${mount}/Users`, { method: 'POST', headers, hold: true });
        await once(request, 'continue');
        request.end('{}');
        const [response] = await once(request, 'response');
        expect(response.statusCode).toBe(200);
        response.resume();
      });

      it('each with its own answer when many come at once', async () => {
        const paths = Array.from({ length: 100 }, (_, index) => `/Users/${index}`);
        const echoes = await Promise.all(
          paths.map((path) => sendToEcho(origin, mount + path, { method: 'PUT', body: path })),
        );
        expect(echoes.map((echo) => echo.path)).toEqual(paths);
        expect(echoes.map((echo) => echo.body)).toEqual(
          paths.map((path) => ({ bytes: Buffer.from(path).toString('base64') })),
        );
      });
    });

    describe('responses', () => {
      it('byte by byte', async () => {
        const body = '{"displayName":"Ädä \u{1f600} \\u0000"}';
        const headers = { location: 'https://scim.example/Users/1%0A', etag: 'W/"7"' };
        const response = await send(origin, `${mount}/Users`, {
          method: 'POST',
          ...asking({ status: 201, headers, body }),
        });
        expect(response).toMatchObject({ status: 201, text: body });
        expect(response.headers).toMatchObject({ ...headers, 'content-type': 'application/scim+json' });
      });

      it.each([204, 304])('of status %i without body, type and length', async (status) => {
        const response = await send(
          origin,
          `${mount}/Users/1`,
          asking({ status, body: null, headers: { etag: 'W/"7"' } }),
        );
        expect(response.status).toBe(status);
        expect(response.headers.etag).toBe('W/"7"');
        expect(response.bytes).toHaveLength(0);
        for (const header of ['content-type', 'content-length', 'transfer-encoding']) {
          expect(response.headers).not.toHaveProperty(header);
        }
      });

      it('to HEAD without body', async () => {
        const response = await send(origin, `${mount}/Users/1`, {
          method: 'HEAD',
          ...asking({ body: '{"a":1}', headers: { etag: 'W/"7"' } }),
        });
        expect(response).toMatchObject({ status: 200, text: '' });
        expect(response.headers).toMatchObject({ 'content-type': 'application/scim+json', etag: 'W/"7"' });
      });

      it('without a body for every method', async () => {
        const response = await send(origin, `${mount}/Users/1`, {
          method: 'POST',
          ...asking({ status: 404, body: null }),
        });
        expect(response).toMatchObject({ status: 404, text: '' });
        expect(response.headers).not.toHaveProperty('content-type');
      });

      it.each(['nothing', 'some'] as const)('after %s of the body, on a connection that stays good', async (read) => {
        const agent = new Agent({ keepAlive: true, maxSockets: 1 });
        const body = Buffer.alloc(5_000_000, 'x');
        for (let round = 0; round < 5; round += 1) {
          const request = {
            method: 'POST',
            body,
            chunks: 50,
            agent,
            ...asking({ status: 413, body: '{}', read }, json),
          };
          expect(await send(origin, `${mount}/Users`, request)).toMatchObject({ status: 413, text: '{}' });
        }
        expect(await sendToEcho(origin, `${mount}/Users`, { agent })).toMatchObject({ path: '/Users' });
        agent.destroy();
      });
    });

    describe('the end of a connection', () => {
      const fate = async (name: string): Promise<string> => (await send(origin, `${mount}/aborted/${name}`)).text;

      it('into an aborted signal', async () => {
        const request = start(origin, `${mount}/Users`, {
          method: 'POST',
          body: '{}',
          ...asking({ hang: 'leaver' }, json),
        });
        request.on('error', () => {});
        while ((await fate('leaver')) !== 'waiting') await sleep(10);
        request.destroy();
        while ((await fate('leaver')) !== 'aborted') await sleep(10);
      });

      it('not into an aborted signal when the request was answered', async () => {
        await sendToEcho(origin, `${mount}/Users`, {
          method: 'POST',
          body: '{}',
          agent: false,
          headers: { 'x-name': 'stayer' },
        });
        await sleep(50);
        expect(await fate('stayer')).toBe('waiting');
      });
    });

    it('nothing of the routes beside it', async () => {
      const headers = { 'content-type': 'application/json' };
      const own = await send(origin, '/base/own', { method: 'POST', body: '{"a":1}', headers });
      expect(own).toMatchObject({ status: 200, text: '{"own":{"a":1}}' });
      expect((await send(origin, '/base/scim/v2x/Users')).status).toBe(404);
      expect((await send(origin, '/elsewhere')).status).toBe(404);
    });
  });
}
