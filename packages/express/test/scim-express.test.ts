import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ScimEndpoint, ScimRequest, ScimResponse } from '@scim-superset/core';
import express, { type Express } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { scimExpress } from '../src/index.ts';

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

async function serve(app: Express): Promise<string> {
  const server = app.listen(0, '127.0.0.1');
  stops.push(() => server.close().closeAllConnections());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Remembers what it was asked, with streams read to their end. */
function recorder(response: Partial<ScimResponse> = {}): ScimEndpoint & { readonly seen: ScimRequest[] } {
  const seen: ScimRequest[] = [];
  const handle = async (request: ScimRequest): Promise<ScimResponse> => {
    const { body } = request;
    const isStream = typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
    seen.push({ ...request, body: isStream ? await text(body as AsyncIterable<Uint8Array>) : body });
    return { status: 200, headers: {}, body: undefined, ...response };
  };
  return { handle, seen };
}

async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return `stream: ${Buffer.concat(chunks)}`;
}

function post(url: string, type: string, body: string): Promise<Response> {
  return fetch(url, { method: 'POST', body, headers: { 'content-type': type } });
}

describe('a body', () => {
  it('is the stream when no parser has read it', async () => {
    const endpoint = recorder();
    const app = express().use(express.json()).use('/scim/v2', scimExpress(endpoint));
    await post(`${await serve(app)}/scim/v2/Users`, 'application/scim+json', '{"a":1}');
    expect(endpoint.seen[0]?.body).toBe('stream: {"a":1}');
  });

  it('is the stream although Express 4 parsers left an empty object', async () => {
    const endpoint = recorder();
    const leaveEmptyObject = (request: { body?: unknown }, _response: unknown, next: () => void): void => {
      request.body = {};
      next();
    };
    const app = express().use(leaveEmptyObject).use('/scim/v2', scimExpress(endpoint));
    await post(`${await serve(app)}/scim/v2/Users`, 'application/scim+json', '{"a":1}');
    expect(endpoint.seen[0]?.body).toBe('stream: {"a":1}');
  });

  it.each([
    ['a value after express.json', express.json(), { a: 1 }],
    ['bytes after express.raw', express.raw({ type: '*/*' }), Buffer.from('{"a":1}')],
    ['text after express.text', express.text({ type: '*/*' }), '{"a":1}'],
  ])('is %s', async (_name, parser, expected) => {
    const endpoint = recorder();
    const app = express().use(parser).use('/scim/v2', scimExpress(endpoint));
    await post(`${await serve(app)}/scim/v2/Users`, 'application/json', '{"a":1}');
    expect(endpoint.seen[0]?.body).toEqual(expected);
  });
});

it('lets nothing past the middleware in front of it, however broken the request', async () => {
  const endpoint = recorder();
  const app = express()
    .use(express.json())
    .use((_request, _response, next) => next(new Error('Not from here')))
    .use('/scim/v2', scimExpress(endpoint))
    .use((_error: unknown, _request: unknown, response: express.Response, _next: unknown) => {
      response.status(418).end();
    });
  const origin = await serve(app);
  for (const body of ['{"a":1}', '{"a":']) {
    expect((await post(`${origin}/scim/v2/Users`, 'application/json', body)).status).toBe(418);
  }
  expect(endpoint.seen).toHaveLength(0);
});

it('hands what must not happen to the application, once', async () => {
  const endpoint = recorder({ headers: { location: 'a\r\nset-cookie: b=c' } });
  const seen: unknown[] = [];
  const app = express()
    .use('/scim/v2', scimExpress(endpoint))
    .use((error: unknown, _request: unknown, response: express.Response, _next: unknown) => {
      seen.push(error);
      response.status(500).end();
    });
  const response = await fetch(`${await serve(app)}/scim/v2/Users`);
  expect(response.status).toBe(500);
  expect(response.headers.has('set-cookie')).toBe(false);
  expect(seen).toHaveLength(1);
});

describe('the base URL', () => {
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'scim.example:8443, inner.example' };

  it('follows a trusted proxy', async () => {
    const endpoint = recorder();
    const app = express().set('trust proxy', 'loopback').use('/scim/v2', scimExpress(endpoint));
    await fetch(`${await serve(app)}/scim/v2/Users`, { headers });
    expect(endpoint.seen[0]?.baseUrl).toBe('https://scim.example:8443/scim/v2');
  });

  it('ignores a proxy that is not trusted', async () => {
    const endpoint = recorder();
    const app = express().set('trust proxy', '10.0.0.0/8').use('/scim/v2', scimExpress(endpoint));
    const origin = await serve(app);
    await fetch(`${origin}/scim/v2/Users`, { headers });
    expect(endpoint.seen[0]?.baseUrl).toBe(`${origin}/scim/v2`);
  });

  it('contains the mount path as the client wrote it', async () => {
    const endpoint = recorder();
    const app = express().use('/:tenant/scim', express.Router().use('/v2', scimExpress(endpoint)));
    const origin = await serve(app);
    await fetch(`${origin}/a%20b/SCIM/v2/Users`);
    expect(endpoint.seen[0]).toMatchObject({ baseUrl: `${origin}/a%20b/SCIM/v2`, path: '/Users' });
  });
});
