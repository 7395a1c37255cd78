import { describe, expect, it } from 'vitest';
import { createScimClient, enterpriseUrn, groupUrn, userUrn } from './scim-client.ts';

const entraGroupUrn = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';

describe('Entra', () => {
  it('probes with a user that nobody has', async () => {
    const { send } = createScimClient();
    const { status, body } = await send('GET', '/Users?filter=userName eq "6f2a7ab4-3b2e-4c0a-9c2b-0d7d2c9b1f11"');
    expect({ status, body }).toMatchObject({ status: 200, body: { totalResults: 0, Resources: [] } });
  });

  it('creates a user with nulls, a misspelt extension and attributes out of place', async () => {
    const { send } = createScimClient();
    const { status, body } = await send('POST', '/Users', {
      schemas: [userUrn, 'urn:ietf:params:scim:schemas:extension:enterprise:2.0User'],
      externalId: 'jyoung',
      userName: 'jyoung@testuser.com',
      active: true,
      addresses: null,
      displayName: 'Joy Young',
      emails: [{ type: 'work', value: 'jyoung@Contoso.com', primary: true }],
      meta: { resourceType: 'User' },
      name: { familyName: 'Young', givenName: 'Joy' },
      phoneNumbers: null,
      preferredLanguage: null,
      title: null,
      department: null,
      manager: null,
      roles: [],
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({ schemas: [userUrn], externalId: 'jyoung', emails: [{ value: 'jyoung@Contoso.com' }] });
    expect((await send('GET', '/Users?filter=externalId eq jyoung')).body.Resources).toMatchObject([{ id: body.id }]);
    expect(
      (await send('GET', '/Users?filter=emails[type eq "work"].value eq "JYoung@contoso.com"')).body.totalResults,
    ).toBe(1);
  });

  it('creates roles with a boolean in quotes', async () => {
    const { createUser } = createScimClient();
    const role = { primary: 'True', display: 'X', value: 'Y', type: 'Z' };
    expect((await createUser('a@b.c', { roles: [role] })).roles).toEqual([{ ...role, primary: true }]);
  });

  it('patches in the old dialect', async () => {
    const { send, patch, createUser } = createScimClient();
    const { id } = await createUser('ada', { emails: [{ type: 'home', value: 'h@x' }] });
    const path = `/Users/${id}`;
    const updated = await patch(path, [
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'u@microsoft.com' },
      { op: 'Replace', path: 'name.familyName', value: 'f2' },
    ]);
    expect(updated).toMatchObject({
      status: 200,
      body: { name: { familyName: 'f2' }, emails: [{ type: 'home' }, { type: 'work', value: 'u@microsoft.com' }] },
    });
    expect((await patch(path, [{ op: 'Replace', path: 'active', value: 'False' }])).body.active).toBe(false);
    expect((await send('GET', path)).body.active).toBe(false);
    expect((await send('GET', '/Users?filter=userName eq "ada"')).body.totalResults).toBe(1);
    expect((await patch(path, [{ op: 'Replace', path: 'active', value: 'True' }])).body.active).toBe(true);
  });

  it('patches in the new dialect with dotted and URN keys', async () => {
    const { patch, createUser } = createScimClient();
    const { id } = await createUser('ada');
    const { body } = await patch(`/Users/${id}`, [
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'x@t.com' },
      {
        op: 'replace',
        value: {
          displayName: 'B',
          'name.givenName': 'K',
          'name.familyName': 'U',
          [`${enterpriseUrn}:employeeNumber`]: 'A',
        },
      },
    ]);
    expect(body).toMatchObject({
      schemas: [userUrn, enterpriseUrn],
      displayName: 'B',
      name: { givenName: 'K', familyName: 'U' },
      emails: [{ type: 'work', value: 'x@t.com' }],
      [enterpriseUrn]: { employeeNumber: 'A' },
    });
    expect(Object.keys(body)).not.toContain('name.givenName');
  });

  it.each([
    ['a list', 'manager', [{ $ref: 'http://.../scim/Users/00aa', value: '00aa' }]],
    ['text', `${enterpriseUrn}:manager`, '00aa'],
    ['an object', `${enterpriseUrn}:manager`, { value: '00aa' }],
  ])('sets the manager as %s', async (_form, path, value) => {
    const { patch, createUser } = createScimClient();
    const { id } = await createUser('ada');
    const { status, body } = await patch(`/Users/${id}`, [{ op: 'Add', path, value }]);
    expect({ status, manager: body[enterpriseUrn]?.manager?.value }).toEqual({ status: 200, manager: '00aa' });
  });

  it('fills a group member by member, in both dialects, and asks without members', async () => {
    const { send, patch, createUser, membersOf } = createScimClient();
    const [ada, bob, eve] = [await createUser('ada'), await createUser('bob'), await createUser('eve')];
    const { status, body: group } = await send('POST', '/Groups', {
      schemas: [groupUrn, entraGroupUrn],
      externalId: '8aa1a0c0',
      displayName: 'displayName',
      meta: { resourceType: 'Group' },
    });
    expect({ status, group }).toMatchObject({ status: 201, group: { externalId: '8aa1a0c0', schemas: [groupUrn] } });
    const path = `/Groups/${group.id}`;
    for (const user of [ada, bob, eve]) {
      expect(
        (await patch(path, [{ op: 'Add', path: 'members', value: [{ $ref: null, value: user.id }] }])).status,
      ).toBe(204);
    }
    const removal = [{ op: 'Remove', path: 'members', value: [{ $ref: null, value: bob.id }] }];
    expect((await patch(path, removal)).status).toBe(204);
    expect(await membersOf(group.id)).toEqual([ada.id, eve.id].sort());
    expect((await patch(path, [{ op: 'remove', path: `members[value eq "${eve.id}"]` }])).status).toBe(204);
    expect(await membersOf(group.id)).toEqual([ada.id]);

    for (const query of [
      `${path}?excludedAttributes=members`,
      '/Groups?excludedAttributes=members&filter=displayName eq "displayName"',
    ]) {
      const answer = await send('GET', query);
      expect(answer.status).toBe(200);
      expect(answer.text).not.toContain('members');
    }
    const membership = `/Groups?filter=id eq "${group.id}" and members eq "${ada.id}"&attributes=id`;
    expect((await send('GET', membership)).body.totalResults).toBe(1);
  });

  it('deletes for good', async () => {
    const { send, createUser, createGroup } = createScimClient();
    const ada = await createUser('ada');
    const group = await createGroup('g', [ada.id]);
    expect((await send('DELETE', `/Users/${ada.id}`)).status).toBe(204);
    expect((await send('GET', `/Users/${ada.id}`)).status).toBe(404);
    expect((await send('GET', `/Groups/${group.id}`)).body.members).toEqual([]);
    expect((await send('DELETE', `/Groups/${group.id}`)).status).toBe(204);
  });
});
