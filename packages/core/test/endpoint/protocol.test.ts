import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createScimClient, groupUrn, userUrn } from './scim-client.ts';

describe('routing', () => {
  it.each([
    ['/Nothing'],
    ['/users'],
    ['/Users/a/b'],
    ['/Users//'],
    ['/Schemas/none'],
    ['/ResourceTypes/None'],
    ['/ServiceProviderConfig/x'],
    ['/Users/does-not-exist'],
  ])('answers 404 with a SCIM Error for %s', async (path) => {
    expect((await createScimClient().send('GET', path)).status).toBe(404);
  });

  it.each([
    ['PUT', '/Users', 'GET, HEAD, POST'],
    ['POST', '/Users/1', 'GET, HEAD, PUT, PATCH, DELETE'],
    ['GET', '/Users/.search', 'POST'],
    ['GET', '/Bulk', 'POST'],
    ['DELETE', '/Schemas', 'GET, HEAD'],
    ['POST', '/ServiceProviderConfig', 'GET, HEAD'],
    ['OPTIONS', '/Groups', 'GET, HEAD, POST'],
    ['constructor', '/Groups', 'GET, HEAD, POST'],
  ])('answers 405 with Allow for %s %s', async (method, path, allow) => {
    expect(await createScimClient().send(method, path)).toMatchObject({ status: 405, headers: { allow } });
  });

  it('takes a trailing slash for nothing', async () => {
    expect((await createScimClient().send('GET', '/Users/')).status).toBe(200);
  });

  it('answers HEAD like GET without a body', async () => {
    const { send, createUser } = createScimClient();
    const { id } = await createUser('ada');
    for (const path of [`/Users/${id}`, '/Users', '/Schemas', '/Users/none']) {
      const get = await send('GET', path);
      expect(await send('HEAD', path)).toEqual({ ...get, body: undefined, text: undefined });
    }
  });
});

describe('a body', () => {
  const user = { schemas: [userUrn], userName: 'ada' };
  const json = JSON.stringify(user);
  async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
    for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part;
  }

  it.each([
    ['text', json],
    ['bytes', Buffer.from(json)],
    [
      'a stream, split inside a character',
      chunks(json.slice(0, -1), ',"title":"', Buffer.from([0xc3]), Buffer.from([0xa9]), '"}'),
    ],
    ['text with a byte order mark', `\u{feff}${json}`],
  ])('may be %s', async (_name, body) => {
    expect((await createScimClient().send('POST', '/Users', body)).status).toBe(201);
  });

  it('may be parsed already', async () => {
    const { endpoint } = createScimClient();
    const headers = { authorization: 'Bearer test-token', 'content-type': 'application/json' };
    expect((await endpoint.handle({ method: 'POST', path: '/Users', headers, body: user })).status).toBe(201);
  });

  it.each([
    ['application/scim+json'],
    ['application/json'],
    ['APPLICATION/JSON; Charset="UTF-8"'],
    ['application/scim+json;charset=utf-8;profile=x'],
    [''],
  ])('may have the type "%s"', async (type) => {
    expect((await createScimClient().send('POST', '/Users', json, { 'content-type': type })).status).toBe(201);
  });

  it.each([
    ['text/plain'],
    ['application/xml'],
    ['application/x-www-form-urlencoded'],
    ['application/json; charset=utf-16'],
  ])('of type "%s" is refused with 415', async (type) => {
    expect((await createScimClient().send('POST', '/Users', json, { 'content-type': type })).status).toBe(415);
  });

  it('that is compressed is refused with 415', async () => {
    const { send } = createScimClient();
    expect((await send('POST', '/Users', chunks(json), { 'content-encoding': 'gzip' })).status).toBe(415);
  });

  it('that is too large is refused with 413, announced or not', async () => {
    const { send } = createScimClient({ limits: { bodyBytes: 100 } });
    const large = JSON.stringify({ ...user, title: 'x'.repeat(100) });
    let read = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        read += 1;
        yield Buffer.alloc(10, ' ');
      }
    }
    for (const body of [large, Buffer.from(large), chunks(large), endless()]) {
      const { status, body: error } = await send('POST', '/Users', body);
      expect(status).toBe(413);
      expect(error.detail).toContain('100');
    }
    expect(read).toBe(11);
    const announced = await send('POST', '/Users', json, { 'content-length': '1000000' });
    expect(announced.status).toBe(413);
  });

  it('that is too large gets its 413 to a client that sends everything before it reads', async () => {
    const { endpoint } = createScimClient({ limits: { bodyBytes: 100_000 } });
    const server = createServer(async (incoming, outgoing) => {
      const { method = '', url = '', headers } = incoming;
      const { status, headers: sent, body } = await endpoint.handle({ method, path: url, headers, body: incoming });
      outgoing.writeHead(status, sent).end(body);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const sending = request({ port, method: 'POST', path: '/Users', headers: { authorization: 'Bearer test-token' } });
    const answered = once(sending, 'response');
    for (let chunk = 0; chunk < 400; chunk += 1) sending.write(' '.repeat(50_000));
    await once(sending.end(), 'finish');
    const [answer] = await answered;
    expect(answer.statusCode).toBe(413);
    await new Promise((resolve) => answer.resume().once('close', resolve));
    server.close();
  });

  it('that breaks off is refused with 400', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('{');
      throw new Error('ECONNRESET');
    }
    expect((await createScimClient().send('POST', '/Users', broken())).status).toBe(400);
  });

  it.each([
    ['', 'no body'],
    ['{"schemas": [1, 2,]}', 'line 1, column 19'],
    ['{\n  "userName": "ada"\n  "active": true}', 'line 3, column 3'],
    ['{"userName": "ada', 'line 1, column 18'],
    ['{"a": 1}}', 'line 1, column 9'],
    ["{'a': 1}", 'line 1, column 2'],
    ['{"a": 01}', 'line 1, column 8'],
    ['[1]', 'JSON object'],
    ['"text"', 'JSON object'],
    ['null', 'JSON object'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'UTF-8'],
    ['{"userName": "a\\u0000b"}', 'U+0000'],
    ['{"userName": "\\ud800"}', 'surrogate'],
    [`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, 'nested'],
    ['['.repeat(10_000_000), 'nested'],
    ['['.repeat(30), 'line 1, column 31'],
  ])('%# that is malformed is refused with 400 saying where or why', async (body, detail) => {
    const { status, body: error } = await createScimClient().send('POST', '/Users', body);
    expect({ status, scimType: error.scimType }).toEqual({ status: 400, scimType: expect.stringMatching(/^invalid/) });
    expect(error.detail).toContain(detail);
  });

  it('is not quoted in the error, because it may hold a secret', async () => {
    const { text } = await createScimClient().send('POST', '/Users', '{"password": hunter2}');
    expect(text).not.toContain('hunter2');
  });

  it('takes the last of two equal keys', async () => {
    const { body } = await createScimClient().send('POST', '/Users', `{"userName":"a",${json.slice(1)}`);
    expect(body.userName).toBe('ada');
  });

  it('cannot reach a prototype', async () => {
    const evil = `{"__proto__":{"active":false},"constructor":{"prototype":{"x":1}},${json.slice(1)}`;
    const { status, body } = await createScimClient().send('POST', '/Users', evil);
    expect({ status, active: body.active }).toEqual({ status: 201, active: true });
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});

describe('a query', () => {
  it.each([
    ['filter=%ZZ'],
    ['filter=%ff'],
    ['count=%'],
    ['count=abc'],
    ['count=1.5'],
    ['startIndex=x'],
    ['count=1&count=2'],
  ])('%s is refused with 400', async (query) => {
    const { endpoint } = createScimClient();
    const headers = { authorization: 'Bearer test-token' };
    const response = await endpoint.handle({ method: 'GET', path: '/Users', query, headers });
    expect(response.status).toBe(400);
    expect(JSON.parse(response.body ?? '')).toMatchObject({ status: '400' });
  });

  it('decodes plus and percent signs, raw or parsed, names in any case', async () => {
    const { endpoint, createUser } = createScimClient();
    await createUser('a b+c');
    const headers = { authorization: 'Bearer test-token' };
    for (const query of [
      'filter=userName+eq+%22a+b%2bc%22',
      'Filter=userName%20eq%20"a b%2Bc"',
      { filter: 'userName eq "a b+c"' },
      { filter: ['userName eq "a b+c"'], other: undefined },
    ]) {
      const response = await endpoint.handle({ method: 'GET', path: '/Users', query, headers });
      expect(JSON.parse(response.body ?? '').totalResults).toBe(1);
    }
  });

  it('with an invalid path encoding is refused with 400', async () => {
    expect((await createScimClient().send('GET', '/Users/%E0%A4%A')).status).toBe(400);
  });
});

describe('versions', () => {
  it('If-Match is enforced on PUT, PATCH and DELETE', async () => {
    const { send, patch, createUser } = createScimClient();
    const { id } = await createUser('ada');
    const path = `/Users/${id}`;
    const user = { schemas: [userUrn], userName: 'ada' };
    const stale = { 'if-match': 'W/"7"' };
    const title = (value: string) => [{ op: 'replace', path: 'title', value }];
    expect((await send('PUT', path, user, stale)).status).toBe(412);
    expect((await patch(path, title('x'), stale)).status).toBe(412);
    expect((await send('DELETE', path, undefined, stale)).status).toBe(412);
    expect((await send('GET', path)).body.meta.version).toBe('W/"1"');

    expect((await patch(path, title('x'), { 'if-match': 'W/"1"' })).headers.etag).toBe('W/"2"');
    expect((await patch(path, title('y'), { 'if-match': '"1", W/"2"' })).headers.etag).toBe('W/"3"');
    expect((await patch(path, title('z'), { 'if-match': '*' })).headers.etag).toBe('W/"4"');
    expect((await patch(path, title('z'), { 'if-none-match': '*' })).status).toBe(412);
    expect((await send('DELETE', path, undefined, { 'if-match': 'W/"4"' })).status).toBe(204);
  });

  it('If-Match holds for members too', async () => {
    const { patch, createUser, createGroup, membersOf } = createScimClient();
    const [ada, bob] = [await createUser('ada'), await createUser('bob')];
    const { id } = await createGroup('g');
    const add = (user: { id: string }) => [{ op: 'add', path: 'members', value: [{ value: user.id }] }];
    expect((await patch(`/Groups/${id}`, add(ada), { 'if-match': 'W/"1"' })).status).toBe(204);
    expect((await patch(`/Groups/${id}`, add(bob), { 'if-match': 'W/"1"' })).status).toBe(412);
    expect(await membersOf(id)).toEqual([ada.id]);
  });

  it('If-None-Match answers 304 without a body', async () => {
    const { send, createUser } = createScimClient();
    const { id } = await createUser('ada');
    const unchanged = await send('GET', `/Users/${id}`, undefined, { 'if-none-match': 'W/"1"' });
    expect(unchanged).toMatchObject({ status: 304, text: undefined, headers: { etag: 'W/"1"' } });
    expect((await send('GET', `/Users/${id}`, undefined, { 'if-none-match': 'W/"2"' })).status).toBe(200);
  });

  it('stay when nothing changes', async () => {
    const { send, patch, createUser, createGroup, store } = createScimClient();
    const user = await createUser('ada', { title: 'Countess' });
    const group = await createGroup('g', [user.id]);
    const before = await store.audit.read({ after: 0, limit: 100 });
    await send('PUT', `/Users/${user.id}`, user);
    await patch(`/Users/${user.id}`, [{ op: 'replace', path: 'title', value: 'Countess' }]);
    await patch(`/Users/${user.id}`, [{ op: 'replace', path: 'password', value: 'hunter2' }]);
    await patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [{ value: user.id }] }]);
    await send('PUT', `/Groups/${group.id}`, { schemas: [groupUrn], displayName: 'g', members: [{ value: user.id }] });
    expect((await send('GET', `/Users/${user.id}`)).body).toMatchObject({ meta: user.meta });
    expect((await send('GET', `/Groups/${group.id}`)).body).toEqual(group);
    expect(await store.audit.read({ after: 0, limit: 100 })).toEqual(before);
  });
});
