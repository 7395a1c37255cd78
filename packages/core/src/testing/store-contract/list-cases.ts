import assert from 'node:assert/strict';
import type { ListQuery, StoredResource } from '../../store/resource-store.ts';
import { type ContractCases, type ContractContext, commit, group, members, user } from './contract-case.ts';

/** Lists: conditions, order, pages and totals. */
export const listCases: ContractCases = {
  'lists are in creation order whatever is changed later': async (context) => {
    await fill(context, 5);
    await commit(context, { puts: [user('u2', { version: 1, attributes: { title: 'x' } })] });
    assert.deepEqual(await ids(context, {}), ['u0', 'u1', 'u2', 'u3', 'u4']);
  },

  'offset and limit cut a page, and the total counts all': async (context) => {
    await fill(context, 7);
    for (const [offset, limit, expected] of [
      [0, 3, ['u0', 'u1', 'u2']],
      [3, 3, ['u3', 'u4', 'u5']],
      [6, 3, ['u6']],
      [7, 3, []],
      [70, 3, []],
      [0, 0, []],
    ] as const) {
      const page = await context.store.list({ type: 'User', offset, limit });
      assert.deepEqual([page.resources.map(({ id }) => id), page.total], [expected, 7]);
    }
    assert.deepEqual(await context.store.list({ type: 'User', limit: 0, total: false }), {
      resources: [],
      total: undefined,
    });
    assert.deepEqual(await context.store.list({ type: 'Device', limit: 3 }), { resources: [], total: 0 });
  },

  'keys narrow the list and all of them must hold': async (context) => {
    const key = (name: string, value: string): { name: string; value: string; unique: boolean } => ({
      name,
      value,
      unique: false,
    });
    await commit(context, {
      puts: [
        user('a', { keys: [key('title', 'x'), key('emails.value', 'a@x')] }),
        user('b', { keys: [key('title', 'x')] }),
        user('c', { keys: [key('title', 'y'), key('emails.value', 'x')] }),
        group('d', { keys: [key('title', 'x')] }),
      ],
    });
    assert.deepEqual(await ids(context, { keys: [key('title', 'x')] }), ['a', 'b']);
    assert.deepEqual(await ids(context, { keys: [key('title', 'x'), key('emails.value', 'a@x')] }), ['a']);
    assert.deepEqual(await ids(context, { keys: [key('title', 'X')] }), []);
    assert.deepEqual(await ids(context, { type: 'Group', keys: [key('title', 'x')] }), ['d']);
    await commit(context, { puts: [user('b', { version: 1, keys: [key('title', 'y')] })] });
    assert.deepEqual(await ids(context, { keys: [key('title', 'y')] }), ['b', 'c']);
    assert.equal((await context.store.list({ type: 'User', keys: [key('title', 'y')], limit: 1 })).total, 2);
  },

  'the groups of a member are the direct ones': async (context) => {
    await commit(context, {
      puts: [group('outer'), group('inner'), group('other'), user('u')],
      memberships: [members('outer', { add: ['inner'] }), members('inner', { add: ['u'] })],
    });
    assert.deepEqual(await ids(context, { type: 'Group', member: 'u' }), ['inner']);
    assert.deepEqual(await ids(context, { type: 'Group', member: 'inner' }), ['outer']);
    assert.deepEqual(await ids(context, { type: 'Group', member: 'nobody' }), []);
    const keys = [{ name: 'displayName', value: 'other' }];
    assert.deepEqual(await ids(context, { type: 'Group', member: 'u', keys }), []);
  },

  'matches decides, and pages and totals count only what it lets through': async (context) => {
    await fill(context, 10);
    const matches = (resource: StoredResource): boolean => Number(resource.attributes.number) % 2 === 1;
    const page = await context.store.list({ type: 'User', matches, offset: 1, limit: 2 });
    assert.deepEqual([page.resources.map(({ id }) => id), page.total], [['u3', 'u5'], 5]);
    const keys = [{ name: 'userName', value: 'u4' }];
    assert.deepEqual(await ids(context, { keys, matches }), []);
  },

  'a filter beside matches changes nothing about the answer': async (context) => {
    await fill(context, 6);
    const matches = (resource: StoredResource): boolean => resource.attributes.title === 'odd';
    const filter = { kind: 'comparison', path: 'title', operator: 'eq', value: 'odd' } as const;
    assert.deepEqual(await ids(context, { matches, filter }), ['u1', 'u3', 'u5']);
  },

  'matches and compare see the relations asked for, and so does the result': async (context) => {
    await fill(context, 4);
    await commit(context, {
      puts: [group('big'), group('small')],
      memberships: [members('small', { add: ['u1'] }), members('big', { add: ['u1', 'u2', 'u3'] })],
    });
    const include = { members: true, groups: true };
    const inSmall = await context.store.list({
      type: 'User',
      include,
      matches: ({ groups = [] }) => groups.some(({ id }) => id === 'small'),
      limit: 10,
    });
    assert.deepEqual(
      inSmall.resources.map(({ id, groups }) => [id, groups?.length]),
      [['u1', 2]],
    );
    const bySize = await context.store.list({
      type: 'Group',
      include,
      compare: (a, b) => (a.members?.length ?? 0) - (b.members?.length ?? 0),
      limit: 10,
    });
    assert.deepEqual(
      bySize.resources.map(({ id, members: found }) => [id, found?.length]),
      [
        ['small', 1],
        ['big', 3],
      ],
    );
    const plain = await context.store.list({ type: 'Group', limit: 1 });
    assert.equal(plain.resources[0]?.members, undefined);
  },

  'compare orders before the page is cut, and equals stay in creation order': async (context) => {
    await fill(context, 6);
    const compare = (a: StoredResource, b: StoredResource): number =>
      String(b.attributes.title).localeCompare(String(a.attributes.title));
    assert.deepEqual(await ids(context, { compare }), ['u1', 'u3', 'u5', 'u0', 'u2', 'u4']);
    const page = await context.store.list({ type: 'User', compare, offset: 2, limit: 2 });
    assert.deepEqual([page.resources.map(({ id }) => id), page.total], [['u5', 'u0'], 6]);
  },

  'a keyset walk sees everything once while others write': async (context) => {
    await fill(context, 6);
    const seen: string[] = [];
    let after = 0;
    for (let round = 0; round < 10; round += 1) {
      const { resources, total } = await context.store.list({ type: 'User', after, limit: 2, total: false });
      assert.equal(total, undefined);
      const last = resources.at(-1);
      if (last === undefined) break;
      seen.push(...resources.map(({ id }) => id));
      after = last.sequence;
      if (round === 0) {
        await commit(context, {
          puts: [user('new'), user('u0', { version: 1 })],
          deletes: [{ type: 'User', id: 'u1' }],
        });
      }
    }
    assert.deepEqual(seen, ['u0', 'u1', 'u2', 'u3', 'u4', 'u5', 'new']);
  },

  'a total after a key counts what comes after it': async (context) => {
    await fill(context, 5);
    const { resources } = await context.store.list({ type: 'User', limit: 2 });
    const after = resources.at(-1)?.sequence ?? 0;
    assert.equal((await context.store.list({ type: 'User', after, limit: 1 })).total, 3);
    assert.equal((await context.store.list({ type: 'User', after, limit: 0 })).total, 3);
    const matches = ({ attributes }: StoredResource): boolean => attributes.title === 'odd';
    assert.equal((await context.store.list({ type: 'User', after, limit: 1, matches })).total, 1);
  },
};

/** Users u0, u1, … with their number and whether it is odd. */
async function fill(context: ContractContext, count: number): Promise<void> {
  const puts = Array.from({ length: count }, (_, number) =>
    user(`u${number}`, { attributes: { number, title: number % 2 === 1 ? 'odd' : 'even' } }),
  );
  await commit(context, { puts });
}

async function ids({ store }: ContractContext, query: Partial<ListQuery>): Promise<readonly string[]> {
  const { resources, total } = await store.list({ type: 'User', limit: 100, ...query });
  assert.equal(total, resources.length);
  return resources.map(({ id }) => id);
}
