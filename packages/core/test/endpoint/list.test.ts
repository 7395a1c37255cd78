import { createMemoryStore, type ResourceStore } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { createScimClient, enterpriseUrn, type Json, type ScimClient } from './scim-client.ts';

async function createUsers({ createUser }: ScimClient, count: number): Promise<Json[]> {
  const users: Json[] = [];
  for (let index = 0; index < count; index += 1) users.push(await createUser(`user${index}`));
  return users;
}

const names = (body: Json): string[] =>
  body.Resources.map((resource: Json) => resource.userName ?? resource.displayName);

describe('paging by index', () => {
  it('counts exactly and never overlaps', async () => {
    const client = createScimClient();
    await createUsers(client, 7);
    const pages = [];
    for (const startIndex of [1, 4, 7, 8]) {
      const { body } = await client.send('GET', `/Users?startIndex=${startIndex}&count=3`);
      expect(body).toMatchObject({ totalResults: 7, startIndex, itemsPerPage: body.Resources.length });
      pages.push(names(body));
    }
    expect(pages).toEqual([['user0', 'user1', 'user2'], ['user3', 'user4', 'user5'], ['user6'], []]);
  });

  it.each([
    ['startIndex=0', 1, 3],
    ['startIndex=-5', 1, 3],
    ['count=-1', 1, 0],
    ['count=0', 1, 0],
    ['count=99999999999999999999', 1, 3],
    ['startIndex=99999999999999999999', Number.MAX_SAFE_INTEGER, 0],
    ['', 1, 3],
  ])('reads "%s" as RFC 7644 §3.4.2.4 says', async (query, startIndex, itemsPerPage) => {
    const client = createScimClient();
    await createUsers(client, 3);
    const { body } = await client.send('GET', `/Users?${query}`);
    expect(body).toMatchObject({ totalResults: 3, startIndex, itemsPerPage });
    expect(body.Resources).toHaveLength(itemsPerPage);
  });

  it('goes on from one resource type to the next on the root', async () => {
    const client = createScimClient();
    await createUsers(client, 3);
    for (const name of ['g0', 'g1', 'g2']) await client.createGroup(name);
    const page = async (startIndex: number) =>
      (await client.send('GET', `/?startIndex=${startIndex}&count=2&attributes=userName,displayName`)).body;
    expect(await page(1)).toMatchObject({ totalResults: 6, startIndex: 1, itemsPerPage: 2 });
    expect(names(await page(3))).toEqual(['user2', 'g0']);
    expect(names(await page(5))).toEqual(['g1', 'g2']);
    const sorted = await client.send('GET', '/?sortBy=meta.resourceType&startIndex=3&count=2');
    expect(names(sorted.body)).toEqual(['g2', 'user0']);
  });

  it('keeps to the page sizes of the limits', async () => {
    const client = createScimClient({ limits: { pageSize: 4, defaultPageSize: 2 } });
    await createUsers(client, 6);
    expect((await client.send('GET', '/Users')).body).toMatchObject({ totalResults: 6, itemsPerPage: 2 });
    expect((await client.send('GET', '/Users?count=100')).body).toMatchObject({ totalResults: 6, itemsPerPage: 4 });
  });
});

describe('paging by cursor', () => {
  async function walk({ send }: ScimClient, query: string, between?: () => Promise<unknown>): Promise<Json[]> {
    const pages: Json[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; cursor = pages.at(-1).nextCursor) {
      const { status, body } = await send('GET', `${query}&cursor=${cursor}`);
      expect(status).toBe(200);
      expect(body).not.toHaveProperty('startIndex');
      pages.push(body);
      await between?.();
    }
    return pages;
  }

  it('visits everybody once while others come and go', async () => {
    const client = createScimClient();
    const users = await createUsers(client, 10);
    let round = 0;
    const pages = await walk(client, '/Users?count=3', async () => {
      await client.send('DELETE', `/Users/${users[round]?.id}`);
      round += 1;
      if (round < 4) await client.createUser(`late${round}`);
    });
    const seen = pages.flatMap(names);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((name) => name.startsWith('user'))).toEqual(users.map((user) => user.userName));
    expect(pages.map((page) => page.totalResults)).toEqual(pages.map(() => 10));
    expect(pages.at(-1)).not.toHaveProperty('nextCursor');
  });

  it.each(['ascending', 'descending'])('keeps %s order, ties and missing values included', async (sortOrder) => {
    const client = createScimClient();
    for (const [index, title] of ['b', undefined, 'a', 'B', undefined, 'c', 'a'].entries()) {
      await client.createUser(`u${index}`, title === undefined ? {} : { title });
    }
    const query = `/Users?sortBy=title&sortOrder=${sortOrder}&count=2`;
    const whole = (await client.send('GET', query.replace('count=2', 'count=100'))).body;
    expect((await walk(client, query)).flatMap(names)).toEqual(names(whole));
    expect(names(whole)).toEqual(
      sortOrder === 'ascending'
        ? ['u2', 'u6', 'u0', 'u3', 'u5', 'u1', 'u4']
        : ['u1', 'u4', 'u5', 'u0', 'u3', 'u2', 'u6'],
    );
  });

  it('walks over all resource types from the root', async () => {
    const client = createScimClient();
    await createUsers(client, 3);
    for (const name of ['g0', 'g1']) await client.createGroup(name);
    const pages = await walk(client, '/?count=2&attributes=userName,displayName');
    expect(pages.map(names)).toEqual([['user0', 'user1'], ['user2', 'g0'], ['g1']]);
    const sorted = await walk(client, '/?count=2&sortBy=meta.created');
    expect(sorted.flatMap(names)).toEqual(['user0', 'user1', 'user2', 'g0', 'g1']);
  });

  it('goes on when the next request spells the names in another case, as in the example of RFC 9865 §2', async () => {
    const client = createScimClient();
    await createUsers(client, 3);
    const query = (userName: string) => `/Users?filter=${userName} sw USER&sortBy=${userName}&count=2&cursor=`;
    const { nextCursor } = (await client.send('GET', query('userName'))).body;
    expect(names((await client.send('GET', query('username') + nextCursor)).body)).toEqual(['user2']);
    const otherValue = `/Users?filter=userName sw user&sortBy=userName&count=2&cursor=${nextCursor}`;
    expect((await client.send('GET', otherValue)).body.scimType).toBe('invalidCursor');
  });

  it('refuses cursors that are forged, altered, foreign, expired or of another count', async () => {
    let now = 0;
    const client = createScimClient({ clock: () => now, cursorLifetimeMs: 1_000 });
    await createUsers(client, 4);
    const { nextCursor } = (await client.send('GET', '/Users?count=2&cursor=')).body;
    expect(nextCursor).toMatch(/^[A-Za-z0-9._~-]+$/);
    const altered = `${nextCursor.slice(0, -2)}${nextCursor.endsWith('A') ? 'BB' : 'AA'}`;
    const ask = async (query: string) => (await client.send('GET', `/Users?${query}`)).body.scimType;
    for (const cursor of ['x', 'AAAA', altered, `${nextCursor}A`.repeat(50)]) {
      expect(await ask(`count=2&cursor=${cursor}`)).toBe('invalidCursor');
    }
    expect(await ask(`count=2&cursor=${nextCursor}&filter=userName pr`)).toBe('invalidCursor');
    expect(await ask(`count=3&cursor=${nextCursor}`)).toBe('invalidCount');
    expect(await ask(`count=2&cursor=${nextCursor}&startIndex=1`)).toBe('invalidValue');
    const other = createScimClient({ store: client.store });
    expect((await other.send('GET', `/Users?count=2&cursor=${nextCursor}`)).body.scimType).toBe('invalidCursor');
    expect((await client.send('GET', `/Users?count=2&cursor=${nextCursor}`)).status).toBe(200);
    now = 1_000;
    expect(await ask(`count=2&cursor=${nextCursor}`)).toBe('expiredCursor');
  });

  it('can be continued on a replica with the same secret', async () => {
    const cursorSecret = 'one secret for all of the replicas';
    const client = createScimClient({ cursorSecret });
    await createUsers(client, 3);
    const { nextCursor } = (await client.send('GET', '/Users?count=2&cursor=')).body;
    const replica = createScimClient({ store: client.store, cursorSecret });
    expect(names((await replica.send('GET', `/Users?count=2&cursor=${nextCursor}`)).body)).toEqual(['user2']);
    expect(() => createScimClient({ cursorSecret: 'short' })).toThrow(TypeError);
  });
});

describe('sorting', () => {
  it('goes by type, case, primary value and extension', async () => {
    const client = createScimClient();
    const data = [
      {
        userName: 'Zoe',
        emails: [{ value: 'b@x' }, { value: 'a@x', primary: true }],
        [enterpriseUrn]: { employeeNumber: '2' },
      },
      { userName: 'adam', emails: [{ value: 'c@x' }], active: false },
      { userName: 'Bob', [enterpriseUrn]: { employeeNumber: '1' } },
    ];
    for (const { userName, ...more } of data) await client.createUser(userName, more);
    const by = async (query: string) => names((await client.send('GET', `/Users?${query}`)).body);
    expect(await by('sortBy=userName')).toEqual(['adam', 'Bob', 'Zoe']);
    expect(await by('sortBy=USERNAME&sortOrder=descending')).toEqual(['Zoe', 'Bob', 'adam']);
    expect(await by('sortBy=emails')).toEqual(['Zoe', 'adam', 'Bob']);
    expect(await by('sortBy=emails.value&sortOrder=descending')).toEqual(['Bob', 'adam', 'Zoe']);
    expect(await by(`sortBy=${enterpriseUrn}:employeeNumber`)).toEqual(['Bob', 'Zoe', 'adam']);
    expect(await by('sortBy=active')).toEqual(['adam', 'Zoe', 'Bob']);
    expect(await by('sortBy=meta.lastModified&sortOrder=descending&count=1&startIndex=2')).toHaveLength(1);
  });

  it.each(['sortBy=nothing', 'sortBy=name', 'sortBy=password', 'sortBy=userName&sortOrder=up'])(
    'refuses %s with 400',
    async (query) => {
      const { status, body } = await createScimClient().send('GET', `/Users?${query}`);
      expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'invalidValue' });
    },
  );
});

describe('a filter', () => {
  it('finds groups by member without loading their members', async () => {
    const store = createMemoryStore();
    const includes: unknown[] = [];
    const spied: ResourceStore = {
      ...store,
      list: (query) => {
        includes.push(query.include?.members ?? false);
        return store.list(query);
      },
    };
    const client = createScimClient({ store: spied });
    const ada = await client.createUser('ada');
    const group = await client.createGroup('g', [ada.id]);
    await client.createGroup('h');
    for (const filter of [
      `members eq "${ada.id}"`,
      `members.value eq "${ada.id}"`,
      `members[value eq "${ada.id}"]`,
      `id eq "${group.id}" and members eq "${ada.id}"`,
      `members eq "${ada.id}" and displayName sw "g"`,
    ]) {
      includes.length = 0;
      const { body } = await client.send('GET', `/Groups?filter=${filter}&excludedAttributes=members`);
      expect(names(body)).toEqual(['g']);
      expect(includes).toEqual([false]);
    }
    expect(names((await client.send('GET', `/Groups?filter=id eq "x" and members eq "${ada.id}"`)).body)).toEqual([]);
  });

  it('sees members and groups where it cannot be resolved by a key', async () => {
    const client = createScimClient();
    const ada = await client.createUser('ada', { displayName: 'Ada L' });
    await client.createGroup('g', [ada.id]);
    await client.createGroup('h');
    const found = async (path: string) =>
      names((await client.send('GET', `${path}&attributes=displayName,userName`)).body);
    expect(await found('/Groups?filter=members.display co "Ada"')).toEqual(['g']);
    expect(await found('/Groups?filter=not (members pr)')).toEqual(['h']);
    expect(await found(`/Groups?filter=not (members eq "${ada.id}")`)).toEqual(['h']);
    expect(await found('/Users?filter=groups.display eq "g"')).toEqual(['ada']);
  });

  it('over all resource types takes an unknown attribute for one without a value', async () => {
    const client = createScimClient();
    await client.createUser('ada');
    await client.createGroup('ada');
    const root = async (filter: string) => names((await client.send('GET', `/?filter=${filter}`)).body);
    expect(await root('userName eq "ada"')).toEqual(['ada']);
    expect(await root('userName eq "ada" or displayName eq "ada"')).toHaveLength(2);
    expect(await root('meta.resourceType eq "Group"')).toHaveLength(1);
    expect(await root('members eq "x" and userName eq "ada"')).toEqual([]);
    const { status, body } = await client.send('GET', '/Groups?filter=userName eq "ada"');
    expect({ status, scimType: body.scimType }).toEqual({ status: 400, scimType: 'invalidFilter' });
  });
});

describe('a projection', () => {
  it('applies to reads, lists and writes alike', async () => {
    const client = createScimClient();
    const user = await client.createUser('ada', { title: 'Countess', name: { givenName: 'Ada', familyName: 'L' } });
    const wanted = { schemas: user.schemas, id: user.id, name: { givenName: 'Ada' } };
    const query = 'attributes=name.givenName';
    expect((await client.send('GET', `/Users/${user.id}?${query}`)).body).toEqual(wanted);
    expect((await client.send('GET', `/Users?${query}`)).body.Resources).toEqual([wanted]);
    expect((await client.patch(`/Users/${user.id}?${query}`, [{ op: 'remove', path: 'title' }])).body).toEqual(wanted);
    const without = (await client.send('GET', `/Users/${user.id}?excludedAttributes=name,meta,id`)).body;
    expect(Object.keys(without).sort()).toEqual(['active', 'groups', 'id', 'schemas', 'userName']);
    expect((await client.send('GET', '/Users?attributes=id&excludedAttributes=name')).body.scimType).toBe(
      'invalidValue',
    );
  });

  it('spares the store what is not shown', async () => {
    const store = createMemoryStore();
    const includes: unknown[] = [];
    const spied: ResourceStore = {
      ...store,
      read: (type, id, include) => {
        includes.push(include);
        return store.read(type, id, include);
      },
    };
    const client = createScimClient({ store: spied });
    const { id } = await client.createGroup('g');
    for (const query of [
      'excludedAttributes=members',
      'attributes=displayName',
      'attributes=id&attributes=externalId',
    ]) {
      includes.length = 0;
      await client.send('GET', `/Groups/${id}?${query}`);
      await client.send('PUT', `/Groups/${id}?${query}`, { schemas: [], displayName: 'g' });
      expect(includes.every((include) => !(include as Json).members)).toBe(true);
    }
  });
});
