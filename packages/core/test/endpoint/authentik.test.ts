import { describe, expect, it } from 'vitest';
import { createScimClient, groupUrn, type ScimClient, userUrn } from './scim-client.ts';

const headers = { accept: 'application/scim+json', 'content-type': 'application/scim+json' };
const authentik = (): ScimClient => createScimClient({}, headers);

describe('authentik', () => {
  it('reads how many operations it may send at once', async () => {
    const { body } = await authentik().send('GET', '/ServiceProviderConfig');
    expect(body.bulk.maxOperations).toBeGreaterThan(0);
    expect(body).toMatchObject({ patch: { supported: true }, filter: { supported: true } });
  });

  it('looks a user up after a conflict, with an unquoted value, and PUTs', async () => {
    const { send } = authentik();
    const user = { schemas: [userUrn], userName: 'u', externalId: 'uid' };
    const { body: created } = await send('POST', '/Users', user);
    expect((await send('POST', '/Users', user)).status).toBe(409);
    const { body } = await send('GET', '/Users?filter=userName+eq+u');
    expect(body).toMatchObject({ totalResults: 1, Resources: [{ id: created.id }] });
    expect((await send('PUT', `/Users/${created.id}`, { ...user, id: created.id })).status).toBe(200);
  });

  it('renames a group without a path and exchanges members operation by operation', async () => {
    const { send, patch, createUser, createGroup } = authentik();
    const [ada, bob] = [await createUser('ada'), await createUser('bob')];
    const { id } = await createGroup('old', [bob.id]);
    const value = { schemas: [groupUrn], id, displayName: 'g', externalId: 'pk' };
    expect((await patch(`/Groups/${id}`, [{ op: 'replace', path: null, value }])).status).toBe(204);
    expect((await send('GET', `/Groups/${id}`)).body).toMatchObject({
      displayName: 'g',
      externalId: 'pk',
      members: [{ value: bob.id }],
    });
    await patch(`/Groups/${id}`, [
      { op: 'add', path: 'members', value: [{ value: ada.id }] },
      { op: 'remove', path: 'members', value: [{ value: bob.id }] },
    ]);
    expect((await send('GET', `/Groups/${id}`)).body.members).toMatchObject([{ value: ada.id }]);
    await patch(`/Groups/${id}`, [{ op: 'remove', path: 'members', value: [{ value: ada.id }] }]);
    // It reads the members to compare them, so there must be a list even when nobody is in it.
    expect((await send('GET', `/Groups/${id}`)).body.members).toEqual([]);
  });
});
