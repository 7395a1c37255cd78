import assert from 'node:assert/strict';
import { type ContractCases, commit, group, memberIds, members, onlyMembers, present, user } from './contract-case.ts';

/** Groups and who is in them. */
export const membershipCases: ContractCases = {
  'members are shown with type and label in the order they were added': async (context) => {
    await commit(context, {
      puts: [user('u2'), user('u1', { name: 'Ada' }), group('inner', { name: 'Inner' }), group('g')],
    });
    await commit(context, { memberships: [members('g', { add: ['u1', 'inner'] })] });
    await commit(context, { memberships: [members('g', { add: ['u2', 'u1'] })] });
    assert.deepEqual((await present(context.store, 'Group', 'g', { members: true })).members, [
      { id: 'u1', type: 'User', display: 'Ada' },
      { id: 'inner', type: 'Group', display: 'Inner' },
      { id: 'u2', type: 'User', display: 'u2' },
    ]);
    await commit(context, { puts: [user('u1', { version: 1, name: 'Countess' })] });
    const [first] = (await present(context.store, 'Group', 'g', { members: true })).members ?? [];
    assert.equal(first?.display, 'Countess');
  },

  'a delta adds and removes and says what it changed': async (context) => {
    await commit(context, { puts: [user('a'), user('b'), user('c'), group('g')] });
    await commit(context, { memberships: [members('g', { add: ['a', 'b'] })] });
    const { memberships } = await commit(context, {
      memberships: [members('g', { add: ['b', 'c', 'c', 'ghost', 'ghost'], remove: ['a', 'a', 'phantom'] })],
    });
    assert.deepEqual(memberships, [{ groupId: 'g', added: ['c'], removed: ['a'], unknown: ['ghost'] }]);
    assert.deepEqual(await memberIds(context.store, 'g'), ['b', 'c']);
  },

  'an id both removed and added is a member, and nothing happened if it was one before': async (context) => {
    await commit(context, { puts: [user('a'), user('b'), group('g')] });
    await commit(context, { memberships: [members('g', { add: ['a', 'b'] })] });
    const { memberships } = await commit(context, { memberships: [members('g', { add: ['a'], remove: ['a'] })] });
    assert.deepEqual(memberships, [{ groupId: 'g', added: [], removed: [], unknown: [] }]);
    assert.deepEqual(await memberIds(context.store, 'g'), ['a', 'b']);
  },

  'a replacement leaves who stays in place': async (context) => {
    await commit(context, { puts: [user('a'), user('b'), user('c'), user('d'), group('g')] });
    await commit(context, { memberships: [onlyMembers('g', ['a', 'b', 'c'])] });
    const { memberships } = await commit(context, { memberships: [onlyMembers('g', ['d', 'ghost', 'c', 'a'])] });
    assert.deepEqual(memberships, [{ groupId: 'g', added: ['d'], removed: ['b'], unknown: ['ghost'] }]);
    assert.deepEqual(await memberIds(context.store, 'g'), ['a', 'c', 'd']);
    await commit(context, { memberships: [onlyMembers('g', [])] });
    assert.deepEqual(await memberIds(context.store, 'g'), []);
  },

  'changing members raises the group and nobody else': async (context) => {
    await commit(context, { puts: [user('a'), user('b'), group('g'), group('outer')] });
    await commit(context, { memberships: [members('outer', { add: ['g'] })] });
    context.time.now += 1000;
    await commit(context, { memberships: [members('g', { add: ['a', 'b'] })] });
    const read = await present(context.store, 'Group', 'g');
    assert.deepEqual([read.version, read.lastModified], [2, new Date(context.time.now).toISOString()]);
    assert.equal((await present(context.store, 'User', 'a')).version, 1);
    assert.equal((await present(context.store, 'Group', 'outer')).version, 2);
  },

  'a membership change that changes nothing raises no version': async (context) => {
    await commit(context, { puts: [user('a'), group('g')] });
    await commit(context, { memberships: [members('g', { add: ['a'] })] });
    const before = await present(context.store, 'Group', 'g');
    context.time.now += 1000;
    const { dirty } = await commit(context, {
      memberships: [members('g', { add: ['a', 'ghost'], remove: ['phantom'] }), onlyMembers('g', ['a'])],
    });
    assert.deepEqual(await present(context.store, 'Group', 'g'), before);
    assert.deepEqual(dirty, []);
  },

  'the event is recorded, with who came and went, if the membership changes at all': async (context) => {
    await commit(context, { puts: [user('a'), user('b'), group('g')] });
    await commit(context, { memberships: [members('g', { add: ['a'] })] });
    await commit(context, { memberships: [members('g', { add: ['a'], remove: ['b'] })] });
    await commit(context, { memberships: [onlyMembers('g', ['b'])] });
    const events = await context.store.audit.read({ after: 0, limit: 10 });
    assert.deepEqual(
      events.map(({ type, data }) => [type, data]),
      [
        ['group.members', { note: 'group.members', added: ['a'], removed: [] }],
        ['group.members', { note: 'group.members', added: ['b'], removed: ['a'] }],
      ],
    );
  },

  'parallel additions of different members all succeed': async (context) => {
    const ids = Array.from({ length: 20 }, (_, index) => `u${index}`);
    await commit(context, { puts: [...ids.map((id) => user(id)), group('g')] });
    await Promise.all(ids.map((id) => commit(context, { memberships: [members('g', { add: [id] })] })));
    assert.equal((await memberIds(context.store, 'g')).length, 20);
    assert.equal((await present(context.store, 'Group', 'g')).version, 21);
  },

  'members may be created in the same batch': async (context) => {
    const { memberships } = await commit(context, {
      puts: [user('a'), group('g')],
      memberships: [members('g', { add: ['a', 'ghost'] })],
    });
    assert.deepEqual(memberships, [{ groupId: 'g', added: ['a'], removed: [], unknown: ['ghost'] }]);
  },

  'groups are shown direct ones first, then those through nesting': async (context) => {
    await commit(context, {
      puts: [group('top'), group('middle'), group('side', { name: 'Side' }), group('bottom'), user('u')],
      memberships: [
        members('top', { add: ['middle'] }),
        members('middle', { add: ['bottom'] }),
        members('bottom', { add: ['u'] }),
        members('side', { add: ['u', 'bottom'] }),
      ],
    });
    assert.deepEqual((await present(context.store, 'User', 'u', { groups: true })).groups, [
      { id: 'side', display: 'Side', direct: true },
      { id: 'bottom', display: 'bottom', direct: true },
      { id: 'top', display: 'top', direct: false },
      { id: 'middle', display: 'middle', direct: false },
    ]);
    assert.deepEqual(
      (await present(context.store, 'Group', 'bottom', { groups: true })).groups?.map(({ id }) => id),
      ['middle', 'side', 'top'],
    );
  },

  'groups that contain each other are read without end or repetition': async (context) => {
    await commit(context, {
      puts: [group('a'), group('b'), group('self'), user('u')],
      memberships: [
        members('a', { add: ['b'] }),
        members('b', { add: ['a', 'u'] }),
        members('self', { add: ['self'] }),
      ],
    });
    const groupsOf = async (type: string, id: string): Promise<unknown> =>
      (await present(context.store, type, id, { groups: true })).groups?.map((found) => [found.id, found.direct]);
    assert.deepEqual(await groupsOf('User', 'u'), [
      ['b', true],
      ['a', false],
    ]);
    assert.deepEqual(await groupsOf('Group', 'a'), [['b', true]]);
    assert.deepEqual(await groupsOf('Group', 'self'), []);
    assert.deepEqual(await memberIds(context.store, 'self'), ['self']);
  },
};
