import assert from 'node:assert/strict';
import { type ContractCases, commit, group, present, user } from './contract-case.ts';

/** Reading and writing single resources. */
export const resourceCases: ContractCases = {
  'a created resource has version 1 and the instant of the batch': async (context) => {
    const at = '2026-02-03T04:05:06.789Z';
    const result = await context.store.commit({ at, puts: [user('ada', { attributes: { userName: 'Ada' } })] });
    const expected = {
      type: 'User',
      id: 'ada',
      version: 1,
      sequence: (await present(context.store, 'User', 'ada')).sequence,
      created: at,
      lastModified: at,
      attributes: { userName: 'Ada' },
    };
    assert.deepEqual(result, { ok: true, resources: [expected], memberships: [], dirty: ['ada'] });
    assert.deepEqual(await context.store.read('User', 'ada'), expected);
  },

  'a replaced resource keeps creation and place, and counts its versions': async (context) => {
    await commit(context, { puts: [user('ada'), user('bob')] });
    const before = await present(context.store, 'User', 'ada');
    context.time.now += 1000;
    const { resources } = await commit(context, {
      puts: [user('ada', { version: 1, attributes: { title: 'Countess' } })],
    });
    assert.deepEqual(resources, [
      {
        ...before,
        version: 2,
        lastModified: new Date(context.time.now).toISOString(),
        attributes: { title: 'Countess' },
      },
    ]);
    assert.deepEqual(await context.store.read('User', 'ada'), resources[0]);
  },

  'attributes come back as the JSON they were': async (context) => {
    const attributes = {
      text: 'naïve 漢字 😀 \u0000 "quoted" \\',
      number: -12.5,
      large: 9007199254740991,
      yes: true,
      nothing: null,
      list: [1, 'two', { three: [] }],
      empty: {},
      'urn:example:2.0:User': { department: 'R&D' },
    };
    await commit(context, { puts: [user('ada', { attributes })] });
    assert.deepEqual((await present(context.store, 'User', 'ada')).attributes, attributes);
  },

  'a member named __proto__ is data and nothing else': async (context) => {
    const attributes = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as Record<string, unknown>;
    await commit(context, { puts: [user('ada', { attributes })] });
    const read = (await present(context.store, 'User', 'ada')).attributes;
    assert.deepEqual(Object.keys(read), ['__proto__', 'constructor']);
    assert.equal(Object.getPrototypeOf(read), Object.prototype);
    assert.equal('polluted' in {}, false);
  },

  'a read names the type as well as the id': async (context) => {
    await commit(context, { puts: [user('ada')] });
    assert.equal(await context.store.read('Group', 'ada'), undefined);
    assert.equal(await context.store.read('User', 'nobody'), undefined);
  },

  'relations are read only when asked for': async (context) => {
    await commit(context, { puts: [user('ada'), group('staff')] });
    assert.deepEqual(Object.keys(await present(context.store, 'User', 'ada')).sort(), [
      'attributes',
      'created',
      'id',
      'lastModified',
      'sequence',
      'type',
      'version',
    ]);
    const staff = await present(context.store, 'Group', 'staff', { members: true, groups: true });
    assert.deepEqual([staff.members, staff.groups], [[], []]);
  },

  'existing tells known ids of any type from unknown ones': async (context) => {
    await commit(context, { puts: [user('ada'), group('staff')] });
    const found = await context.store.existing(['staff', 'nobody', 'ada', 'ada']);
    assert.deepEqual(
      new Map([...found].sort()),
      new Map([
        ['ada', 'User'],
        ['staff', 'Group'],
      ]),
    );
    assert.equal((await context.store.existing([])).size, 0);
  },

  'a batch without anything in it succeeds': async (context) => {
    assert.deepEqual(await commit(context, {}), { ok: true, resources: [], memberships: [], dirty: [] });
  },

  'results of puts show the versions after the whole batch': async (context) => {
    await commit(context, { puts: [user('ada'), group('staff')] });
    const { resources } = await commit(context, {
      puts: [group('staff', { version: 1, name: 'Staff' })],
      memberships: [
        { groupId: 'staff', kind: 'delta', add: ['ada'], remove: [], event: membershipEvent, expectedVersion: 1 },
      ],
    });
    assert.deepEqual(
      resources.map(({ version }) => version),
      [2],
    );
    assert.equal((await present(context.store, 'Group', 'staff')).version, 2);
  },

  'a group created with members has version 1': async (context) => {
    const { resources } = await commit(context, {
      puts: [user('ada'), group('staff')],
      memberships: [{ groupId: 'staff', kind: 'replace', add: ['ada'], remove: [], event: membershipEvent }],
    });
    assert.deepEqual(
      resources.map(({ version }) => version),
      [1, 1],
    );
  },

  'parallel creations get different places': async (context) => {
    const ids = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    await Promise.all(ids.map((id) => commit(context, { puts: [user(id)] })));
    const { resources } = await context.store.list({ type: 'User', limit: 100 });
    assert.equal(new Set(resources.map(({ sequence }) => sequence)).size, 20);
  },

  'a place in the order is never reused': async (context) => {
    const { resources: first } = await commit(context, { puts: [user('ada'), user('bob')] });
    await commit(context, { deletes: [{ type: 'User', id: 'bob' }] });
    const { resources: second } = await commit(context, { puts: [user('cleo')] });
    assert.ok(Number(second[0]?.sequence) > Number(first[1]?.sequence));
  },

  'calls after closing are rejected': async ({ store }) => {
    await store.close();
    await store.close();
    await assert.rejects(store.read('User', 'ada'));
    await assert.rejects(store.list({ type: 'User', limit: 1 }));
    await assert.rejects(store.commit({ at: '2026-01-01T00:00:00.000Z' }));
    await assert.rejects(store.audit.read({ after: 0, limit: 1 }));
    await assert.rejects(store.reconciliation.lag('target'));
    await assert.rejects(store.tokens.list());
  },
};

const membershipEvent = {
  type: 'group.members',
  at: '2026-01-01T00:00:00.000Z',
  actor: { kind: 'token', id: 'contract' },
  subject: { type: 'Group', id: 'staff' },
  data: {},
} as const;
