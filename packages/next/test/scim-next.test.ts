import type { ScimEndpoint, ScimRequest } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { type ScimNextOptions, scimNext } from '../src/index.ts';

type Params = Readonly<Record<string, string | string[] | undefined>>;

/** What the endpoint is handed for a URL, with the parameters that Next.js would give. */
async function handed(
  url: string,
  params?: Params,
  options?: ScimNextOptions,
  init?: RequestInit,
): Promise<ScimRequest> {
  const seen: ScimRequest[] = [];
  const endpoint: ScimEndpoint = {
    handle: async (request) => {
      seen.push(request);
      return { status: 204, headers: {}, body: undefined };
    },
  };
  const context = params && { params: Promise.resolve(params) };
  await scimNext(endpoint, options).GET(new Request(url, init), context);
  return seen[0] as ScimRequest;
}

describe('the mount point', () => {
  it.each<[string, Params, string, string]>([
    ['/scim/v2', {}, '/scim/v2', '/'],
    ['/scim/v2/', {}, '/scim/v2', '/'],
    ['/scim/v2/Users', { path: ['Users'] }, '/scim/v2', '/Users'],
    ['/scim/v2/Users/', { path: ['Users'] }, '/scim/v2', '/Users/'],
    ['/scim/v2/Users/a%2Fb', { path: ['Users', 'a/b'] }, '/scim/v2', '/Users/a%2Fb'],
    ['/t/a%20b/scim/Users/1', { tenant: 'a b', rest: ['Users', '1'] }, '/t/a%20b/scim', '/Users/1'],
    ['/Users/1', { path: ['Users', '1'] }, '', '/Users/1'],
  ])('of %s ends before the catch-all segment', async (path, params, mount, below) => {
    expect(await handed(`http://scim.example${path}?a=%20`, params)).toMatchObject({
      path: below,
      query: 'a=%20',
      baseUrl: `http://scim.example${mount}`,
    });
  });

  it('is shown to clients as the prefix where a base path hides it', async () => {
    const request = await handed('http://scim.example/v2/Users', { path: ['Users'] }, { prefix: '/base/v2' });
    expect(request).toMatchObject({ path: '/Users', baseUrl: 'http://scim.example/base/v2' });
  });

  it('is the prefix, or the root, outside Next.js', async () => {
    expect(await handed('http://scim.example/v2/Users', undefined, { prefix: '/v2' })).toMatchObject({
      path: '/Users',
      baseUrl: 'http://scim.example/v2',
    });
    expect(await handed('http://scim.example/Users')).toMatchObject({
      path: '/Users',
      baseUrl: 'http://scim.example',
    });
  });
});

describe('the base URL', () => {
  const url = 'http://0.0.0.0:3000/Users';
  const headers = {
    host: 'scim.example:8443',
    'x-forwarded-host': 'public.example, inner.example',
    'x-forwarded-proto': 'https',
  };

  it('takes the host from the Host header', async () => {
    expect((await handed(url, undefined, {}, { headers })).baseUrl).toBe('http://scim.example:8443');
  });

  it('takes scheme and host from a proxy when told to', async () => {
    const { baseUrl } = await handed(url, undefined, { trustProxy: true }, { headers });
    expect(baseUrl).toBe('https://public.example');
  });
});

it('gives the answer as a Response', async () => {
  const headers = { 'content-type': 'application/scim+json', etag: 'W/"1"' };
  const { POST } = scimNext({ handle: async () => ({ status: 201, headers, body: '{"a":"ä"}' }) });
  const response = await POST(new Request('http://scim.example/Users', { method: 'POST', body: '{}' }));
  expect(response.status).toBe(201);
  expect(Object.fromEntries(response.headers)).toEqual(headers);
  expect(await response.text()).toBe('{"a":"ä"}');
});
