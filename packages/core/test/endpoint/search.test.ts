import { describe, expect, it } from 'vitest';
import { createScimClient, listUrn } from './scim-client.ts';

const searchUrn = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

describe('/.search', () => {
  it('answers the query in the body, on the root and on a resource type', async () => {
    const client = createScimClient();
    for (const name of ['smith', 'Smithers', 'jones']) await client.createUser(name, { displayName: name });
    await client.createGroup('Smith Family');
    const body = {
      schemas: [searchUrn],
      attributes: ['displayName', 'userName'],
      filter: 'displayName sw "smith"',
      sortBy: 'displayName',
      startIndex: 1,
      count: 2,
    };
    const root = await client.send('POST', '/.search', body);
    expect(root).toMatchObject({
      status: 200,
      body: { schemas: [listUrn], totalResults: 3, itemsPerPage: 2, startIndex: 1 },
    });
    expect(root.body.Resources.map((found: { displayName: string }) => found.displayName)).toEqual([
      'smith',
      'Smith Family',
    ]);
    expect(Object.keys(root.body.Resources[0]).sort()).toEqual(['displayName', 'id', 'schemas', 'userName']);

    const users = await client.send('POST', '/Users/.search', { ...body, startIndex: 2 });
    expect(users.body).toMatchObject({ totalResults: 2, Resources: [{ userName: 'Smithers' }] });
    const walk = await client.send('POST', '/Users/.search', { schemas: [searchUrn], cursor: '', count: 2 });
    const rest = await client.send('POST', '/Users/.search', {
      schemas: [searchUrn],
      cursor: walk.body.nextCursor,
      count: 2,
    });
    expect(rest.body.Resources).toMatchObject([{ userName: 'jones' }]);
  });

  it('reads the names of its members in any case', async () => {
    const client = createScimClient();
    for (const name of ['smith', 'jones']) await client.createUser(name);
    const { body } = await client.send('POST', '/.search', { Schemas: [searchUrn], FILTER: 'userName sw "s"' });
    expect(body).toMatchObject({ totalResults: 1, Resources: [{ userName: 'smith' }] });
  });

  it('needs a sorted list over all types to stay within reach', async () => {
    const { send } = createScimClient();
    const body = { schemas: [searchUrn], sortBy: 'displayName', startIndex: 1_000_000 };
    expect((await send('POST', '/.search', body)).body).toMatchObject({ status: '400', scimType: 'tooMany' });
    expect((await send('POST', '/Users/.search', body)).status).toBe(200);
  });

  it.each([
    [{}, 'invalidSyntax'],
    [{ schemas: ['x'] }, 'invalidSyntax'],
    [{ schemas: [searchUrn], filter: 'x' }, 'invalidFilter'],
    [{ schemas: [searchUrn], filter: 1 }, 'invalidValue'],
    [{ schemas: [searchUrn], count: 'many' }, 'invalidValue'],
    [{ schemas: [searchUrn], count: {} }, 'invalidValue'],
    [{ schemas: [searchUrn], attributes: [1] }, 'invalidValue'],
  ])('refuses %j', async (body, scimType) => {
    expect((await createScimClient().send('POST', '/Users/.search', body)).body).toMatchObject({
      status: '400',
      scimType,
    });
  });
});
