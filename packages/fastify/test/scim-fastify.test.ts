import { Readable } from 'node:stream';
import type { ScimEndpoint, ScimRequest, ScimResponse } from '@scim-superset/core';
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { describe, expect, it } from 'vitest';
import { scimFastify } from '../src/index.ts';

/** Remembers what it was asked, with streams read to their end. */
function recorder(): ScimEndpoint & { readonly seen: ScimRequest[] } {
  const seen: ScimRequest[] = [];
  const handle = async (request: ScimRequest): Promise<ScimResponse> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) chunks.push(chunk);
    seen.push({ ...request, body: Buffer.concat(chunks).toString() });
    return { status: 200, headers: { 'content-type': 'application/scim+json' }, body: '{}' };
  };
  return { handle, seen };
}

async function mount(prefix: string, options: FastifyServerOptions = {}): Promise<MountedApp> {
  const endpoint = recorder();
  const app = fastify(options);
  await app.register(scimFastify, { prefix, endpoint });
  return { app, seen: endpoint.seen };
}

interface MountedApp {
  readonly app: FastifyInstance;
  readonly seen: ScimRequest[];
}

describe('the prefix', () => {
  it('may have parameters', async () => {
    const { app, seen } = await mount('/:tenant/scim/v2');
    await app.inject('/a%2Fb/scim/v2/Users/1?x=%20');
    expect(seen[0]).toMatchObject({ path: '/Users/1', query: 'x=%20', baseUrl: 'http://localhost:80/a%2Fb/scim/v2' });
  });

  it('may be written otherwise by the client where Fastify allows it', async () => {
    const { app, seen } = await mount('/scim/v2', {
      routerOptions: { caseSensitive: false, ignoreDuplicateSlashes: true },
    });
    await app.inject('//SCIM//v2/Users/Ab');
    expect(seen[0]).toMatchObject({ path: '/Users/Ab', baseUrl: 'http://localhost:80//SCIM//v2' });
  });

  it('may be missing, without taking the handler for unknown routes from the application', async () => {
    const endpoint = recorder();
    const app = fastify();
    app.setNotFoundHandler((_request, reply) => reply.code(418).send());
    await app.register(scimFastify, { endpoint });
    expect((await app.inject('/Users?a')).statusCode).toBe(200);
    expect((await app.inject('/')).statusCode).toBe(200);
    expect(endpoint.seen).toMatchObject([
      { path: '/Users', query: 'a', baseUrl: 'http://localhost:80' },
      { path: '/', query: '' },
    ]);
    expect((await app.inject({ method: 'PROPFIND' as 'GET', url: '/Users' })).statusCode).toBe(418);
  });
});

describe('the application around it', () => {
  it('keeps its parsers, its limit, its errors and its unknown routes', async () => {
    const endpoint = recorder();
    const app = fastify({ bodyLimit: 20 });
    app.addContentTypeParser('application/scim+json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    app.setNotFoundHandler((_request, reply) => reply.code(418).send());
    app.setErrorHandler((error: { code?: string }, _request, reply) => reply.code(400).send({ code: error.code }));
    app.post('/own', async (request) => ({ own: request.body }));
    await app.register(scimFastify, { prefix: '/scim/v2', endpoint });

    const send = (url: string, type: string, payload: string) =>
      app.inject({ method: 'POST', url, payload, headers: { 'content-type': type } });
    expect((await send('/own', 'application/json', '{"a":1}')).json()).toEqual({ own: { a: 1 } });
    expect((await send('/own', 'application/scim+json', '{"a":1}')).json()).toEqual({ own: '{"a":1}' });
    expect((await send('/own', 'nonsense', '{}')).json()).toEqual({ code: 'FST_ERR_CTP_INVALID_MEDIA_TYPE' });
    expect((await send('/own', 'application/json', 'x'.repeat(99))).json()).toEqual({
      code: 'FST_ERR_CTP_BODY_TOO_LARGE',
    });
    expect((await app.inject('/elsewhere')).statusCode).toBe(418);
    expect(endpoint.seen).toHaveLength(0);

    expect((await send('/scim/v2/Users', 'nonsense', 'x'.repeat(99))).statusCode).toBe(200);
    expect(endpoint.seen[0]?.body).toBe('x'.repeat(99));
  });

  it('has its hooks run first, and what they refuse stays refused', async () => {
    const { app, seen } = await mount('/scim/v2');
    const guarded = fastify();
    guarded.addHook('preHandler', async () => {
      throw Object.assign(new Error('Not from here'), { statusCode: 403 });
    });
    guarded.register(async (scope) => {
      await scope.register(scimFastify, {
        prefix: '/scim/v2',
        endpoint: { handle: () => Promise.reject(new Error()) },
      });
    });
    for (const method of ['GET', 'POST', 'PROPFIND']) {
      const refused = await guarded.inject({ method: method as 'GET', url: '/scim/v2/Users' });
      expect(refused).toMatchObject({ statusCode: 403 });
    }
    expect((await app.inject('/scim/v2/Users')).statusCode).toBe(200);
    expect(seen).toHaveLength(1);
  });

  it('may unpack bodies in a preParsing hook', async () => {
    const endpoint = recorder();
    const app = fastify();
    app.addHook('preParsing', async () => Readable.from([Buffer.from('unpacked')]));
    await app.register(scimFastify, { prefix: '/scim/v2', endpoint });
    await app.inject({ method: 'POST', url: '/scim/v2/Users', payload: 'packed', headers: { 'content-type': 'a/b' } });
    expect(endpoint.seen[0]?.body).toBe('unpacked');
  });
});

it('takes scheme and host from a trusted proxy', async () => {
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'scim.example:8443' };
  const trusting = await mount('/scim/v2', { trustProxy: '127.0.0.1' });
  await trusting.app.inject({ url: '/scim/v2/Users', headers });
  expect(trusting.seen[0]?.baseUrl).toBe('https://scim.example:8443/scim/v2');
  const other = await mount('/scim/v2', { trustProxy: '10.0.0.1' });
  await other.app.inject({ url: '/scim/v2/Users', headers });
  expect(other.seen[0]?.baseUrl).toBe('http://localhost:80/scim/v2');
});

it('is mounted as often as wanted', async () => {
  const [one, two] = [recorder(), recorder()];
  const app = fastify();
  await app.register(scimFastify, { prefix: '/one', endpoint: one });
  await app.register(scimFastify, { prefix: '/one/two', endpoint: two });
  await app.inject('/one/Users');
  await app.inject('/one/two/Users');
  expect(one.seen).toMatchObject([{ path: '/Users' }]);
  expect(two.seen).toMatchObject([{ path: '/Users' }]);
});
