import { describe, expect, it } from 'vitest';
import { createScimClient, groupUrn, type ScimClient, userUrn } from './scim-client.ts';

/** What every request of Okta carries. */
const headers = {
  'user-agent': 'Okta SCIM Client 1.0.0',
  accept: 'application/scim+json',
  'accept-charset': 'utf-8',
  connection: 'close',
};
const oktaClient = (): ScimClient => createScimClient({}, headers);

const newUser = {
  schemas: [userUrn],
  userName: 'test.user@okta.local',
  name: { givenName: 'Test', familyName: 'User' },
  emails: [{ primary: true, value: 'test.user@okta.local', type: 'work' }],
  displayName: 'Test User',
  locale: 'en-US',
  externalId: '00ujl29u0le5T6Aj10h7',
  groups: [],
  password: '1mz050nq',
  active: true,
};

describe('Okta, custom app', () => {
  it('tests the connection', async () => {
    const { send } = oktaClient();
    expect(await send('GET', '/Users?startIndex=1&count=2')).toMatchObject({
      status: 200,
      body: { totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] },
    });
    expect((await send('GET', '/Groups?startIndex=1&count=100')).status).toBe(200);
  });

  it('accepts the token without a scheme', async () => {
    const { send } = oktaClient();
    expect((await send('GET', '/Users', undefined, { authorization: 'test-token' })).status).toBe(200);
    expect((await send('GET', '/Users', undefined, { authorization: 'wrong' })).status).toBe(401);
  });

  it('creates, updates, deactivates and reactivates with PUT', async () => {
    const { send } = oktaClient();
    const lookup = '/Users?filter=userName%20eq%20%22test.user%40okta.local%22&startIndex=1&count=100';
    expect((await send('GET', lookup)).body.totalResults).toBe(0);

    const created = await send('POST', '/Users', newUser);
    expect(created).toMatchObject({
      status: 201,
      body: {
        userName: newUser.userName,
        externalId: newUser.externalId,
        name: newUser.name,
        emails: newUser.emails,
        groups: [],
      },
    });
    expect(created.text).not.toContain(newUser.password);
    const { id } = created.body;
    expect((await send('GET', lookup)).body).toMatchObject({ totalResults: 1, Resources: [{ id }] });

    // GET, merge, PUT: the server's own id and meta come back, in another form.
    const { body: current } = await send('GET', `/Users/${id}`);
    const echo = {
      ...current,
      meta: { ...current.meta, created: '2018-02-13T15:05:24.000-08:00', location: 'https://x/Users/1' },
    };
    const updated = await send('PUT', `/Users/${id}`, {
      ...echo,
      displayName: 'Jane Smith',
      name: { ...current.name, formatted: 'Mona' },
    });
    expect(updated).toMatchObject({
      status: 200,
      body: { id, displayName: 'Jane Smith', meta: { created: current.meta.created } },
    });

    const deactivated = await send('PUT', `/Users/${id}`, { ...updated.body, active: false });
    expect(deactivated).toMatchObject({ status: 200, body: { id, active: false } });
    expect((await send('GET', `/Users/${id}`)).body.active).toBe(false);
    expect((await send('GET', lookup)).body).toMatchObject({ totalResults: 1, Resources: [{ active: false }] });

    const returned = await send('POST', '/Users', newUser);
    expect(returned).toMatchObject({ status: 201, body: { id, active: true, displayName: 'Test User' } });
    expect(await send('POST', '/Users', newUser)).toMatchObject({ status: 409, body: { scimType: 'uniqueness' } });
  });

  it('pushes a group with filter, POST, GET and PUT', async () => {
    const client = oktaClient();
    const { send } = client;
    const [ada, bob] = [await client.createUser('ada'), await client.createUser('bob')];
    expect((await send('GET', '/Groups?filter=displayName eq "APP"&startIndex=1&count=100')).body.totalResults).toBe(0);
    const { status, body } = await send('POST', '/Groups', { schemas: [groupUrn], displayName: 'APP', members: [] });
    expect(status).toBe(201);
    const put = (members: object[]) =>
      send('PUT', `/Groups/${body.id}`, { schemas: [groupUrn], id: body.id, displayName: 'APP', members });
    expect((await put([{ value: ada.id, display: 'test.user@okta.local' }])).body.members).toMatchObject([
      { value: ada.id },
    ]);
    expect((await put([{ value: bob.id, display: 'b' }])).body.members).toMatchObject([{ value: bob.id }]);
    expect((await put([{ value: bob.id }, { value: 'never-provisioned' }])).status).toBe(200);
    expect((await put([])).body.members).toEqual([]);
  });
});

describe('Okta, catalogue app', () => {
  it('deactivates with a pathless PATCH', async () => {
    const { patch, createUser } = oktaClient();
    const { id } = await createUser('ada');
    expect((await patch(`/Users/${id}`, [{ op: 'replace', value: { active: false } }])).body).toMatchObject({
      id,
      active: false,
    });
  });

  it('renames a group, swaps, replaces and empties its members, and deletes it', async () => {
    const { send, patch, createUser, createGroup, membersOf } = oktaClient();
    const [ada, bob] = [await createUser('ada'), await createUser('bob')];
    const { id } = await createGroup('g', [ada.id]);
    const path = `/Groups/${id}`;
    expect((await patch(path, [{ op: 'replace', value: { id: 'abf4dd94', displayName: 'Test SCIMv2' } }])).status).toBe(
      204,
    );
    expect((await send('GET', path)).body).toMatchObject({ id, displayName: 'Test SCIMv2' });
    await patch(path, [
      { op: 'remove', path: `members[value eq "${ada.id}"]` },
      { op: 'add', path: 'members', value: [{ value: bob.id, display: 'test.user@okta.local' }] },
    ]);
    expect(await membersOf(id)).toEqual([bob.id]);
    expect(
      (await patch(path, [{ op: 'replace', path: 'members', value: [{ value: ada.id, display: 'a' }] }])).status,
    ).toBe(204);
    expect(await membersOf(id)).toEqual([ada.id]);
    expect((await patch(path, [{ op: 'replace', path: 'members', value: [] }])).status).toBe(204);
    expect(await membersOf(id)).toEqual([]);
    expect((await send('DELETE', path)).status).toBe(204);
  });
});
