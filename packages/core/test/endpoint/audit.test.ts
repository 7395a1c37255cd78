import { type AuditEvent, type CommittedChange, findBrokenLink, ScimError } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { createScimClient, enterpriseUrn, type Json, type ScimClient, userUrn } from './scim-client.ts';

const eventsOf = async ({ store }: ScimClient): Promise<readonly AuditEvent[]> =>
  store.audit.read({ after: 0, limit: 1_000 });

describe('audit events', () => {
  it('tell the life of a user with no more personal data than access depends on', async () => {
    const client = createScimClient();
    const { id } = await client.createUser('ada', {
      name: { familyName: 'Lovelace' },
      emails: [{ value: 'ada@secret.example' }],
    });
    const path = `/Users/${id}`;
    await client.patch(path, [
      { op: 'replace', value: { title: 'Countess', 'name.familyName': 'King', userName: 'ada.king' } },
    ]);
    await client.patch(path, [{ op: 'replace', path: 'active', value: 'False' }]);
    await client.patch(path, [{ op: 'add', path: `${enterpriseUrn}:department`, value: 'Engines' }]);
    await client.patch(path, [{ op: 'replace', path: 'active', value: true }]);
    await client.send('DELETE', path);

    const events = await eventsOf(client);
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      [
        'user.created',
        { changed: ['userName', 'name', 'emails', 'active'], userName: { to: 'ada' }, active: { to: true } },
      ],
      [
        'user.updated',
        { changed: ['userName', 'name.familyName', 'title'], userName: { from: 'ada', to: 'ada.king' } },
      ],
      ['user.deactivated', { changed: ['active'], active: { from: true, to: false } }],
      ['user.updated', { changed: [`${enterpriseUrn}:department`] }],
      ['user.reactivated', { changed: ['active'], active: { from: false, to: true } }],
      ['user.deleted', { groups: [], userName: { from: 'ada.king' }, active: { from: true } }],
    ]);
    for (const event of events) {
      expect(event).toMatchObject({
        actor: { kind: 'token', id: 'fixed' },
        subject: { type: 'User', id },
        requestId: expect.any(String),
      });
    }
    expect(events.map((event) => event.subject.name)).toEqual(['ada', ...Array(5).fill('ada.king')]);
    expect(JSON.stringify(events)).not.toMatch(/Lovelace|King"|secret\.example|Countess|Engines/);
    expect(findBrokenLink(events)).toBeUndefined();
  });

  it('tell who came into a group, who left, and who was unknown', async () => {
    const client = createScimClient();
    const [ada, bob] = [await client.createUser('ada'), await client.createUser('bob')];
    const { id } = await client.createGroup('g', [ada.id]);
    await client.patch(`/Groups/${id}`, [
      { op: 'replace', path: 'displayName', value: 'h' },
      { op: 'add', path: 'members', value: [{ value: bob.id }, { value: 'ghost' }] },
      { op: 'remove', path: `members[value eq "${ada.id}"]` },
    ]);
    await client.send('DELETE', `/Groups/${id}`);
    const events = (await eventsOf(client)).filter(({ subject }) => subject.type === 'Group');
    expect(events.map(({ type, data }) => [type, data])).toEqual([
      ['group.created', { changed: ['displayName'], displayName: { to: 'g' } }],
      ['group.members', { kind: 'delta', added: [ada.id], removed: [] }],
      ['group.updated', { changed: ['displayName'], displayName: { from: 'g', to: 'h' } }],
      ['group.members.unknown', { unknown: ['ghost'], count: 1 }],
      ['group.members', { kind: 'delta', added: [bob.id], removed: [ada.id] }],
      ['group.deleted', { members: [bob.id], groups: [], displayName: { from: 'h' } }],
    ]);
    expect(new Set(events.slice(2, 5).map(({ requestId }) => requestId)).size).toBe(1);
  });
});

describe('hooks', () => {
  function recordingClient(): { client: ScimClient; changes: CommittedChange[] } {
    const changes: CommittedChange[] = [];
    const client = createScimClient({ afterCommit: async (change) => void changes.push(change) });
    return { client, changes };
  }

  it('learn who is affected and whether somebody may have lost access', async () => {
    const { client, changes } = recordingClient();
    const [ada, bob] = [await client.createUser('ada'), await client.createUser('bob')];
    const group = await client.createGroup('g', [ada.id]);
    await client.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value: [{ value: bob.id }] }]);
    await client.patch(`/Groups/${group.id}`, [{ op: 'replace', path: 'displayName', value: 'h' }]);
    await client.patch(`/Groups/${group.id}`, [{ op: 'remove', path: `members[value eq "${bob.id}"]` }]);
    await client.patch(`/Users/${ada.id}`, [{ op: 'replace', path: 'title', value: 'x' }]);
    await client.patch(`/Users/${ada.id}`, [{ op: 'replace', path: 'title', value: 'x' }]);
    await client.patch(`/Users/${ada.id}`, [{ op: 'replace', path: 'active', value: false }]);
    await client.send('DELETE', `/Groups/${group.id}`);
    await client.send('DELETE', `/Users/${bob.id}`);
    expect(changes.map(({ operation, dirty, urgent }) => [operation, [...dirty].sort(), urgent])).toEqual([
      ['create', [ada.id], false],
      ['create', [bob.id], false],
      ['create', [ada.id], false],
      ['patch', [bob.id], false],
      ['patch', [ada.id, bob.id].sort(), false],
      ['patch', [bob.id], true],
      ['patch', [ada.id], false],
      ['patch', [ada.id], true],
      ['delete', [ada.id], true],
      ['delete', [bob.id], true],
    ]);
  });

  it('see the resource before and after, and the members as a delta', async () => {
    const { client, changes } = recordingClient();
    const ada = await client.createUser('ada', { password: 'hunter2' });
    const group = await client.createGroup('g', [ada.id]);
    await client.patch(`/Groups/${group.id}`, [{ op: 'remove', path: 'members' }]);
    await client.send('PUT', `/Users/${ada.id}`, { schemas: [userUrn], userName: 'ada', title: 'x' });
    const [created, , emptied, replaced] = changes;
    expect(created).toMatchObject({ before: undefined, after: { id: ada.id, userName: 'ada' }, members: undefined });
    expect(JSON.stringify(created)).not.toContain('hunter2');
    expect(emptied?.members).toEqual({ kind: 'replace', add: [] });
    expect(emptied?.after).not.toHaveProperty('members');
    expect(replaced).toMatchObject({ before: { userName: 'ada' }, after: { title: 'x' }, operation: 'replace' });
    expect(replaced?.before).not.toHaveProperty('title');
  });

  it('may refuse a change, of which nothing remains', async () => {
    const client = createScimClient({
      beforeCommit: async ({ after }) => {
        if (after?.userName === 'root') {
          throw new ScimError(409, 'This account is not managed here', {
            scimType: 'uniqueness',
            headers: { 'X-Why': 'policy' },
          });
        }
      },
    });
    const answer = await client.send('POST', '/Users', { schemas: [userUrn], userName: 'root' });
    expect(answer).toMatchObject({ status: 409, body: { scimType: 'uniqueness' }, headers: { 'x-why': 'policy' } });
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(0);
    expect(await eventsOf(client)).toEqual([]);
  });

  it('cannot turn a durable change into a failure', async () => {
    const logged: unknown[] = [];
    const logger = { info() {}, warn() {}, error: (fields: object) => logged.push(fields) };
    const fault = new Error('provisioner is down');
    const client = createScimClient({ logger, afterCommit: () => Promise.reject(fault) });
    expect((await client.send('POST', '/Users', { schemas: [userUrn], userName: 'ada' })).status).toBe(201);
    expect(logged).toMatchObject([{ err: fault, requestId: expect.any(String) }]);
  });
});

describe('an unexpected failure', () => {
  it('is an opaque 500 for the client and told in full to the operator', async () => {
    const { store } = createScimClient();
    const logged: Json[] = [];
    const logger = { info() {}, warn() {}, error: (fields: object) => logged.push(fields) };
    const fault = new Error('SELECT * FROM users WHERE password = hunter2');
    const reject = () => Promise.reject(fault);
    const client = createScimClient({
      logger,
      store: { ...store, read: reject, list: reject, commit: reject, existing: reject },
    });
    for (const [method, path] of [
      ['GET', '/Users/1'],
      ['GET', '/Users'],
      ['DELETE', '/Users/1'],
    ] as const) {
      const answer = await client.send(method, path);
      expect(answer.status).toBe(500);
      expect(answer.text).not.toMatch(/SELECT|hunter2|Error:|\.ts/);
      expect(answer.body.detail).toContain(logged.at(-1).requestId);
      expect(logged.at(-1).err).toBe(fault);
    }
    expect((await client.send('POST', '/Users', { schemas: [userUrn], userName: 'a' })).status).toBe(500);
  });

  it('is none when the client has gone: nothing is written any more, nor logged', async () => {
    const logged: object[] = [];
    const gone = new AbortController();
    const client = createScimClient({
      logger: { info() {}, warn() {}, error: (fields: object) => logged.push(fields) },
      beforeCommit: async () => gone.abort(),
    });
    const { status } = await client.endpoint.handle({
      method: 'POST',
      path: '/Users',
      headers: { authorization: 'Bearer test-token' },
      body: { schemas: [userUrn], userName: 'ada' },
      signal: gone.signal,
    });
    expect(status).toBe(408);
    expect(logged).toEqual([]);
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(0);
  });

  it('of authentication is a 500, not a 401', async () => {
    const client = createScimClient({ authenticate: () => Promise.reject(new TypeError('fetch failed')) });
    expect((await client.send('GET', '/Users')).status).toBe(500);
  });
});
