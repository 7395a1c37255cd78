import assert from 'node:assert/strict';
import { type ContractCases, commit, group, members, onlyMembers, sorted, user } from './contract-case.ts';

/** Which users a commit marks for reconciliation. */
export const dirtyCases: ContractCases = {
  'created and deleted users are marked without being named': async (context) => {
    assert.deepEqual((await commit(context, { puts: [user('a'), group('g')] })).dirty, ['a']);
    assert.deepEqual((await commit(context, { deletes: [{ type: 'Group', id: 'g' }] })).dirty, []);
    assert.deepEqual((await commit(context, { deletes: [{ type: 'User', id: 'a' }] })).dirty, ['a']);
  },

  'a replaced user is marked only when named': async (context) => {
    await commit(context, { puts: [user('a'), user('b')] });
    assert.deepEqual((await commit(context, { puts: [user('a', { version: 1 })] })).dirty, []);
    const { dirty } = await commit(context, {
      puts: [user('a', { version: 2 })],
      dirty: [
        { kind: 'user', id: 'a', urgent: false },
        { kind: 'user', id: 'a', urgent: true },
        { kind: 'user', id: 'ghost', urgent: true },
      ],
    });
    assert.deepEqual(dirty, ['a']);
  },

  'only users are marked': async (context) => {
    await commit(context, { puts: [group('g'), group('h')] });
    const { dirty } = await commit(context, {
      memberships: [members('g', { add: ['h'] })],
      dirty: [
        { kind: 'user', id: 'g', urgent: true },
        { kind: 'group', id: 'ghost' },
        { kind: 'group', id: 'h' },
      ],
    });
    assert.deepEqual(dirty, []);
  },

  'those who join or leave are marked, those who stay are not': async (context) => {
    await commit(context, {
      puts: [user('stays'), user('leaves'), user('joins'), user('other'), group('g')],
      memberships: [members('g', { add: ['stays', 'leaves'] })],
    });
    const { dirty } = await commit(context, { memberships: [onlyMembers('g', ['joins', 'stays'])] });
    assert.deepEqual(sorted(dirty), ['joins', 'leaves']);
  },

  'a nested group that joins or leaves marks everybody in it': async (context) => {
    await commit(context, {
      puts: [user('a'), user('b'), user('c'), group('inner'), group('middle'), group('outer')],
      memberships: [members('inner', { add: ['a'] }), members('middle', { add: ['inner', 'b'] })],
    });
    const joined = await commit(context, { memberships: [members('outer', { add: ['middle', 'c'] })] });
    assert.deepEqual(sorted(joined.dirty), ['a', 'b', 'c']);
    const left = await commit(context, { memberships: [members('outer', { remove: ['middle'] })] });
    assert.deepEqual(sorted(left.dirty), ['a', 'b']);
  },

  'a marked group marks everybody in it, nested groups included, and ends in spite of cycles': async (context) => {
    await commit(context, {
      puts: [user('a'), user('b'), user('c'), group('inner'), group('outer')],
      memberships: [members('outer', { add: ['a', 'inner'] }), members('inner', { add: ['b', 'outer'] })],
    });
    const mark = { kind: 'group', id: 'inner' } as const;
    assert.deepEqual(sorted((await commit(context, { dirty: [mark] })).dirty), ['a', 'b']);
    assert.equal(await context.store.reconciliation.markDirty([mark]), 2);
  },

  'a group marked while it is deleted marks whom it held': async (context) => {
    await commit(context, { puts: [user('a'), group('g')], memberships: [members('g', { add: ['a'] })] });
    const { dirty } = await commit(context, {
      deletes: [{ type: 'Group', id: 'g' }],
      dirty: [{ kind: 'group', id: 'g' }],
    });
    assert.deepEqual(dirty, ['a']);
  },

  'a batch raises the desired version of a user by one': async (context) => {
    const { store, time } = context;
    await commit(context, { puts: [user('a'), group('g')], memberships: [members('g', { add: ['a'] })] });
    await commit(context, {
      puts: [user('a', { version: 1 })],
      memberships: [onlyMembers('g', [])],
      dirty: [{ kind: 'user', id: 'a', urgent: false }],
    });
    const claims = await store.reconciliation.claim({ target: 't', now: time.now, leaseMs: 1000, limit: 10 });
    assert.deepEqual(
      claims.map(({ userId, desired }) => [userId, desired]),
      [['a', 2]],
    );
  },

  'markDirty marks those it is told, or everyone': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a'), user('b'), user('gone'), group('g')] });
    await commit(context, { deletes: [{ type: 'User', id: 'gone' }] });
    assert.equal(await reconciliation.markDirty([{ kind: 'user', id: 'a', urgent: false }]), 1);
    assert.equal(await reconciliation.markDirty([{ kind: 'user', id: 'ghost', urgent: false }]), 0);
    assert.equal(await reconciliation.markDirty('everyone'), 2);
    const claims = await reconciliation.claim({ target: 't', now: context.time.now, leaseMs: 1000, limit: 10 });
    assert.deepEqual(claims.map(({ userId, desired }) => [userId, desired]).sort(), [
      ['a', 3],
      ['b', 2],
    ]);
  },
};
