import { createResourceType, userResourceType } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { baseUrl, createScimClient, enterpriseUrn, groupUrn, type Json, listUrn, userUrn } from './scim-client.ts';

describe('/ServiceProviderConfig', () => {
  it('tells the limits that apply', async () => {
    const { send } = createScimClient({
      limits: { bodyBytes: 5_000, bulkOperations: 7, pageSize: 50, defaultPageSize: 20 },
      cursorLifetimeMs: 60_000,
    });
    const { status, body } = await send('GET', '/ServiceProviderConfig');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 7, maxPayloadSize: 5_000 },
      filter: { supported: true, maxResults: 50 },
      changePassword: { supported: false },
      sort: { supported: true },
      etag: { supported: true },
      pagination: {
        cursor: true,
        index: true,
        defaultPaginationMethod: 'index',
        defaultPageSize: 20,
        maxPageSize: 50,
        cursorTimeout: 60,
      },
      authenticationSchemes: [{ type: 'oauthbearertoken', primary: true }],
      meta: { resourceType: 'ServiceProviderConfig', location: `${baseUrl}/ServiceProviderConfig` },
    });
  });

  it('has no attribute that its published schema lacks', async () => {
    const { send } = createScimClient();
    const { body } = await send('GET', '/ServiceProviderConfig');
    const schema = (await send('GET', `/Schemas/${body.schemas[0]}`)).body;
    const names = schema.attributes.map((attribute: Json) => attribute.name);
    const own = Object.keys(body).filter((name) => !['schemas', 'meta'].includes(name));
    expect(own.filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('/ResourceTypes', () => {
  it('lists what is served, each found under its location', async () => {
    const { send } = createScimClient();
    const { body } = await send('GET', '/ResourceTypes');
    expect(body).toMatchObject({ schemas: [listUrn], totalResults: 2, itemsPerPage: 2, startIndex: 1 });
    expect(body.Resources).toMatchObject([
      {
        id: 'User',
        endpoint: '/Users',
        schema: userUrn,
        schemaExtensions: [{ schema: enterpriseUrn, required: false }],
      },
      { id: 'Group', endpoint: '/Groups', schema: groupUrn },
    ]);
    for (const resource of body.Resources) {
      const path = resource.meta.location.slice(baseUrl.length);
      expect((await send('GET', path)).body).toEqual(resource);
    }
  });
});

describe('/Schemas', () => {
  it('publishes what is stored, each found under its location', async () => {
    const { send } = createScimClient();
    const { body } = await send('GET', '/Schemas');
    expect(body.Resources.map((schema: Json) => schema.id)).toEqual([
      userUrn,
      enterpriseUrn,
      groupUrn,
      'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
      'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
      'urn:ietf:params:scim:schemas:core:2.0:Schema',
    ]);
    expect(body.totalResults).toBe(6);
    for (const schema of body.Resources) {
      expect(schema).toMatchObject({
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
        meta: { resourceType: 'Schema' },
      });
      expect((await send('GET', schema.meta.location.slice(baseUrl.length))).body).toEqual(schema);
    }
    expect((await send('GET', `/Schemas/${encodeURIComponent(userUrn.toUpperCase())}`)).body.id).toBe(userUrn);
  });

  it('is silent about the password, which is dropped', async () => {
    const { send, createUser, store } = createScimClient();
    const { body } = await send('GET', `/Schemas/${userUrn}`);
    const names = body.attributes.map((attribute: Json) => attribute.name);
    expect(names).toContain('userName');
    expect(names).not.toContain('password');
    const user = await createUser('ada', { password: 'hunter2' });
    expect(JSON.stringify(user)).not.toContain('hunter2');
    expect(JSON.stringify(await store.read('User', user.id))).not.toContain('hunter2');
    expect(JSON.stringify(await store.audit.read({ after: 0, limit: 10 }))).not.toContain('hunter2');
  });
});

it.each(['/Schemas', '/ResourceTypes'])('%s refuses a filter with 403 and ignores paging', async (path) => {
  const { send } = createScimClient();
  expect((await send('GET', `${path}?filter=name eq "User"`)).status).toBe(403);
  expect((await send('GET', `${path}?count=1&startIndex=2`)).body).toEqual((await send('GET', path)).body);
});

it('discovery needs credentials unless it is public, everything else always', async () => {
  const anonymous = { authorization: '' };
  const [closed, open] = [createScimClient(), createScimClient({ publicDiscovery: true })];
  for (const path of ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes/User']) {
    expect((await closed.send('GET', path, undefined, anonymous)).status).toBe(401);
    expect((await open.send('GET', path, undefined, anonymous)).status).toBe(200);
  }
  for (const path of ['/Users', '/', '/Me', '/Nothing']) {
    expect((await open.send('GET', path, undefined, anonymous)).status).toBe(401);
  }
});

it('another resource type is served like the built-in ones', async () => {
  const device = createResourceType({
    name: 'Device',
    endpoint: '/Devices',
    schema: {
      id: 'urn:example:Device',
      name: 'Device',
      attributes: [
        { name: 'serial', required: true, uniqueness: 'server' },
        { name: 'port', type: 'integer' },
      ],
    },
    indexed: ['serial'],
  });
  const { send, store } = createScimClient({ resourceTypes: [userResourceType, device] });
  const created = await send('POST', '/Devices', { schemas: ['urn:example:Device'], serial: 'A1', port: 80 });
  expect(created).toMatchObject({ status: 201, body: { serial: 'A1', port: 80, meta: { resourceType: 'Device' } } });
  expect(created.body).not.toHaveProperty('active');
  expect((await send('POST', '/Devices', { schemas: ['urn:example:Device'], serial: 'a1' })).status).toBe(409);
  expect((await send('GET', '/Devices?filter=port gt 10')).body.totalResults).toBe(1);
  expect((await send('GET', '/Groups')).status).toBe(404);
  expect((await store.audit.read({ after: 0, limit: 9 })).map(({ type }) => type)).toEqual(['device.created']);
});
