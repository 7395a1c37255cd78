import { createMemoryStore, enterpriseUserUrn, type Store, userResourceType } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { createProvisioner, defineRoleMapping, type RoleMappingInput, type StoredAttributes } from '../src/index.ts';
import { mappingAttributes, storedUserType } from '../src/stored-attributes.ts';
import { createScimClient, patchBody, userBody } from './support/client.ts';
import { createScene } from './support/scene.ts';

const department = `${enterpriseUserUrn}:department`;
const finance: RoleMappingInput = {
  grants: [
    { name: 'Sales', roles: ['Gamma'], group: 'Sales' },
    { name: 'Finance', roles: ['Gamma'], filter: `department eq "Finance" and not (title co "intern")` },
  ],
};
const byCode = (attributes?: readonly string[]): RoleMappingInput => ({
  grants: [
    { name: 'Code', roles: ['Gamma'], when: ({ nickName }) => nickName === 'x', ...(attributes && { attributes }) },
  ],
});

/** A user with more than anybody needs. */
const ada = userBody('ada', {
  title: 'Countess',
  nickName: 'Enchantress',
  addresses: [{ type: 'work', locality: 'London' }],
  [enterpriseUserUrn]: { department: 'Finance', employeeNumber: '7', manager: { value: 'x' } },
});
const needed = ['userName', 'active', 'name', 'emails', 'schemas'];

async function storedOf(mapping: RoleMappingInput, storedAttributes?: StoredAttributes) {
  const { directory, another } = await createScene({ start: false });
  const provisioner = another({
    mapping: defineRoleMapping(mapping),
    ...(storedAttributes !== undefined && { storedAttributes }),
  });
  const request = createScimClient(provisioner);
  const { status, body } = await request('POST', '/Users', ada);
  expect(status).toBe(201);
  return { request, id: body.id, attributes: (await directory.store.read('User', body.id))?.attributes ?? {} };
}

describe('the attributes that the directory stores', () => {
  it('are those of an account when grants go by groups', async () => {
    const { attributes, request, id } = await storedOf({ grants: [{ name: 'A', roles: ['Gamma'], group: 'Sales' }] });
    expect(Object.keys(attributes).sort()).toEqual([...needed].sort());
    const patched = await request(
      'PATCH',
      `/Users/${id}`,
      patchBody({ op: 'Replace', path: 'title', value: 'Baroness' }),
    );
    expect(patched.status).toBe(200);
    const published = JSON.stringify((await request('GET', '/Schemas')).body);
    expect(published).toContain('"emails"');
    expect(published).not.toMatch(/"title"|"department"/);
  });

  it('are those that filters look at too, and of the extension nothing else', async () => {
    const { attributes } = await storedOf(finance);
    expect(Object.keys(attributes).sort()).toEqual([...needed, 'title', enterpriseUserUrn].sort());
    expect(attributes[enterpriseUserUrn]).toEqual({ department: 'Finance' });
  });

  it('are all when code may look at any, and what it declares when it does', async () => {
    const { attributes } = await storedOf(byCode());
    expect(Object.keys(attributes)).toEqual(expect.arrayContaining(['nickName', 'addresses', enterpriseUserUrn]));
    const { attributes: declared } = await storedOf(byCode(['nickName']));
    expect(Object.keys(declared).sort()).toEqual([...needed, 'nickName'].sort());
  });

  it('are more or all when the options say so', async () => {
    const { attributes } = await storedOf(finance, ['addresses.locality', 'password']);
    expect(attributes.addresses).toEqual([{ type: 'work', locality: 'London' }]);
    expect(attributes[enterpriseUserUrn]).toEqual({ department: 'Finance' });
    const { attributes: all } = await storedOf(finance, 'all');
    expect(all).toMatchObject({ nickName: 'Enchantress', [enterpriseUserUrn]: { employeeNumber: '7' } });
  });

  it('give everybody the access that all attributes give', async () => {
    const { provisioner, roles } = await createScene({ mapping: { grants: finance.grants } });
    const request = createScimClient(provisioner);
    expect((await request('POST', '/Users', ada)).status).toBe(201);
    await provisioner.settled();
    expect(roles('ada')).toEqual(['Gamma']);
  });

  it('are those of the resource types that an endpoint brings along', async () => {
    const { provisioner } = await createScene({ start: false });
    const endpoint = provisioner.endpoint({
      resourceTypes: [userResourceType],
      authenticate: async () => ({ actor: { kind: 'token', id: 'test' }, scopes: ['scim:read'] }),
    });
    const { body } = await endpoint.handle({ method: 'GET', path: '/Schemas', query: '', headers: {} });
    expect(body).toContain('"nickName"');
  });
});

describe('what a mapping looks at', () => {
  it.each<[RoleMappingInput, readonly string[] | 'any']>([
    [finance, [department, 'title']],
    [byCode(), 'any'],
    [byCode(['title', 'name']), ['title', 'name']],
    [{ grants: [...byCode(['title']).grants, ...finance.grants] }, ['title', department]],
  ])('is found: %j', (mapping, paths) => {
    expect(mappingAttributes([defineRoleMapping(mapping)])).toEqual(paths);
  });

  it('must exist', () => {
    expect(() => defineRoleMapping(byCode(['titel']))).toThrow(
      /"attributes" of grant "Code".*"titel" names no attribute/,
    );
    const stored = () =>
      createProvisioner({
        store: createMemoryStore(),
        mapping: defineRoleMapping(finance),
        targets: [{ name: 'prod', superset: {} as never }],
        storedAttributes: ['titel'],
      });
    expect(stored).toThrow(
      expect.objectContaining({ code: 'invalid-option', message: expect.stringMatching(/titel/) }),
    );
  });

  it('adds to what accounts are made of', () => {
    const { attributes, indexed } = storedUserType([defineRoleMapping({ grants: [] })], 'needed');
    expect([...attributes.keys()]).not.toContain('title');
    expect(indexed).toEqual(userResourceType.indexed);
  });
});

describe('check', () => {
  const warnings = async (mapping: RoleMappingInput, store: Store, storedAttributes: StoredAttributes = 'needed') => {
    const { another } = await createScene({ start: false, store });
    const problems = await another({ mapping: defineRoleMapping(mapping), storedAttributes }).check();
    return problems.map(({ message }) => message).filter((message) => message.includes('looks at "'));
  };

  it('warns that users lack what no grant looked at when they were stored, until they are sent again', async () => {
    const { directory, another } = await createScene({ start: false });
    const { store } = directory;
    let now = Date.parse('2026-01-01');
    const clientOf = (mapping: RoleMappingInput) =>
      createScimClient(another({ mapping: defineRoleMapping(mapping), clock: () => (now += 1_000) }));
    const before = clientOf({ grants: [{ name: 'A', roles: ['Gamma'], group: 'Sales' }] });
    for (const name of ['ada', 'ben']) await before('POST', '/Users', userBody(name, { title: 'T' }));
    const titled: RoleMappingInput = { grants: [{ name: 'Titled', roles: ['Gamma'], filter: 'title pr' }] };
    expect(await warnings(titled, store)).toEqual([expect.stringMatching(/looks at "title", and 2 users were/)]);
    expect(await warnings(titled, store, 'all')).toEqual([]);
    expect(await warnings(byCode(), store)).toEqual([]);
    expect(await warnings({ grants: [{ name: 'E', roles: ['Gamma'], filter: 'emails pr' }] }, store)).toEqual([]);

    const after = clientOf(titled);
    await after('POST', '/Users', userBody('cy', { title: 'T' }));
    await after('POST', '/Users', userBody('dee'));
    expect(await warnings(titled, store)).toEqual([expect.stringMatching(/2 users were/)]);
    const { resources } = await store.list({ type: 'User', limit: 10 });
    for (const { id, attributes } of resources) {
      if (attributes.userName === 'ada' || attributes.userName === 'ben') {
        await after('PATCH', `/Users/${id}`, patchBody({ op: 'replace', path: 'title', value: 'T' }));
      }
    }
    expect(await warnings(titled, store)).toEqual([]);
  });
});
