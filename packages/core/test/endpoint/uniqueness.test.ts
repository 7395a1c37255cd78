import { strictQuirks } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { createScimClient, userUrn } from './scim-client.ts';

const conflict = { status: 409, body: { scimType: 'uniqueness', detail: expect.stringContaining('userName') } };
const user = (userName: string, more: object = {}): object => ({ schemas: [userUrn], userName, ...more });

describe('userName', () => {
  it('is unique whatever its case, and keeps the case it was given', async () => {
    const client = createScimClient();
    const ada = await client.createUser('Ada@Example.com');
    const bob = await client.createUser('bob');
    expect(ada.userName).toBe('Ada@Example.com');
    expect(await client.send('POST', '/Users', user('ADA@example.com'))).toMatchObject(conflict);
    expect(await client.send('PUT', `/Users/${bob.id}`, user('ada@example.com'))).toMatchObject(conflict);
    expect(
      await client.patch(`/Users/${bob.id}`, [{ op: 'replace', path: 'userName', value: 'ada@Example.COM' }]),
    ).toMatchObject(conflict);
    expect((await client.send('PUT', `/Users/${ada.id}`, user('ADA@EXAMPLE.COM'))).body.userName).toBe(
      'ADA@EXAMPLE.COM',
    );
  });

  it('is free again after DELETE', async () => {
    const client = createScimClient();
    const ada = await client.createUser('ada');
    await client.send('DELETE', `/Users/${ada.id}`);
    expect((await client.createUser('ADA')).id).not.toBe(ada.id);
  });

  it('is the only thing two users may not share', async () => {
    const client = createScimClient();
    const same = { emails: [{ value: 'a@example.com' }], externalId: 'x', displayName: 'Ada' };
    await client.createUser('ada', same);
    expect((await client.send('POST', '/Users', user('bob', same))).status).toBe(201);
  });
});

describe('a POST of somebody inactive', () => {
  it.each([
    ['userName', user('ADA', { title: 'new', externalId: 'x1' })],
    ['externalId', user('ada.king', { title: 'new', externalId: 'x1' })],
  ])('reactivates the user found by %s and replaces the attributes', async (_by, body) => {
    const client = createScimClient();
    const ada = await client.createUser('ada', { externalId: 'x1', nickName: 'old' });
    const group = await client.createGroup('g', [ada.id]);
    await client.patch(`/Users/${ada.id}`, [{ op: 'replace', path: 'active', value: false }]);

    const answer = await client.send('POST', '/Users', body);
    expect(answer).toMatchObject({ status: 201, body: { ...body, id: ada.id, active: true } });
    expect(answer.headers.location).toBe(ada.meta.location);
    expect(answer.body).not.toHaveProperty('nickName');
    expect(await client.membersOf(group.id)).toEqual([ada.id]);
    const events = await client.store.audit.read({ after: 0, limit: 100 });
    expect(events.at(-1)).toMatchObject({ type: 'user.reactivated', data: { active: { from: false, to: true } } });
  });

  it('is a conflict when it is to stay inactive, when the user is active, or when the quirk is off', async () => {
    const client = createScimClient();
    const ada = await client.createUser('ada', { active: false, externalId: 'x' });
    expect(await client.send('POST', '/Users', user('ada', { active: false }))).toMatchObject(conflict);
    const strict = createScimClient({ store: client.store, quirks: { ...strictQuirks } });
    expect(await strict.send('POST', '/Users', user('ada'))).toMatchObject(conflict);
    await client.patch(`/Users/${ada.id}`, [{ op: 'replace', path: 'active', value: true }]);
    expect(await client.send('POST', '/Users', user('ada'))).toMatchObject(conflict);
  });

  it('does not take over anybody by an externalId that several share', async () => {
    const client = createScimClient();
    for (const name of ['a', 'b']) await client.createUser(name, { active: false, externalId: 'x' });
    expect((await client.send('POST', '/Users', user('c', { externalId: 'x' }))).status).toBe(201);
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(3);
  });

  it('does not happen by a PUT that leaves active out', async () => {
    const client = createScimClient();
    const ada = await client.createUser('ada', { active: false });
    expect((await client.send('PUT', `/Users/${ada.id}`, user('ada', { title: 'x' }))).body.active).toBe(false);
  });
});

describe('members that do not exist', () => {
  const ghosts = (count: number) => Array.from({ length: count }, (_, index) => ({ value: `ghost-${index}` }));

  it('are passed over beside others, and refused by name when there are no others', async () => {
    const client = createScimClient();
    const ada = await client.createUser('ada');
    const { id } = await client.createGroup('g');
    const mixed = [{ op: 'add', path: 'members', value: [...ghosts(1), { value: ada.id }] }];
    expect((await client.patch(`/Groups/${id}`, mixed)).status).toBe(204);
    expect(await client.membersOf(id)).toEqual([ada.id]);

    const none = await client.patch(`/Groups/${id}`, [{ op: 'replace', path: 'members', value: ghosts(12) }]);
    expect(none).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
    expect(none.body.detail).toContain('"ghost-0"');
    expect(none.body.detail).toContain('2 more');
    expect(await client.membersOf(id)).toEqual([ada.id]);
  });

  it('are refused by a strict endpoint', async () => {
    const client = createScimClient({ quirks: { unknownMembers: false } });
    const ada = await client.createUser('ada');
    const members = [...ghosts(1), { value: ada.id }];
    const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'g', members };
    expect(await client.send('POST', '/Groups', body)).toMatchObject({
      status: 400,
      body: { scimType: 'invalidValue' },
    });
    expect((await client.send('GET', '/Groups')).body.totalResults).toBe(0);
  });

  it('include the group itself', async () => {
    const client = createScimClient();
    const { id } = await client.createGroup('g');
    const answer = await client.patch(`/Groups/${id}`, [{ op: 'add', path: 'members', value: [{ value: id }] }]);
    expect(answer).toMatchObject({ status: 400, body: { scimType: 'invalidValue' } });
  });
});
