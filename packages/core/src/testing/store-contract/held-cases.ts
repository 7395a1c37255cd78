import assert from 'node:assert/strict';
import type { Outcome } from '../../store/reconciliation-store.ts';
import { applied, claim } from './claim-cases.ts';
import { type ContractCases, type ContractContext, commit, event, user } from './contract-case.ts';
import { failed } from './settle-cases.ts';

/** Users who were looked at and held. */
export const heldCases: ContractCases = {
  'a held user is given out to no ordinary claim and does not count as pending': async (context) => {
    const { store } = context;
    await hold(context, 'a');
    await commit(context, { puts: [user('b')] });
    context.time.now += 3_600_000;
    assert.deepEqual(await claimedIds(context), ['b']);
    const lag = await store.reconciliation.lag('target');
    assert.deepEqual([lag.pending, lag.held, lag.urgent, lag.oldest], [1, 1, 0, context.time.now - 3_600_000]);
    assert.deepEqual(await store.reconciliation.link('target', 'a'), {
      userId: 'a',
      applied: 0,
      account: '17',
      state: { half: true },
      lags: false,
      failure: undefined,
      hold: { why: 'a' },
    });
    const events = await store.audit.read({ after: 0, limit: 9 });
    assert.deepEqual(
      events.map(({ type }) => type),
      ['access.held'],
    );
  },

  'a held user is claimed again by id, and stays held if that claim comes to nothing': async (context) => {
    await hold(context, 'a');
    const [found] = await claim(context, { userIds: ['a'], leaseMs: 1000 });
    assert.deepEqual([found?.userId, found?.hold, found?.account], ['a', { why: 'a' }, '17']);
    assert.deepEqual(await claimedIds(context, { userIds: ['a'] }), []);
    context.time.now += 1000;
    assert.deepEqual(await claimedIds(context), []);
    assert.deepEqual(await claimedIds(context, { userIds: ['a'] }), ['a']);
  },

  'a newer version makes a held user ready, from then on waiting': async (context) => {
    const { reconciliation } = context.store;
    await hold(context, 'a');
    context.time.now += 5000;
    await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent: true }] });
    const lag = await reconciliation.lag('target');
    assert.deepEqual([lag.pending, lag.held, lag.urgent, lag.oldest], [1, 0, 1, context.time.now]);
    const [found] = await claim(context);
    assert.deepEqual([found?.desired, found?.since, found?.hold], [2, context.time.now, { why: 'a' }]);
    await reconciliation.settle('target', [held('a', 2)]);
    assert.equal(await reconciliation.markDirty('everyone'), 1);
    assert.deepEqual(await claimedIds(context), ['a']);
  },

  'a hold ends with the next success, and only with that': async (context) => {
    const { reconciliation } = context.store;
    const holdOf = async () => (await reconciliation.link('target', 'a'))?.hold;
    await hold(context, 'a');
    await claim(context, { userIds: ['a'] });
    await reconciliation.settle('target', [{ ...applied('a', 0), account: undefined }]);
    assert.deepEqual(await holdOf(), { why: 'a' }, 'a note ended the hold');
    await reconciliation.settle('target', [failed('a', 'no', context.time.now + 10)]);
    assert.deepEqual(await holdOf(), { why: 'a' }, 'a failure ended the hold');
    const lag = await reconciliation.lag('target');
    assert.deepEqual([lag.pending, lag.held, lag.failing], [1, 0, 1]);
    context.time.now += 10;
    assert.deepEqual(await claimedIds(context), ['a']);
    await reconciliation.settle('target', [applied('a', 1)]);
    assert.equal(await holdOf(), undefined);
    assert.deepEqual(await reconciliation.held('target', { after: '', limit: 9 }), []);
  },

  'a hold goes no further than the desired version': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await claim(context);
    await reconciliation.settle('target', [held('a', 9)]);
    assert.deepEqual(await claimedIds(context), []);
    await reconciliation.settle('target', [applied('a', 1)]);
    assert.deepEqual(await reconciliation.held('target', { after: '', limit: 9 }), []);
  },

  'a hold ends failures': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await claim(context);
    await reconciliation.settle('target', [failed('a', 'no', context.time.now)]);
    await claim(context);
    await reconciliation.settle('target', [held('a', 1)]);
    assert.equal((await reconciliation.link('target', 'a'))?.failure, undefined);
    const lag = await reconciliation.lag('target');
    assert.deepEqual([lag.failing, lag.lastFailure], [0, undefined]);
  },

  'a user who changed while being looked at is claimed again at once': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await claim(context);
    context.time.now += 1000;
    await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent: false }] });
    await reconciliation.settle('target', [held('a', 1)]);
    const lag = await reconciliation.lag('target');
    assert.deepEqual([lag.pending, lag.held, lag.oldest], [1, 0, context.time.now]);
    assert.equal((await claim(context))[0]?.desired, 2);
  },

  'a worker that lost its lease holds nobody whom a later one has applied, held or is working on': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await claim(context, { leaseMs: 10 });
    await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent: false }] });
    context.time.now += 10;
    await claim(context, { leaseMs: 10 });
    await reconciliation.settle('target', [held('a', 1)]);
    assert.equal((await reconciliation.link('target', 'a'))?.hold, undefined);
    assert.deepEqual(await claimedIds(context), []);
    await reconciliation.settle('target', [{ ...held('a', 2), hold: { later: true } }]);
    await reconciliation.settle('target', [held('a', 1)]);
    assert.deepEqual((await reconciliation.link('target', 'a'))?.hold, { later: true });
    await claim(context, { userIds: ['a'] });
    await reconciliation.settle('target', [applied('a', 2)]);
    await reconciliation.settle('target', [held('a', 2)]);
    assert.equal((await reconciliation.link('target', 'a'))?.hold, undefined);
    const lag = await reconciliation.lag('target');
    assert.deepEqual([lag.pending, lag.held], [0, 0]);
  },

  'a held deletion keeps its record until it is applied': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await reconciliation.settle('target', [applied('a', 1)]);
    await commit(context, { deletes: [{ type: 'User', id: 'a' }] });
    assert.equal((await claim(context))[0]?.deleted, true);
    await reconciliation.settle('target', [{ ...held('a', 2), account: 'account of a' }]);
    assert.equal((await reconciliation.lag('target')).held, 1);
    assert.equal(await reconciliation.markDirty([{ kind: 'user', id: 'a', urgent: false }]), 1);
    const [found] = await claim(context);
    assert.deepEqual([found?.account, found?.deleted, found?.hold], ['account of a', true, { why: 'a' }]);
    await reconciliation.settle('target', [applied('a', 3)]);
    assert.equal(await reconciliation.link('target', 'a'), undefined);
  },

  'held links are paged by user id': async (context) => {
    const { reconciliation } = context.store;
    for (const id of ['c', 'a', 'd', 'b']) await hold(context, id);
    await commit(context, { puts: [user('e')] });
    await claim(context);
    const page = async (after: string): Promise<readonly string[]> =>
      (await reconciliation.held('target', { after, limit: 3 })).map(({ userId }) => userId);
    assert.deepEqual([await page(''), await page('c'), await page('d')], [['a', 'b', 'c'], ['d'], []]);
    assert.deepEqual(await reconciliation.held('elsewhere', { after: '', limit: 3 }), []);
  },

  'who is outstanding can be looked at without a claim': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: ['a', 'b', 'c', 'd', 'new'].map((id) => user(id)) });
    await reconciliation.settle(
      'target',
      ['a', 'b', 'c', 'd'].map((id) => applied(id, 1)),
    );
    await commit(context, { dirty: ['c', 'd'].map((id) => ({ kind: 'user', id, urgent: false })) });
    await commit(context, { deletes: [{ type: 'User', id: 'b' }] });
    await claim(context, { userIds: ['b', 'd'] });
    await reconciliation.settle('target', [{ ...held('d', 2), account: 'account of d' }]);
    const outstanding = async (page: { after?: string; limit?: number; urgent?: boolean } = {}) =>
      (await reconciliation.outstanding('target', { after: '', limit: 9, ...page })).map(({ userId }) => userId);
    assert.deepEqual(await outstanding(), ['b', 'c']);
    assert.deepEqual(await outstanding({ limit: 1 }), ['b']);
    assert.deepEqual(await outstanding({ after: 'b' }), ['c']);
    assert.deepEqual(await outstanding({ urgent: true }), ['b']);
    const [found] = await reconciliation.outstanding('target', { after: '', limit: 1 });
    assert.deepEqual([found?.deleted, found?.urgent, found?.desired, found?.applied], [true, true, 2, 1]);
    assert.deepEqual(await reconciliation.outstanding('elsewhere', { after: '', limit: 9 }), []);
  },

  'the owner of an account is whom it is linked to': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a'), user('b')] });
    const owner = (account: string) => reconciliation.owner('target', account);
    await reconciliation.settle('target', [
      { ...applied('b', 1), account: '7' },
      { ...applied('a', 1), account: '8' },
    ]);
    assert.deepEqual([await owner('7'), await owner('8'), await owner('9')], ['b', 'a', undefined]);
    assert.equal(await reconciliation.owner('elsewhere', '7'), undefined);
    await reconciliation.settle('target', [{ ...applied('a', 1), account: '7' }]);
    assert.deepEqual([await owner('7'), await owner('8')], ['a', undefined]);
    await commit(context, { deletes: [{ type: 'User', id: 'a' }] });
    await reconciliation.settle('target', [{ ...applied('a', 2), account: undefined }]);
    assert.equal(await owner('7'), 'b');
  },
};

/** Creates a user, claims it and settles the claim as held. */
async function hold(context: ContractContext, id: string): Promise<void> {
  await commit(context, { puts: [user(id)] });
  await claim(context, { userIds: [id] });
  await context.store.reconciliation.settle('target', [{ ...held(id, 1), events: [event('access.held', id)] }]);
}

function held(userId: string, version: number): Extract<Outcome, { kind: 'held' }> {
  return { kind: 'held', userId, version, account: '17', state: { half: true }, hold: { why: userId }, events: [] };
}

async function claimedIds(
  context: ContractContext,
  options: { leaseMs?: number; userIds?: readonly string[] } = {},
): Promise<readonly string[]> {
  return (await claim(context, options)).map(({ userId }) => userId);
}
