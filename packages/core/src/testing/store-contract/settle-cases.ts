import assert from 'node:assert/strict';
import type { Outcome } from '../../store/reconciliation-store.ts';
import { applied, claim } from './claim-cases.ts';
import { type ContractCases, commit, event, user } from './contract-case.ts';

/** Outcomes, links and lag. */
export const settleCases: ContractCases = {
  'an applied user is in line and its link says how': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await claim(context);
    await reconciliation.settle('target', [
      { ...applied('a', 1), account: '17', state: { groups: ['x'], nested: { deep: [1] } } },
    ]);
    assert.deepEqual(await reconciliation.link('target', 'a'), {
      userId: 'a',
      applied: 1,
      account: '17',
      state: { groups: ['x'], nested: { deep: [1] } },
      lags: false,
      failure: undefined,
    });
    assert.deepEqual(await claim(context), []);
    assert.equal((await reconciliation.lag('target')).pending, 0);
    assert.equal(await reconciliation.link('elsewhere', 'a'), undefined);
    assert.equal(await reconciliation.link('target', 'ghost'), undefined);
  },

  'a link lags from a change until it is applied': async (context) => {
    const { reconciliation } = context.store;
    const lags = async (): Promise<unknown> => {
      const [link] = await reconciliation.links('target', { after: '', limit: 1 });
      assert.deepEqual(await reconciliation.link('target', 'a'), link);
      return link?.lags;
    };
    await commit(context, { puts: [user('a')] });
    await claim(context);
    assert.equal(await lags(), true);
    await reconciliation.settle('target', [failed('a', 'no', 0)]);
    assert.equal(await lags(), true);
    await reconciliation.settle('target', [applied('a', 1)]);
    assert.equal(await lags(), false);
    await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent: false }] });
    assert.equal(await lags(), true);
    await reconciliation.settle('target', [applied('a', 1)]);
    assert.equal(await lags(), true);
  },

  'an account can be forgotten': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await reconciliation.settle('target', [applied('a', 1)]);
    await reconciliation.settle('target', [{ ...applied('a', 1), account: undefined }]);
    assert.equal((await reconciliation.link('target', 'a'))?.account, undefined);
  },

  'settling an older version leaves the newer one to be done, waiting since it was committed': async (context) => {
    const { reconciliation } = context.store;
    const { time } = context;
    await commit(context, { puts: [user('a')] });
    await claim(context);
    const changedAt = time.now + 1000;
    for (time.now = changedAt; time.now < changedAt + 3000; time.now += 1000) {
      const urgent = time.now > changedAt;
      await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent }] });
    }
    assert.deepEqual(await claim(context), []);
    await reconciliation.settle('target', [applied('a', 1)]);
    assert.equal((await reconciliation.lag('target')).oldest, changedAt);
    const [again] = await claim(context);
    assert.deepEqual([again?.applied, again?.desired, again?.since], [1, 4, changedAt]);
    await reconciliation.settle('target', [applied('a', 4)]);
    assert.equal((await reconciliation.lag('target')).pending, 0);
  },

  'a worker that lost its lease does not undo what a later one applied': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await claim(context, { leaseMs: 10 });
    await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent: false }] });
    context.time.now += 10;
    await claim(context);
    await reconciliation.settle('target', [applied('a', 2)]);
    await reconciliation.settle('target', [{ ...applied('a', 1), account: 'stale' }]);
    const link = await reconciliation.link('target', 'a');
    assert.deepEqual([link?.applied, link?.account], [2, 'account of a']);
    assert.equal((await reconciliation.lag('target')).pending, 0);
  },

  'a settlement beyond the desired version does not swallow the next change': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await reconciliation.settle('target', [applied('a', 7)]);
    assert.equal((await reconciliation.link('target', 'a'))?.applied, 1);
    await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent: true }] });
    assert.equal((await claim(context))[0]?.desired, 2);
  },

  'a settlement of an older claim does not end the lease of a newer one': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await claim(context, { leaseMs: 10 });
    await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent: false }] });
    context.time.now += 10;
    assert.equal((await claim(context))[0]?.desired, 2);
    await reconciliation.settle('target', [applied('a', 1)]);
    assert.deepEqual(await claim(context), []);
    context.time.now += 60_000;
    assert.equal((await claim(context))[0]?.applied, 1);
  },

  'a worker can note what it is about to do: the state is kept, the claim goes on': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await claim(context);
    const note = { ...applied('a', 0), account: undefined, state: { creating: 'a' } };
    await reconciliation.settle('target', [note]);
    assert.deepEqual((await reconciliation.link('target', 'a'))?.state, { creating: 'a' });
    assert.deepEqual(await claim(context), []);
    assert.equal((await reconciliation.lag('target')).pending, 1);
    context.time.now += 60_000;
    assert.deepEqual((await claim(context))[0]?.state, { creating: 'a' });
  },

  'failures are counted until a success, and keep what was applied': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await reconciliation.settle('target', [applied('a', 1)]);
    await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent: false }] });
    await claim(context);
    await reconciliation.settle('target', [failed('a', 'first', context.time.now)]);
    const [again] = await claim(context);
    assert.deepEqual(again?.failure, { message: 'first', attempts: 1, retryAt: context.time.now });
    await reconciliation.settle('target', [failed('a', 'second', context.time.now + 1)]);
    assert.deepEqual(await reconciliation.link('target', 'a'), {
      userId: 'a',
      applied: 1,
      account: 'account of a',
      state: { version: 1 },
      lags: true,
      failure: { message: 'second', attempts: 2, retryAt: context.time.now + 1 },
    });
    await reconciliation.settle('target', [applied('a', 2)]);
    assert.equal((await reconciliation.link('target', 'a'))?.failure, undefined);
    await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent: false }] });
    assert.equal((await claim(context)).length, 1);
  },

  'a note under way, or an old success repeated, leaves the failures of a user as they are': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await reconciliation.settle('target', [applied('a', 1)]);
    await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent: false }] });
    const retryAt = context.time.now + 1000;
    await reconciliation.settle('target', [failed('a', 'no', retryAt)]);
    await reconciliation.settle('target', [{ ...applied('a', 1), state: { noted: true } }]);
    const link = await reconciliation.link('target', 'a');
    assert.deepEqual([link?.failure, link?.state], [{ message: 'no', attempts: 1, retryAt }, { noted: true }]);
    assert.deepEqual(await claim(context), []);
    assert.equal((await reconciliation.lag('target')).failing, 1);
  },

  'the lag counts who is pending, urgent and failing': async (context) => {
    const { reconciliation } = context.store;
    const start = context.time.now;
    for (const id of ['a', 'b', 'c', 'd']) {
      await commit(context, { puts: [user(id)] });
      context.time.now += 1000;
    }
    await commit(context, { dirty: [{ kind: 'user', id: 'd', urgent: true }] });
    await claim(context);
    await reconciliation.settle('target', [
      failed('b', 'first', context.time.now + 9000),
      failed('c', 'second', context.time.now + 1),
      applied('a', 1),
    ]);
    assert.deepEqual(await reconciliation.lag('target'), {
      pending: 3,
      held: 0,
      urgent: 1,
      failing: 2,
      oldest: start + 1000,
      lastFailure: 'second',
    });
    await reconciliation.settle('target', [failed('b', 'third', context.time.now)]);
    assert.equal((await reconciliation.lag('target')).lastFailure, 'third');
    await reconciliation.settle('target', [applied('b', 1), applied('d', 2)]);
    assert.deepEqual(await reconciliation.lag('target'), {
      pending: 1,
      held: 0,
      urgent: 0,
      failing: 1,
      oldest: start + 2000,
      lastFailure: 'second',
    });
  },

  'links are paged by user id': async (context) => {
    const { reconciliation } = context.store;
    const ids = ['b', 'd', 'a', 'c', 'e'];
    await commit(context, { puts: ids.map((id) => user(id)) });
    await reconciliation.settle(
      'target',
      ids.map((id) => applied(id, 1)),
    );
    await reconciliation.settle('other', [applied('b', 1)]);
    const page = async (after: string): Promise<readonly string[]> =>
      (await reconciliation.links('target', { after, limit: 2 })).map(({ userId }) => userId);
    assert.deepEqual(
      [await page(''), await page('b'), await page('d'), await page('e')],
      [['a', 'b'], ['c', 'd'], ['e'], []],
    );
    assert.deepEqual(await reconciliation.links('other', { after: '', limit: 9 }), [
      { userId: 'b', applied: 1, account: 'account of b', state: { version: 1 }, lags: false, failure: undefined },
    ]);
  },

  'the events of outcomes are recorded, even of those out of date': async (context) => {
    const { store } = context;
    await commit(context, { puts: [user('a')] });
    await store.reconciliation.settle('target', [
      { ...applied('a', 1), events: [event('access.applied', 'a'), event('access.applied', 'a')] },
      { ...applied('ghost', 1), events: [event('access.applied', 'ghost')] },
      { ...failed('ghost', 'no', 0), events: [event('access.failed', 'ghost')] },
    ]);
    const events = await store.audit.read({ after: 0, limit: 10 });
    assert.deepEqual(
      events.map(({ subject, type }) => `${type} ${subject.id}`),
      ['access.applied a', 'access.applied a', 'access.applied ghost', 'access.failed ghost'],
    );
    assert.equal(await store.reconciliation.link('target', 'ghost'), undefined);
  },
};

/** An outcome of failure. */
export function failed(userId: string, message: string, retryAt: number): Outcome {
  return { kind: 'failed', userId, message, retryAt, events: [] };
}
