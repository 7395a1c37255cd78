import assert from 'node:assert/strict';
import { claim } from './claim-cases.ts';
import { type ContractCases, commit, event, group, members, user } from './contract-case.ts';

/** Nobody reaches into the store through an object that went in or came out. */
export const isolationCases: ContractCases = {
  'changing what was written does not change the store': async (context) => {
    const { store } = context;
    const attributes = { emails: [{ value: 'a@example.com' }] };
    const keys = [{ name: 'userName', value: 'a', unique: true }];
    const data = { list: ['a'] };
    await commit(context, { puts: [user('a', { attributes, keys })], events: [{ ...event('x', 'a'), data }] });
    attributes.emails.push({ value: 'b@example.com' });
    keys.length = 0;
    data.list.push('b');
    assert.deepEqual((await store.read('User', 'a'))?.attributes, { emails: [{ value: 'a@example.com' }] });
    const [stored] = await store.audit.read({ after: 0, limit: 1 });
    assert.deepEqual(stored?.data, { list: ['a'] });
    await commit(context, { puts: [user('a', { version: 1, name: 'b' })] });
    await commit(context, { puts: [user('other', { name: 'a' })] });
    const state = { groups: ['x'] };
    await store.reconciliation.settle('target', [
      { kind: 'applied', userId: 'a', version: 1, account: '1', state, events: [] },
    ]);
    state.groups.push('y');
    assert.deepEqual((await store.reconciliation.link('target', 'a'))?.state, { groups: ['x'] });
  },

  'changing what was read does not change the store': async (context) => {
    const { store } = context;
    await commit(context, {
      puts: [user('a', { attributes: { emails: [{ value: 'a@example.com' }] } }), group('g')],
      memberships: [members('g', { add: ['a'] })],
    });
    await claim(context);
    const include = { members: true, groups: true };
    const reads: (() => Promise<unknown>)[] = [
      () => store.read('User', 'a', include),
      () => store.read('Group', 'g', include),
      () => store.list({ type: 'User', include, limit: 9 }),
      () => store.audit.read({ after: 0, limit: 9 }),
      () => store.reconciliation.link('target', 'a'),
      () => store.reconciliation.links('target', { after: '', limit: 9 }),
    ];
    for (const read of reads) {
      const before = structuredClone(await read());
      vandalise(await read());
      assert.deepEqual(await read(), before);
    }
  },
};

/** Changes every object it can reach. A store may hand out frozen objects, which then resist. */
function vandalise(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    vandalise(member);
    Reflect.set(value, key, 'vandalised');
  }
  if (Array.isArray(value)) Reflect.set(value, value.length, 'vandalised');
}
