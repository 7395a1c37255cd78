import { describe, expect, it } from 'vitest';
import {
  type Answer,
  baseUrl,
  createScimClient,
  enterpriseUrn,
  groupUrn,
  type Json,
  patchUrn,
  userUrn,
} from './scim-client.ts';

const bulkUrn = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';

function bulk(client: ReturnType<typeof createScimClient>, Operations: unknown, more: object = {}): Promise<Answer> {
  return client.send('POST', '/Bulk', { schemas: [bulkUrn], Operations, ...more });
}

const postUser = (bulkId: string, userName: string, more: object = {}) => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { schemas: [userUrn], userName, ...more },
});
const postGroup = (bulkId: string, displayName: string, ...members: string[]) => ({
  method: 'POST',
  path: '/Groups',
  bulkId,
  data: { schemas: [groupUrn], displayName, members: members.map((value) => ({ value })) },
});
const statuses = ({ body }: Answer): string[] => body.Operations.map((operation: Json) => operation.status);

describe('a bulk request', () => {
  it('gives every operation its own status, version and location', async () => {
    const client = createScimClient();
    const [bob, eve] = [await client.createUser('bob'), await client.createUser('eve')];
    const answer = await bulk(client, [
      postUser('a', 'ada'),
      { method: 'PUT', path: `/Users/${bob.id}`, version: 'W/"1"', data: { schemas: [userUrn], userName: 'rob' } },
      {
        method: 'patch',
        path: `/Users/${bob.id}`,
        version: 'W/"1"',
        data: { schemas: [patchUrn], Operations: [{ op: 'add', path: 'title', value: 'x' }] },
      },
      { method: 'DELETE', path: `/Users/${eve.id}` },
      { method: 'DELETE', path: `/Users/${eve.id}` },
      postUser('b', 'ROB'),
    ]);
    expect(answer.status).toBe(200);
    expect(answer.body.schemas).toEqual(['urn:ietf:params:scim:api:messages:2.0:BulkResponse']);
    const location = expect.stringContaining(`${baseUrl}/Users/`);
    const response = expect.objectContaining({ detail: expect.any(String) });
    expect(answer.body.Operations).toEqual([
      { method: 'POST', bulkId: 'a', location, version: 'W/"1"', status: '201' },
      { method: 'PUT', location: `${baseUrl}/Users/${bob.id}`, version: 'W/"2"', status: '200' },
      { method: 'PATCH', location: `${baseUrl}/Users/${bob.id}`, status: '412', response },
      { method: 'DELETE', location: `${baseUrl}/Users/${eve.id}`, status: '204' },
      { method: 'DELETE', location: `${baseUrl}/Users/${eve.id}`, status: '404', response },
      { method: 'POST', bulkId: 'b', status: '409', response },
    ]);
  });

  it('resolves references backwards, forwards, in paths and in extensions', async () => {
    const client = createScimClient();
    const answer = await bulk(client, [
      postGroup('g', 'Tour Guides', 'bulkId:a', 'bulkId:b'),
      {
        method: 'PATCH',
        path: '/Users/bulkId:a',
        data: { schemas: [patchUrn], Operations: [{ op: 'add', path: 'title', value: 'Guide' }] },
      },
      postUser('b', 'bob', { [enterpriseUrn]: { manager: { value: 'bulkId:a' } } }),
      postUser('a', 'ada'),
    ]);
    expect(statuses(answer)).toEqual(['201', '200', '201', '201']);
    const ids = answer.body.Operations.map((operation: Json) => operation.location.split('/').at(-1));
    expect(await client.membersOf(ids[0])).toEqual([ids[2], ids[3]].sort());
    expect((await client.send('GET', `/Users/${ids[3]}`)).body.title).toBe('Guide');
    expect((await client.send('GET', `/Users/${ids[2]}`)).body[enterpriseUrn].manager.value).toBe(ids[3]);
  });

  it('keeps the order of operations that do not refer to each other', async () => {
    const client = createScimClient();
    const ada = await client.createUser('ada');
    const answer = await bulk(client, [
      postUser('b', 'bob'),
      postGroup('g', 'g', 'bulkId:b', ada.id),
      { method: 'DELETE', path: `/Users/${ada.id}` },
      postUser('c', 'ada'),
    ]);
    expect(statuses(answer)).toEqual(['201', '201', '204', '201']);
  });

  it('refuses circles with 409 and carries out the rest', async () => {
    const client = createScimClient();
    const answer = await bulk(client, [
      postGroup('a', 'A', 'bulkId:b'),
      postGroup('b', 'B', 'bulkId:a'),
      postGroup('c', 'C', 'bulkId:c'),
      postGroup('d', 'D', 'bulkId:a'),
      postUser('u', 'ada'),
      postGroup('e', 'E', 'bulkId:nobody'),
    ]);
    expect(statuses(answer)).toEqual(['409', '409', '409', '409', '201', '400']);
    const details = answer.body.Operations.map((operation: Json) => operation.response?.detail ?? '');
    expect(details.map((detail: string) => detail.includes('circle'))).toEqual([true, true, true, false, false, false]);
    expect((await client.send('GET', '/Groups')).body.totalResults).toBe(0);
  });

  it('stops after failOnErrors errors and reports what was tried', async () => {
    const client = createScimClient();
    const operations = [
      postUser('a', 'ada'),
      postUser('b', 'ADA'),
      postUser('c', 'bob'),
      postUser('d', 'Ada'),
      postUser('e', 'eve'),
    ];
    expect(statuses(await bulk(client, operations, { failOnErrors: 2 }))).toEqual(['201', '409', '201', '409']);
    expect(statuses(await bulk(client, operations))).toEqual(['409', '409', '409', '409', '201']);
    expect(statuses(await bulk(client, operations, { failOnErrors: 1 }))).toEqual(['409']);
  });

  it('reads the names of its members in any case', async () => {
    const operation = postUser('a', 'ada');
    const lower = Object.fromEntries(Object.entries(operation).map(([name, value]) => [name.toLowerCase(), value]));
    const body = { SCHEMAS: [bulkUrn], operations: [lower, lower, lower], FailOnErrors: 1 };
    const answer = await createScimClient().send('POST', '/Bulk', body);
    expect(statuses(answer)).toEqual(['201', '400']);
  });

  it('lets a malformed operation fail alone', async () => {
    const answer = await bulk(createScimClient(), [
      null,
      { method: 'GET', path: '/Users' },
      { method: 'POST', path: '/Users', data: {} },
      { method: 'POST', path: '/Users', bulkId: 'x' },
      { method: 'POST', path: '/Nothing', bulkId: 'y', data: {} },
      { method: 'POST', path: '/Users/1', bulkId: 'z', data: {} },
      { method: 'DELETE', path: '/Users' },
      { method: 'DELETE', path: '/Users/%zz' },
      { method: 'POST', path: '/Users', bulkId: 'x', data: 'text' },
      postUser('a', 'ada'),
      postUser('a', 'bob'),
    ]);
    expect(statuses(answer)).toEqual(['400', '400', '400', '400', '404', '404', '404', '400', '400', '201', '400']);
  });

  it.each([
    [{ schemas: ['x'], Operations: [] }],
    [{ schemas: [bulkUrn] }],
    [{ schemas: [bulkUrn], Operations: {} }],
    [{ schemas: [bulkUrn], Operations: [], failOnErrors: 0 }],
    [{ schemas: [bulkUrn], Operations: [], failOnErrors: '1' }],
  ])('with a malformed envelope is refused: %j', async (body) => {
    expect((await createScimClient().send('POST', '/Bulk', body)).body).toMatchObject({ scimType: 'invalidSyntax' });
  });

  it.each([{ toString: 'x' }, { toString: null }, [['POST']], 7, null])('refuses %j as a method', async (method) => {
    const client = createScimClient();
    const answer = await bulk(client, [{ ...postUser('a', 'ada'), method }, postUser('b', 'bob')]);
    expect(answer.status).toBe(200);
    expect(statuses(answer)).toEqual(['400', '201']);
  });

  it('with too many operations, or too large, is refused with 413 naming the limit', async () => {
    const client = createScimClient({ limits: { bulkOperations: 2, bodyBytes: 1_000 } });
    const many = await bulk(client, [1, 2, 3]);
    expect(many).toMatchObject({ status: 413, body: { detail: expect.stringContaining('maxOperations (2)') } });
    const large = await bulk(client, [postUser('a', 'x'.repeat(1_000))]);
    expect(large).toMatchObject({ status: 413, body: { detail: expect.stringContaining('maxPayloadSize (1000') } });
  });

  it('survives a reference chain as long as the limit', async () => {
    const client = createScimClient();
    const groups = Array.from({ length: 999 }, (_, index) => postGroup(`${index}`, `g${index}`, `bulkId:${index + 1}`));
    const answer = await bulk(client, [...groups, postUser('999', 'ada')]);
    expect(new Set(statuses(answer))).toEqual(new Set(['201']));
  });

  it('reports a fault of the store for the operation that met it', async () => {
    const { store } = createScimClient();
    const client = createScimClient({
      store: {
        ...store,
        commit: async (batch) => {
          if (batch.puts?.some((put) => put.attributes.userName === 'bad')) throw new Error('secret path /var/lib');
          return store.commit(batch);
        },
      },
    });
    const answer = await bulk(client, [postUser('a', 'ada'), postUser('b', 'bad'), postUser('c', 'eve')]);
    expect(statuses(answer)).toEqual(['201', '500', '201']);
    expect(answer.text).not.toContain('secret');
  });
});
