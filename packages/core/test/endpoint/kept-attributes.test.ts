import {
  createMemoryStore,
  enterpriseUserUrn,
  groupResourceType,
  keepAttributes,
  type ScimEndpointOptions,
  userResourceType,
} from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { createScimClient, enterpriseUrn, groupUrn, type Json, listUrn, userUrn } from './scim-client.ts';

const lean = keepAttributes(userResourceType, [
  'displayName',
  'name.givenName',
  'name.familyName',
  'emails.value',
  'password',
  `${enterpriseUserUrn}:department`,
]);
const createLeanClient = (options: Partial<ScimEndpointOptions> = {}) =>
  createScimClient({ resourceTypes: [lean, groupResourceType], ...options });

/** Entra's first push of a user, with everything that its default mapping has. */
const joy = {
  schemas: [userUrn, enterpriseUrn],
  externalId: 'jyoung',
  userName: 'jyoung@testuser.com',
  active: true,
  addresses: [{ type: 'work', formatted: 'Main Street 1', locality: 'Oslo' }],
  displayName: 'Joy Young',
  emails: [{ type: 'work', value: 'jyoung@contoso.com', primary: true, display: 'Joy' }],
  name: { formatted: 'Joy Young', familyName: 'Young', givenName: 'Joy' },
  phoneNumbers: [{ type: 'mobile', value: '555' }],
  preferredLanguage: 'no',
  title: 'Engineer',
  password: 'secret',
  [enterpriseUrn]: { department: 'Data', employeeNumber: '7', manager: { value: '1' } },
};
const stored = {
  schemas: [userUrn, enterpriseUrn],
  externalId: 'jyoung',
  userName: 'jyoung@testuser.com',
  active: true,
  displayName: 'Joy Young',
  emails: [{ type: 'work', value: 'jyoung@contoso.com', primary: true }],
  name: { familyName: 'Young', givenName: 'Joy' },
  [enterpriseUrn]: { department: 'Data' },
};

describe('an endpoint that keeps only some attributes', () => {
  it('stores and shows nothing else of what Entra creates', async () => {
    const { send, store } = createLeanClient();
    const { status, body } = await send('POST', '/Users', joy);
    const { id, meta, ...shown } = body;
    expect({ status, shown }).toEqual({ status: 201, shown: { ...stored, groups: [] } });
    expect((await store.read('User', id))?.attributes).toEqual(stored);
    const [event] = await store.audit.read({ after: 0, limit: 10 });
    expect(JSON.stringify(event)).not.toMatch(/Engineer|title|addresses|secret/);
  });

  it('goes through a PATCH of Entra, and does what concerns it', async () => {
    const { send, store, patch } = createLeanClient();
    const { id, meta } = (await send('POST', '/Users', joy)).body;
    const unchanged = await patch(`/Users/${id}`, [
      { op: 'Replace', path: 'title', value: 'Director' },
      { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '556' },
      { op: 'Replace', path: 'addresses[type eq "work"].formatted', value: 'Main Street 2' },
      { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager', value: '2' },
      { op: 'Replace', path: 'name.formatted', value: 'J. Young' },
    ]);
    expect(unchanged).toMatchObject({ status: 200, body: { meta: { version: meta.version } } });
    const changed = await patch(`/Users/${id}`, [
      { op: 'Replace', value: { title: 'Director', 'name.formatted': 'J. Young', displayName: 'J. Young' } },
      { op: 'Replace', path: 'active', value: 'False' },
    ]);
    expect(changed.status).toBe(200);
    expect((await store.read('User', id))?.attributes).toEqual({ ...stored, displayName: 'J. Young', active: false });
    const unknown = await patch(`/Users/${id}`, [{ op: 'Replace', path: 'titel', value: 'Director' }]);
    expect(unknown).toMatchObject({ status: 400, body: { scimType: 'invalidPath' } });
  });

  it('replaces by PUT without storing more', async () => {
    const { send, store } = createLeanClient();
    const { id } = (await send('POST', '/Users', joy)).body;
    const replaced = await send('PUT', `/Users/${id}`, { ...joy, title: 'Director', displayName: 'J. Young' });
    expect(replaced.status).toBe(200);
    expect((await store.read('User', id))?.attributes).toEqual({ ...stored, displayName: 'J. Young' });
  });

  it('publishes in /Schemas and /ResourceTypes what it stores, and nothing else', async () => {
    const { send } = createLeanClient();
    const attributesOf = async (urn: string): Promise<Record<string, readonly string[]>> => {
      const { attributes } = (await send('GET', `/Schemas/${urn}`)).body;
      const names = (list: Json): string[] => (list ?? []).map(({ name }: Json) => name);
      return Object.fromEntries(attributes.map((entry: Json) => [entry.name, names(entry.subAttributes)]));
    };
    expect(await attributesOf(userUrn)).toMatchObject({
      userName: [],
      name: ['familyName', 'givenName'],
      displayName: [],
      active: [],
      emails: ['value', 'type', 'primary'],
      groups: expect.anything(),
    });
    expect(Object.keys(await attributesOf(userUrn))).toHaveLength(6);
    expect(await attributesOf(enterpriseUrn)).toEqual({ department: [] });
    expect((await send('GET', '/Schemas')).text).not.toMatch(/reducedFrom|nickName|"password"/);

    const bare = createScimClient({ resourceTypes: [keepAttributes(userResourceType, []), groupResourceType] });
    expect((await bare.send('GET', `/Schemas/${enterpriseUrn}`)).status).toBe(404);
    expect((await bare.send('GET', '/ResourceTypes/User')).body).not.toHaveProperty('schemaExtensions');
  });

  it('refuses filters on what it does not store, also over all types, and finds the rest', async () => {
    const { send } = createLeanClient();
    await send('POST', '/Users', joy);
    const message = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter: 'title eq "Engineer"' };
    for (const answer of [await send('GET', '/Users?filter=title pr'), await send('POST', '/.search', message)]) {
      expect(answer).toMatchObject({
        status: 400,
        body: { scimType: 'invalidFilter', detail: '"title" is not stored here, so a filter cannot use it' },
      });
    }
    const found = await send('GET', '/Users?filter=emails[type eq "work"].value eq "JYOUNG@contoso.com"');
    expect(found.body).toMatchObject({ schemas: [listUrn], totalResults: 1 });
    expect((await send('GET', '/Users?attributes=title,userName')).body.Resources[0]).not.toHaveProperty('title');
  });

  it('forgets what an endpoint stored before that kept more, with the next change of the user', async () => {
    const store = createMemoryStore();
    const before = createScimClient({ store });
    const { id } = (await before.send('POST', '/Users', joy)).body;
    const { send, patch } = createLeanClient({ store });
    expect((await send('GET', `/Users/${id}`)).body).not.toHaveProperty('title');
    await patch(`/Users/${id}`, [{ op: 'replace', path: 'displayName', value: 'J. Young' }]);
    expect((await store.read('User', id))?.attributes).toEqual({ ...stored, displayName: 'J. Young' });

    const bare = createScimClient({ store, resourceTypes: [keepAttributes(userResourceType, []), groupResourceType] });
    await bare.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: false }]);
    const { schemas, userName, active, externalId } = { ...stored, active: false };
    expect((await store.read('User', id))?.attributes).toEqual({
      schemas: schemas.slice(0, 1),
      userName,
      active,
      externalId,
    });
  });

  it('has groups as before', async () => {
    const { send, createUser, createGroup } = createLeanClient();
    const { id } = await createUser('ada', { title: 'Countess' });
    await createGroup('Sales', [id]);
    expect((await send('GET', `/Users/${id}`)).body.groups).toMatchObject([{ display: 'Sales' }]);
    expect((await send('GET', `/Groups?filter=members eq "${id}"`)).body.Resources).toMatchObject([
      { schemas: [groupUrn], displayName: 'Sales' },
    ]);
  });
});
