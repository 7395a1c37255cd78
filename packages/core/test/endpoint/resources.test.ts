import { describe, expect, it } from 'vitest';
import { baseUrl, createScimClient, enterpriseUrn, groupUrn, listUrn, userUrn } from './scim-client.ts';

describe('a user', () => {
  it('lives from POST to DELETE', async () => {
    const { send, patch } = createScimClient();
    const created = await send('POST', '/Users', {
      schemas: [userUrn, enterpriseUrn],
      userName: 'Ada@Example.com',
      externalId: '00u1',
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
      [enterpriseUrn]: { department: 'Engines' },
    });
    expect(created.status).toBe(201);
    const { id } = created.body;
    const location = `${baseUrl}/Users/${id}`;
    expect(created.headers).toMatchObject({ location, etag: 'W/"1"' });
    expect(created.body).toMatchObject({
      schemas: [userUrn, enterpriseUrn],
      userName: 'Ada@Example.com',
      externalId: '00u1',
      active: true,
      [enterpriseUrn]: { department: 'Engines' },
      meta: { resourceType: 'User', location, version: 'W/"1"' },
    });
    expect((await send('GET', `/Users/${id}`)).body).toEqual(created.body);

    const replaced = await send('PUT', `/Users/${id}`, {
      schemas: [userUrn],
      userName: 'ada@example.com',
      title: 'Countess',
    });
    expect(replaced.status).toBe(200);
    expect(replaced.body).toMatchObject({ id, userName: 'ada@example.com', title: 'Countess', active: true });
    expect(replaced.body).not.toHaveProperty('name');
    expect(replaced.headers.etag).toBe('W/"2"');

    const patched = await patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }]);
    expect(patched).toMatchObject({ status: 200, body: { id, active: false, meta: { version: 'W/"3"' } } });

    expect(await send('DELETE', `/Users/${id}`)).toMatchObject({ status: 204, text: undefined });
    for (const method of ['GET', 'DELETE']) expect((await send(method, `/Users/${id}`)).status).toBe(404);
  });

  it('is found by filter, whatever the case of names and values', async () => {
    const { send, createUser } = createScimClient();
    await createUser('bob');
    const ada = await createUser('Ada', { emails: [{ value: 'ada@example.com', type: 'work' }] });
    for (const filter of [
      'USERNAME EQ "aDA"',
      'emails[type eq "work"].value eq "ada@example.com"',
      `id eq "${ada.id}"`,
    ]) {
      const { body } = await send('GET', `/Users?filter=${filter}`);
      expect(body).toMatchObject({ schemas: [listUrn], totalResults: 1, itemsPerPage: 1, startIndex: 1 });
      expect(body.Resources).toEqual([ada]);
    }
    expect((await send('GET', '/Users?filter=userName eq "eve"')).body).toMatchObject({
      totalResults: 0,
      Resources: [],
    });
  });
});

describe('a group', () => {
  it('shows members with $ref and type, their names on request, and users their groups', async () => {
    const { send, createUser, createGroup } = createScimClient();
    const ada = await createUser('ada', { displayName: 'Ada' });
    const inner = await createGroup('inner', [ada.id]);
    const outer = await createGroup('outer', [inner.id]);
    expect(inner.members).toEqual([{ value: ada.id, $ref: `${baseUrl}/Users/${ada.id}`, type: 'User' }]);
    const named = await send('GET', `/Groups/${inner.id}?attributes=members.display`);
    expect(named.body.members).toEqual([{ display: 'Ada' }]);
    const { body } = await send('GET', `/Users/${ada.id}`);
    expect(body.groups).toEqual([
      { value: inner.id, $ref: `${baseUrl}/Groups/${inner.id}`, display: 'inner', type: 'direct' },
      { value: outer.id, $ref: `${baseUrl}/Groups/${outer.id}`, display: 'outer', type: 'indirect' },
    ]);
  });

  it('keeps its members when a PUT leaves them out and loses them when it lists none', async () => {
    const { send, createUser, createGroup, membersOf } = createScimClient();
    const ada = await createUser('ada');
    const group = await createGroup('g', [ada.id]);
    await send('PUT', `/Groups/${group.id}`, { schemas: [groupUrn], displayName: 'h' });
    expect(await membersOf(group.id)).toEqual([ada.id]);
    const { body } = await send('PUT', `/Groups/${group.id}`, { schemas: [groupUrn], displayName: 'h', members: [] });
    expect(body.members).toEqual([]);
  });

  it('answers PATCH with 204, and with the resource when attributes are asked for', async () => {
    const { send, patch, createUser, createGroup, membersOf } = createScimClient();
    const ada = await createUser('ada');
    const group = await createGroup('g');
    const add = [{ op: 'add', path: 'members', value: [{ value: ada.id }] }];
    expect(await patch(`/Groups/${group.id}`, add)).toMatchObject({ status: 204, text: undefined });
    expect(await membersOf(group.id)).toEqual([ada.id]);
    const answer = await patch(`/Groups/${group.id}?attributes=members`, [{ op: 'remove', path: 'members' }]);
    expect(answer).toMatchObject({ status: 200, body: { id: group.id, members: [] } });
    expect((await send('GET', `/Groups/${group.id}?excludedAttributes=members`)).body).not.toHaveProperty('members');
  });

  it('removes the members that a filter selects', async () => {
    const { patch, createUser, createGroup, membersOf } = createScimClient();
    const ada = await createUser('ada');
    const inner = await createGroup('inner');
    const { id } = await createGroup('outer', [ada.id, inner.id]);
    expect((await patch(`/Groups/${id}`, [{ op: 'remove', path: 'members[type eq "Group"]' }])).status).toBe(204);
    expect(await membersOf(id)).toEqual([ada.id]);
  });
});
