import { createMemoryStore, createScimEndpoint, fixedToken, type ScimEndpoint, userUrn } from '@scim-superset/core';
import { interleave } from './interleave.ts';
import type { BenchRow } from './patch.ts';

const pageSize = 1_000;

/** A page of users through the whole endpoint, beside JSON.stringify of the very same body. */
export async function benchEndpoint(): Promise<readonly BenchRow[]> {
  const store = createMemoryStore();
  const endpoint = createScimEndpoint({
    store,
    authenticate: fixedToken('bench'),
    baseUrl: 'https://scim.example.com/scim/v2',
  });
  for (let index = 0; index < pageSize; index += 1) await createUser(endpoint, index);
  const list = () => send(endpoint, 'GET', '/Users', undefined, `count=${pageSize}`);
  const body: unknown = JSON.parse((await list()).body ?? '');
  const [ours = Number.NaN, peer = Number.NaN] = await interleave([list, () => JSON.stringify(body)]);
  return [{ name: `list of ${pageSize} users, JSON.stringify of the same body`, ours, peer, ratio: peer / ours }];
}

function createUser(endpoint: ScimEndpoint, index: number): Promise<unknown> {
  return send(endpoint, 'POST', '/Users', {
    schemas: [userUrn],
    userName: `user${index}@example.com`,
    externalId: `external-${index}`,
    name: { givenName: `Given${index}`, familyName: `Family${index}` },
    displayName: `Given${index} Family${index}`,
    active: true,
    emails: [{ value: `user${index}@example.com`, type: 'work', primary: true }],
  });
}

function send(endpoint: ScimEndpoint, method: string, path: string, body?: object, query?: string) {
  return endpoint.handle({
    method,
    path,
    headers: { authorization: 'Bearer bench', 'content-type': 'application/scim+json' },
    ...(body !== undefined && { body }),
    ...(query !== undefined && { query }),
  });
}
