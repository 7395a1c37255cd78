import assert from 'node:assert/strict';
import {
  type ContractCases,
  commit,
  event,
  group,
  members,
  onlyMembers,
  present,
  refuse,
  user,
} from './contract-case.ts';

/** Reasons to refuse a batch, each without a trace of it. */
export const conflictCases: ContractCases = {
  'another version than expected is refused with the actual one': async (context) => {
    await commit(context, { puts: [user('ada')] });
    await commit(context, { puts: [user('ada', { version: 1 })] });
    const expected = { kind: 'version', type: 'User', id: 'ada', actual: 2 };
    assert.deepEqual(await refuse(context, { puts: [user('ada', { version: 1 })] }), expected);
    assert.deepEqual(await refuse(context, { puts: [user('ada', { version: 3 })] }), expected);
    assert.deepEqual(await refuse(context, { puts: [user('ada')] }), expected);
    assert.deepEqual(await refuse(context, { deletes: [{ type: 'User', id: 'ada', expectedVersion: 1 }] }), expected);
  },

  'of parallel replacements of one version exactly one goes through': async (context) => {
    await commit(context, { puts: [user('ada')] });
    const at = new Date(context.time.now).toISOString();
    const results = await Promise.all(
      ['a', 'b', 'c', 'd'].map((title) =>
        context.store.commit({ at, puts: [user('ada', { version: 1, attributes: { title } })] }),
      ),
    );
    assert.equal(results.filter(({ ok }) => ok).length, 1);
    assert.equal((await present(context.store, 'User', 'ada')).version, 2);
  },

  'a version is demanded of membership changes only when given': async (context) => {
    await commit(context, { puts: [user('ada'), user('bob'), group('staff')] });
    await commit(context, { memberships: [{ ...members('staff', { add: ['ada'] }), expectedVersion: 1 }] });
    const stale = { ...members('staff', { add: ['bob'] }), expectedVersion: 1 };
    assert.deepEqual(await refuse(context, { memberships: [stale] }), {
      kind: 'version',
      type: 'Group',
      id: 'staff',
      actual: 2,
    });
    await commit(context, { memberships: [members('staff', { add: ['bob'] })] });
  },

  'a version is demanded even of a membership change that changes nothing': async (context) => {
    await commit(context, { puts: [user('ada'), group('staff')] });
    await commit(context, { memberships: [members('staff', { add: ['ada'] })] });
    const conflict = await refuse(context, {
      memberships: [{ ...members('staff', { add: ['ada'] }), expectedVersion: 7 }],
    });
    assert.equal(conflict.kind, 'version');
  },

  'what does not exist cannot be replaced, changed or deleted': async (context) => {
    await commit(context, { puts: [user('ada')] });
    assert.deepEqual(await refuse(context, { puts: [user('bob', { version: 1 })] }), {
      kind: 'missing',
      type: 'User',
      id: 'bob',
    });
    assert.deepEqual(await refuse(context, { memberships: [onlyMembers('staff', ['ada'])] }), {
      kind: 'missing',
      type: 'Group',
      id: 'staff',
    });
    assert.deepEqual(await refuse(context, { deletes: [{ type: 'User', id: 'bob' }] }), {
      kind: 'missing',
      type: 'User',
      id: 'bob',
    });
  },

  'an id belongs to one type': async (context) => {
    await commit(context, { puts: [user('ada')] });
    assert.deepEqual(await refuse(context, { puts: [group('ada')] }), {
      kind: 'version',
      type: 'Group',
      id: 'ada',
      actual: 1,
    });
    assert.equal((await refuse(context, { puts: [group('ada', { version: 1 })] })).kind, 'missing');
    assert.equal((await refuse(context, { deletes: [{ type: 'Group', id: 'ada' }] })).kind, 'missing');
    assert.equal((await refuse(context, { memberships: [members('ada', {})] })).kind, 'missing');
  },

  'a unique key has one owner per type': async (context) => {
    await commit(context, { puts: [user('1', { name: 'Ada' }), user('2', { name: 'bob' })] });
    const expected = { kind: 'uniqueness', key: { name: 'userName', value: 'ada' }, existingId: '1' };
    assert.deepEqual(await refuse(context, { puts: [user('3', { name: 'ADA' })] }), expected);
    assert.deepEqual(await refuse(context, { puts: [user('2', { version: 1, name: 'ada' })] }), expected);
    const sameKey = [{ name: 'userName', value: 'ada', unique: true }];
    await commit(context, { puts: [group('4', { keys: sameKey }), user('1', { version: 1, name: 'ADA' })] });
  },

  'a unique key is free again after a replacement or a deletion': async (context) => {
    await commit(context, { puts: [user('1', { name: 'ada' }), user('2', { name: 'bob' })] });
    await commit(context, {
      puts: [user('1', { version: 1, name: 'lovelace' }), user('3', { name: 'ada' })],
      deletes: [{ type: 'User', id: '2' }],
    });
    await commit(context, { puts: [user('4', { name: 'bob' })] });
    assert.equal((await refuse(context, { puts: [user('5', { name: 'lovelace' })] })).kind, 'uniqueness');
  },

  'two puts of one batch cannot share a unique key': async (context) => {
    assert.deepEqual(await refuse(context, { puts: [user('1', { name: 'ada' }), user('2', { name: 'ada' })] }), {
      kind: 'uniqueness',
      key: { name: 'userName', value: 'ada' },
      existingId: '1',
    });
  },

  'keys that are not unique may be shared, and repeated in one resource': async (context) => {
    const shared = { name: 'emails.value', value: 'team@example.com', unique: false };
    const unique = { ...shared, unique: true };
    await commit(context, { puts: [user('1', { keys: [shared, shared] }), user('2', { keys: [shared] })] });
    await commit(context, { puts: [user('3', { keys: [unique, shared] })] });
    const page = await context.store.list({ type: 'User', keys: [shared], limit: 10 });
    assert.deepEqual([page.total, page.resources.map(({ id }) => id)], [3, ['1', '2', '3']]);
  },

  'a batch that is refused at its end changes nothing at all': async (context) => {
    await commit(context, { puts: [user('ada'), group('staff'), group('guests')] });
    await commit(context, { memberships: [members('guests', { add: ['ada'] })] });
    const conflict = await refuse(context, {
      puts: [user('bob'), user('ada', { version: 1, attributes: { title: 'Countess' } })],
      memberships: [members('staff', { add: ['ada', 'bob'] }), onlyMembers('guests', [])],
      deletes: [
        { type: 'Group', id: 'guests' },
        { type: 'Group', id: 'nothing' },
      ],
      dirty: [{ kind: 'user', id: 'ada', urgent: true }],
      events: [event('user.created', 'bob')],
    });
    assert.deepEqual(conflict, { kind: 'missing', type: 'Group', id: 'nothing' });
    await commit(context, { puts: [user('bob')] });
  },
};
