import { createMemoryStore, createScimEndpoint, fixedToken } from '@scim-superset/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScimClient, patchUrn, token, userUrn } from './scim-client.ts';

const evil = [
  '%0d%0aSet-Cookie:%20x=1',
  '%3Cscript%3Ealert(1)%3C%2Fscript%3E',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '%F0%9F%92%A9',
  '__proto__',
  'constructor',
  `${'a'.repeat(10_000)}`,
  '%22%27%3B--',
];

describe('what a request smuggles in', () => {
  it.each(evil)('never comes back: %s', async (text) => {
    const { send } = createScimClient();
    for (const path of [
      `/Users/${text}`,
      `/${text}`,
      `/Schemas/${text}`,
      `/Users?filter=${text}`,
      `/Users?sortBy=${text}`,
      `/Users?cursor=${text}`,
    ]) {
      for (const method of ['GET', 'DELETE']) {
        const { status, headers, text: body = '' } = await send(method, path);
        expect(status).toBeLessThan(500);
        expect(Object.values(headers).join()).not.toMatch(/[\r\n<>]|script|passwd/);
        expect(body).not.toMatch(/<script|\r|\n| at .*\.ts|node_modules/);
        expect(body.length).toBeLessThan(5_000);
      }
    }
  });

  it('stays data in a resource, and cannot be taken for HTML', async () => {
    const { send } = createScimClient();
    const userName = '<script>alert("\u2028")</script>\r\nX: y';
    const { status, body, text, headers } = await send('POST', '/Users', { schemas: [userUrn], userName });
    expect(status).toBe(201);
    expect(body.userName).toBe(userName);
    expect(text).not.toContain('<');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  });

  it('in the Host header does not get into locations', async () => {
    const endpoint = createScimEndpoint({ store: createMemoryStore(), authenticate: fixedToken(token) });
    const create = (baseUrl: string, userName: string) =>
      endpoint.handle({
        method: 'POST',
        path: '/Users',
        headers: { authorization: `Bearer ${token}` },
        baseUrl,
        body: { schemas: [userUrn], userName },
      });
    const strange = [
      'javascript:alert(1)',
      'https://evil"><script>',
      'https://e\r\nX: y',
      'https://a b',
      '//x',
      'https://u:p@x?y',
    ];
    for (const [index, baseUrl] of strange.entries()) {
      expect((await create(baseUrl, `u${index}`)).headers.location).toMatch(/^\/Users\/[0-9a-f-]{36}$/);
    }
    for (const [index, baseUrl] of ['http://[::1]:8080/scim/v2/', 'https://a.example'].entries()) {
      const { location } = (await create(baseUrl, `v${index}`)).headers;
      expect(location?.startsWith(`${baseUrl.replace(/\/$/, '')}/Users/`)).toBe(true);
    }
    expect(() => createScimClient({ baseUrl: 'scim.example.com' })).toThrow(TypeError);
  });

  it('is refused where stores could not hold or index it', async () => {
    const asked: string[] = [];
    const store = createMemoryStore();
    const { send } = createScimClient({
      store: {
        ...store,
        read: (type, id, include) => {
          asked.push(id);
          return store.read(type, id, include);
        },
      },
    });
    expect((await send('GET', '/Users/a%00b')).status).toBe(404);
    expect(asked).toEqual([]);
    const long = await send('POST', '/Users', { schemas: [userUrn], userName: 'a'.repeat(600) });
    expect(long.body).toMatchObject({
      status: '400',
      scimType: 'invalidValue',
      detail: expect.stringContaining('userName'),
    });
  });
});

describe('random requests', () => {
  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY');
  const segment = fc.oneof(
    fc.constantFrom(
      'Users',
      'Groups',
      '.search',
      'Bulk',
      'Me',
      'Schemas',
      'ResourceTypes',
      'ServiceProviderConfig',
      'ID',
      '',
    ),
    fc.string(),
  );
  const filter = fc
    .array(
      fc.constantFrom(
        'userName',
        'emails',
        'members',
        'eq',
        'co',
        'pr',
        'and',
        'or',
        'not',
        '(',
        ')',
        '[',
        ']',
        '"',
        '"a"',
        'true',
        '1',
        '.value',
        ':',
      ),
    )
    .map((words) => `filter=${encodeURIComponent(words.join(' '))}`);
  const query = fc.oneof(fc.constant(''), filter, fc.string(), fc.webQueryParameters());
  const operation = fc.record(
    {
      op: fc.constantFrom('add', 'Remove', 'replace', 'x'),
      path: fc.oneof(
        fc.constantFrom(
          'active',
          'emails',
          'emails[type eq "work"].value',
          'members',
          'name.givenName',
          'id',
          'schemas',
          'meta',
        ),
        fc.string(),
      ),
      value: fc.jsonValue(),
    },
    { requiredKeys: ['op'] },
  );
  const body = fc.oneof(
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.string(),
    fc.array(operation).map((Operations) => JSON.stringify({ schemas: [patchUrn], Operations })),
    fc
      .record({ userName: fc.jsonValue(), emails: fc.jsonValue(), active: fc.jsonValue(), members: fc.jsonValue() })
      .map((user) => JSON.stringify({ schemas: [userUrn], displayName: 'g', ...user })),
  );

  it('are always answered, and never with a 500', async () => {
    const { endpoint, createUser, createGroup } = createScimClient();
    const user = await createUser('ada', { emails: [{ value: 'a@x', type: 'work' }] });
    const group = await createGroup('g', [user.id]);
    await fc.assert(
      fc.asyncProperty(
        method,
        fc.array(segment, { maxLength: 3 }),
        query,
        body,
        async (verb, segments, text, content) => {
          const id = segments[0] === 'Groups' ? group.id : user.id;
          const path = `/${segments.map((part) => (part === 'ID' ? id : part)).join('/')}`;
          if (verb === 'DELETE' && path.includes(id)) return;
          const headers = { authorization: 'Bearer test-token' };
          const { status, headers: sent } = await endpoint.handle({
            method: verb,
            path,
            query: text,
            headers,
            body: content,
          });
          expect(status === 501 || (status >= 200 && status < 500)).toBe(true);
          for (const value of Object.values(sent)) expect(value).toMatch(/^[\x20-\x7e]*$/);
        },
      ),
      { numRuns: 3_000 },
    );
  });
});
