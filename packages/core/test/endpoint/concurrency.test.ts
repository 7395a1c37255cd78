import type { ResourceStore } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { createScimClient, type Json, userUrn } from './scim-client.ts';

/** A store that answers late and in no particular order, as one behind a network does. */
function slow(store: ResourceStore): ResourceStore {
  let calls = 0;
  const later = async <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    for (let turns = (calls * 7) % 5; turns > 0; turns -= 1) await new Promise(setImmediate);
    return work();
  };
  return {
    read: (...args) => later(() => store.read(...args)),
    existing: (...args) => later(() => store.existing(...args)),
    list: (...args) => later(() => store.list(...args)),
    commit: (...args) => later(() => store.commit(...args)),
  };
}

const slowClient = (): ReturnType<typeof createScimClient> =>
  createScimClient({ store: slow(createScimClient().store) });
const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe('parallel requests', () => {
  it('100 PATCHes that add members lose none', async () => {
    const client = slowClient();
    const users = await Promise.all(range(100).map((index) => client.createUser(`u${index}`)));
    const { id } = await client.createGroup('g');
    const answers = await Promise.all(
      users.map((user) => client.patch(`/Groups/${id}`, [{ op: 'Add', path: 'members', value: [{ value: user.id }] }])),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await client.membersOf(id)).toEqual(users.map((user) => user.id).sort());
  });

  it('100 PATCHes that add and remove members end as each of them asked', async () => {
    const client = slowClient();
    const users = await Promise.all(range(100).map((index) => client.createUser(`u${index}`)));
    const [old, fresh] = [users.slice(0, 50), users.slice(50)];
    const { id } = await client.createGroup(
      'g',
      old.map((user) => user.id),
    );
    await Promise.all(
      range(50).flatMap((index) => [
        client.patch(`/Groups/${id}`, [{ op: 'remove', path: `members[value eq "${old[index].id}"]` }]),
        client.patch(`/Groups/${id}`, [
          { op: 'add', path: 'members', value: [{ value: fresh[index].id }] },
          { op: 'replace', path: 'externalId', value: `x${index}` },
        ]),
      ]),
    );
    expect(await client.membersOf(id)).toEqual(fresh.map((user) => user.id).sort());
  });

  it('50 PATCHes of different attributes of one user all come through', async () => {
    const client = slowClient();
    const { id } = await client.createUser('ada');
    const answers = await Promise.all(
      range(50).map((index) =>
        client.patch(`/Users/${id}`, [
          { op: 'add', path: 'emails', value: [{ value: `ada${index}@example.com`, type: 'work' }] },
        ]),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { body } = await client.send('GET', `/Users/${id}`);
    expect(new Set(body.emails.map((email: Json) => email.value)).size).toBe(50);
    expect(body.meta.version).toBe('W/"51"');
  });

  it('PUTs leave one of the bodies, whole; with If-Match just one gets through', async () => {
    const client = slowClient();
    const { id } = await client.createUser('ada');
    const put = (index: number, headers: Record<string, string> = {}) =>
      client.send(
        'PUT',
        `/Users/${id}`,
        { schemas: [userUrn], userName: 'ada', title: `t${index}`, nickName: `t${index}` },
        headers,
      );
    expect((await Promise.all(range(20).map((index) => put(index)))).every(({ status }) => status === 200)).toBe(true);
    const { body } = await client.send('GET', `/Users/${id}`);
    expect(body.title).toBe(body.nickName);
    expect(body.meta.version).toBe('W/"21"');
    const conditional = await Promise.all(range(20).map((index) => put(index + 100, { 'if-match': 'W/"21"' })));
    expect(conditional.map(({ status }) => status).sort()).toEqual([200, ...Array(19).fill(412)]);
  });

  it('POSTs of one userName create one user', async () => {
    const client = slowClient();
    const names = ['ada', 'ADA', 'Ada', 'aDa', 'adA'];
    const answers = await Promise.all(
      names.map((userName) => client.send('POST', '/Users', { schemas: [userUrn], userName })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(1);
  });

  it('a member deleted meanwhile does not sink the PATCH of others', async () => {
    const client = createScimClient();
    const [ada, bob] = [await client.createUser('ada'), await client.createUser('bob')];
    const group = await client.createGroup('g');
    const racing = createScimClient({
      store: {
        ...client.store,
        commit: async (batch) => {
          if (batch.memberships?.length) await client.send('DELETE', `/Users/${bob.id}`);
          return client.store.commit(batch);
        },
      },
    });
    const value = [{ value: ada.id }, { value: bob.id }];
    expect((await racing.patch(`/Groups/${group.id}`, [{ op: 'add', path: 'members', value }])).status).toBe(204);
    expect(await client.membersOf(group.id)).toEqual([ada.id]);
  });

  it('If-Match holds for members even when somebody comes between the read and the commit', async () => {
    const client = createScimClient();
    const [ada, bob] = [await client.createUser('ada'), await client.createUser('bob')];
    const { id } = await client.createGroup('g');
    const add = (user: Json): object[] => [{ op: 'add', path: 'members', value: [{ value: user.id }] }];
    const racing = createScimClient({
      store: {
        ...client.store,
        commit: async (batch) => {
          await client.patch(`/Groups/${id}`, add(bob));
          return client.store.commit(batch);
        },
      },
    });
    expect((await racing.patch(`/Groups/${id}`, add(ada), { 'if-match': 'W/"1"' })).status).toBe(412);
    expect(await client.membersOf(id)).toEqual([bob.id]);
  });

  it('DELETE takes away what it has read, or with If-Match nothing', async () => {
    const client = createScimClient();
    const { id } = await client.createUser('ada');
    let title = 0;
    const racing = createScimClient({
      store: {
        ...client.store,
        commit: async (batch) => {
          title += 1;
          if (title < 3)
            await client.patch(`/Users/${id}`, [{ op: 'replace', path: 'userName', value: `ada${title}` }]);
          return client.store.commit(batch);
        },
      },
    });
    expect((await racing.send('DELETE', `/Users/${id}`, undefined, { 'if-match': 'W/"1"' })).status).toBe(412);
    expect((await racing.send('DELETE', `/Users/${id}`)).status).toBe(204);
    const events = await client.store.audit.read({ after: 0, limit: 10 });
    expect(events.at(-1)).toMatchObject({ type: 'user.deleted', data: { userName: { from: 'ada2' } } });
  });

  it('a writer that is never let through is told to come again', async () => {
    const { store, createUser } = createScimClient();
    const { id } = await createUser('ada');
    let attempts = 0;
    const client = createScimClient({
      store: {
        ...store,
        commit: async () => {
          attempts += 1;
          return { ok: false, conflict: { kind: 'version', type: 'User', id, actual: 9 } };
        },
      },
    });
    const answer = await client.patch(`/Users/${id}`, [{ op: 'replace', path: 'title', value: 'x' }]);
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(attempts).toBe(10);
  });
});
