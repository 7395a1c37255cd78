import assert from 'node:assert/strict';
import { findBrokenLink } from '../../store/audit-chain.ts';
import { applied, claim } from './claim-cases.ts';
import { type ContractCases, commit, event, group, members, user } from './contract-case.ts';

/** What outlives the process. */
export const reopenCases: ContractCases = {
  'everything is there after closing and opening again': async (context) => {
    const { store } = context;
    await commit(context, {
      puts: [user('a', { attributes: { title: 'x' } }), user('b'), user('c'), group('g'), group('h')],
      memberships: [members('g', { add: ['b', 'a'] }), members('h', { add: ['g'] })],
      events: [event('user.created', 'a')],
    });
    await claim(context, { limit: 1, userIds: ['b'] });
    await store.reconciliation.settle('target', [
      applied('a', 1),
      { kind: 'failed', userId: 'b', message: 'no', retryAt: 5, events: [] },
    ]);
    const kept = { userId: 'c', version: 1, account: '3', state: {}, hold: { why: 'x' }, events: [] };
    await store.reconciliation.settle('target', [{ kind: 'held', ...kept }]);
    await store.reconciliation.putNote('target', 'window', { count: 1 });
    const token = {
      id: 't',
      name: 'n',
      hash: 'f'.repeat(64),
      scopes: ['scim:read'],
      createdAt: '2026-01-01T00:00:00.000Z',
    };
    await store.tokens.insert({
      ...token,
      scopes: ['scim:read'],
      expiresAt: '2027-01-01T00:00:00.000Z',
      lastUsedAt: undefined,
      revokedAt: undefined,
    });
    const look = async (from: typeof store): Promise<unknown> => ({
      users: await from.list({ type: 'User', include: { groups: true }, limit: 9 }),
      groups: await from.list({ type: 'Group', include: { members: true }, limit: 9 }),
      events: await from.audit.read({ after: 0, limit: 9 }),
      links: await from.reconciliation.links('target', { after: '', limit: 9 }),
      held: await from.reconciliation.held('target', { after: '', limit: 9 }),
      note: await from.reconciliation.note('target', 'window'),
      lag: await from.reconciliation.lag('target'),
      tokens: await from.tokens.list(),
    });
    const before = await look(store);
    assert.equal((await store.reconciliation.lag('target')).held, 1);
    assert.deepEqual(await look(await context.reopen()), before);
  },

  'sequences and the audit chain go on after opening again': async (context) => {
    await commit(context, { puts: [user('a'), user('b')], events: [event('x', 'a')] });
    await commit(context, { deletes: [{ type: 'User', id: 'b' }] });
    const store = await context.reopen();
    const again = { ...context, store };
    const { resources } = await commit(again, { puts: [user('c')], events: [event('y', 'c')] });
    assert.equal(resources[0]?.sequence, 3);
    assert.equal(findBrokenLink(await store.audit.read({ after: 0, limit: 9 })), undefined);
    assert.equal((await claim(again, { target: 'new' })).length, 2);
  },

  'a lease outlives its process and then ends': async (context) => {
    await commit(context, { puts: [user('a')] });
    await claim(context, { leaseMs: 1000 });
    const again = { ...context, store: await context.reopen() };
    assert.deepEqual(await claim(again), []);
    context.time.now += 1000;
    assert.equal((await claim(again)).length, 1);
  },
};
