import assert from 'node:assert/strict';
import { type ContractCases, commit, group, memberIds, members, present, sorted, user } from './contract-case.ts';

/** What goes when a resource goes. */
export const deletionCases: ContractCases = {
  'a deleted resource is gone from reads, lists and keys': async (context) => {
    await commit(context, { puts: [user('ada'), user('bob')] });
    await commit(context, { deletes: [{ type: 'User', id: 'ada', expectedVersion: 1 }] });
    assert.equal(await context.store.read('User', 'ada'), undefined);
    assert.equal((await context.store.existing(['ada'])).size, 0);
    const keys = [{ name: 'userName', value: 'ada' }];
    assert.deepEqual(await context.store.list({ type: 'User', keys, limit: 10 }), { resources: [], total: 0 });
    assert.equal((await context.store.list({ type: 'User', limit: 10 })).total, 1);
  },

  'a deleted member leaves its groups, whose versions rise': async (context) => {
    await commit(context, {
      puts: [user('ada'), user('bob'), group('g'), group('h'), group('other')],
      memberships: [members('g', { add: ['ada', 'bob'] }), members('h', { add: ['ada'] })],
    });
    context.time.now += 1000;
    await commit(context, { deletes: [{ type: 'User', id: 'ada' }] });
    assert.deepEqual(await memberIds(context.store, 'g'), ['bob']);
    assert.deepEqual(await memberIds(context.store, 'h'), []);
    const read = await present(context.store, 'Group', 'g');
    assert.deepEqual([read.version, read.lastModified], [2, new Date(context.time.now).toISOString()]);
    assert.equal((await present(context.store, 'Group', 'h')).version, 2);
    assert.equal((await present(context.store, 'Group', 'other')).version, 1);
  },

  'a group that loses several members in one batch rises by one': async (context) => {
    await commit(context, {
      puts: [user('ada'), user('bob'), group('g')],
      memberships: [members('g', { add: ['ada', 'bob'] })],
    });
    const { resources } = await commit(context, {
      puts: [group('g', { version: 1, name: 'Guild' })],
      deletes: [
        { type: 'User', id: 'ada' },
        { type: 'User', id: 'bob' },
      ],
    });
    assert.deepEqual(resources, [await present(context.store, 'Group', 'g')]);
    assert.equal(resources[0]?.version, 2);
  },

  'a deleted group is in nobody’s groups any more and marks whom it held': async (context) => {
    await commit(context, {
      puts: [user('ada'), user('bob'), user('cleo'), group('outer'), group('inner')],
      memberships: [members('outer', { add: ['ada', 'inner'] }), members('inner', { add: ['bob'] })],
    });
    const { dirty } = await commit(context, { deletes: [{ type: 'Group', id: 'outer' }] });
    assert.deepEqual(sorted(dirty), ['ada', 'bob']);
    assert.deepEqual((await present(context.store, 'User', 'ada', { groups: true })).groups, []);
    const { groups } = await present(context.store, 'User', 'bob', { groups: true });
    assert.deepEqual(groups, [{ id: 'inner', display: 'inner', direct: true }]);
    assert.equal((await present(context.store, 'Group', 'inner')).version, 1);
  },

  'members and their group can go in one batch': async (context) => {
    await commit(context, { puts: [user('ada'), group('g')], memberships: [members('g', { add: ['ada'] })] });
    const { dirty } = await commit(context, {
      deletes: [
        { type: 'User', id: 'ada' },
        { type: 'Group', id: 'g' },
      ],
    });
    assert.deepEqual(dirty, ['ada']);
    assert.equal((await context.store.existing(['ada', 'g'])).size, 0);
  },

  'a new resource under an old id starts afresh': async (context) => {
    const { store } = context;
    await commit(context, {
      puts: [user('ada'), user('bob'), group('g'), group('h')],
      memberships: [members('g', { add: ['ada', 'bob'] }), members('h', { add: ['ada', 'bob'] })],
    });
    await commit(context, {
      deletes: [
        { type: 'User', id: 'ada' },
        { type: 'Group', id: 'h' },
      ],
    });
    const { resources } = await commit(context, { puts: [user('ada'), group('h')] });
    assert.deepEqual(
      resources.map(({ version }) => version),
      [1, 1],
    );
    assert.deepEqual((await present(store, 'User', 'ada', { groups: true })).groups, []);
    assert.deepEqual(await memberIds(store, 'g'), ['bob']);
    assert.deepEqual(await memberIds(store, 'h'), []);
    assert.deepEqual(
      (await present(store, 'User', 'bob', { groups: true })).groups?.map(({ id }) => id),
      ['g'],
    );
  },
};
