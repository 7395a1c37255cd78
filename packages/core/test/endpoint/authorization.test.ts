import { bearerTokens, createMemoryStore, issueToken, type TokenScope } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { createScimClient, groupUrn, userUrn } from './scim-client.ts';

const searchUrn = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

async function clientWith(...scopes: TokenScope[]): Promise<ReturnType<typeof createScimClient>> {
  const store = createMemoryStore();
  const { token } = await issueToken(store, { name: 'x', scopes });
  return createScimClient({ store, authenticate: bearerTokens(store) }, { authorization: `Bearer ${token}` });
}

describe('credentials', () => {
  it('that are missing or wrong get 401 with a challenge, before anything else is said', async () => {
    const { send } = createScimClient();
    for (const authorization of ['', 'Bearer', 'Bearer wrong', 'Basic dTpw']) {
      for (const [method, path] of [
        ['GET', '/Users'],
        ['GET', '/Nothing'],
        ['PUT', '/Users'],
        ['POST', '/Users'],
      ] as const) {
        const answer = await send(method, path, method === 'POST' ? '{' : undefined, { authorization });
        expect(answer.status).toBe(401);
        expect(answer.headers['www-authenticate']).toBe('Bearer realm="scim"');
      }
    }
  });

  it('to read do not write, but search', async () => {
    const { send } = await clientWith('scim:read');
    for (const path of ['/Users', '/', '/ServiceProviderConfig']) expect((await send('GET', path)).status).toBe(200);
    expect((await send('HEAD', '/Users')).status).toBe(200);
    expect((await send('POST', '/Users/.search', { schemas: [searchUrn] })).status).toBe(200);
    const refused = [
      await send('POST', '/Users', { schemas: [userUrn], userName: 'a' }),
      await send('PUT', '/Groups/1', { schemas: [groupUrn], displayName: 'g' }),
      await send('PATCH', '/Users/1', {}),
      await send('DELETE', '/Users/1'),
      await send('POST', '/Bulk', {}),
    ];
    for (const { status, headers } of refused) {
      expect(status).toBe(403);
      expect(headers['www-authenticate']).toContain('error="insufficient_scope", scope="scim:write"');
    }
    expect((await send('GET', '/Users')).body.totalResults).toBe(0);
  });

  it('to write do not read', async () => {
    const { send } = await clientWith('scim:write');
    expect((await send('POST', '/Users', { schemas: [userUrn], userName: 'a' })).status).toBe(201);
    expect((await send('GET', '/Users')).status).toBe(403);
  });
});
