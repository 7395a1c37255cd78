import assert from 'node:assert/strict';
import type { Claim, ClaimRequest, Outcome } from '../../store/reconciliation-store.ts';
import { type ContractCases, type ContractContext, commit, sorted, user } from './contract-case.ts';

/** Claims: who is given out, in what order, and to whom not. */
export const claimCases: ContractCases = {
  'a claim tells all there is to know of a user never applied': async (context) => {
    const created = context.time.now;
    await commit(context, { puts: [user('a')] });
    context.time.now += 5000;
    assert.deepEqual(await claim(context), [
      {
        userId: 'a',
        applied: 0,
        account: undefined,
        state: {},
        lags: true,
        failure: undefined,
        desired: 1,
        urgent: false,
        deleted: false,
        since: created,
      },
    ]);
  },

  'every target has all users before it, whenever it comes': async (context) => {
    await commit(context, { puts: [user('a'), user('b')] });
    assert.equal((await claim(context, { target: 'first' })).length, 2);
    await context.store.reconciliation.settle('first', [applied('a', 1)]);
    assert.equal((await context.store.reconciliation.lag('second')).pending, 2);
    assert.deepEqual(sorted((await claim(context, { target: 'second' })).map(({ userId }) => userId)), ['a', 'b']);
    assert.deepEqual(
      (await claim(context, { target: 'first' })).map(({ userId }) => userId),
      [],
    );
  },

  'urgent users come first, then the longest waiting': async (context) => {
    for (const id of ['first', 'second', 'third', 'fourth']) {
      await commit(context, { puts: [user(id)] });
      context.time.now += 1000;
    }
    await commit(context, { dirty: [{ kind: 'user', id: 'third', urgent: true }] });
    await commit(context, { dirty: [{ kind: 'user', id: 'first', urgent: false }] });
    assert.deepEqual(await claimedIds(context, { limit: 3 }), ['third', 'first', 'second']);
    assert.deepEqual(await claimedIds(context), ['fourth']);
  },

  'a user stays urgent until the urgent version is applied': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a'), user('b')] });
    await commit(context, { dirty: [{ kind: 'user', id: 'b', urgent: true }] });
    await commit(context, { dirty: [{ kind: 'user', id: 'b', urgent: false }] });
    await reconciliation.settle('target', [applied('b', 1)]);
    assert.deepEqual(
      (await claim(context, { userIds: ['b'] })).map(({ urgent }) => urgent),
      [true],
    );
    assert.equal((await reconciliation.lag('target')).urgent, 1);
    await reconciliation.settle('target', [applied('b', 2)]);
    context.time.now += 60_000;
    assert.deepEqual(
      (await claim(context, { userIds: ['b'] })).map(({ urgent }) => urgent),
      [false],
    );
    assert.equal((await reconciliation.lag('target')).urgent, 0);
    await reconciliation.settle('target', [applied('b', 3)]);
    await commit(context, { dirty: [{ kind: 'user', id: 'b', urgent: false }] });
    assert.equal((await reconciliation.lag('target')).urgent, 0);
  },

  'a released user is given out again as if nobody had claimed them': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a'), user('b')] });
    const [first] = await claim(context, { exclusive: true });
    await reconciliation.release('target', ['a', 'none']);
    await reconciliation.release('elsewhere', ['b']);
    assert.deepEqual(await claimedIds(context), [], 'the other one is still claimed, for itself alone');
    await reconciliation.release('target', ['b']);
    const [again, other] = await claim(context);
    assert.deepEqual(again, first);
    assert.equal(other?.userId, 'b');
  },

  'a claim of urgent users alone leaves all others where they are': async (context) => {
    await commit(context, { puts: [user('a'), user('b'), user('c')] });
    assert.deepEqual(await claimedIds(context, { urgent: true }), []);
    await commit(context, { dirty: [{ kind: 'user', id: 'b', urgent: true }] });
    assert.deepEqual(await claimedIds(context, { urgent: true }), ['b']);
    assert.deepEqual(await claimedIds(context, { urgent: true }), []);
    assert.deepEqual(await claimedIds(context, { urgent: true, userIds: ['c'] }), ['c']);
    assert.deepEqual(await claimedIds(context), ['a']);
  },

  'an exclusive claim waits for all others, and keeps everybody of its target from being claimed': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a'), user('b'), user('c')] });
    assert.deepEqual(await claimedIds(context, { userIds: ['a'], leaseMs: 1000 }), ['a']);
    assert.deepEqual(await claimedIds(context, { exclusive: true }), []);
    await reconciliation.settle('target', [applied('a', 1)]);
    assert.deepEqual(await claimedIds(context, { exclusive: true, limit: 1, leaseMs: 1000 }), ['b']);
    assert.deepEqual(await claimedIds(context), []);
    assert.deepEqual(await claimedIds(context, { userIds: ['c'] }), []);
    assert.deepEqual(await claimedIds(context, { exclusive: true }), []);
    assert.equal((await claim(context, { target: 'elsewhere' })).length, 3);
    await reconciliation.settle('target', [applied('b', 1)]);
    assert.deepEqual(await claimedIds(context, { leaseMs: 1000 }), ['c']);
    context.time.now += 1000;
    assert.deepEqual(await claimedIds(context, { exclusive: true, leaseMs: 1000 }), ['c']);
    await commit(context, { puts: [user('d')] });
    context.time.now += 999;
    assert.deepEqual(await claimedIds(context), []);
    context.time.now += 1;
    assert.equal((await claim(context)).length, 2);
  },

  'a claimed user is given to nobody else until the lease ends': async (context) => {
    await commit(context, { puts: [user('a'), user('b')] });
    assert.equal((await claim(context, { leaseMs: 1000, limit: 1 })).length, 1);
    assert.deepEqual(await claimedIds(context, { leaseMs: 5000 }), ['b']);
    assert.deepEqual(await claimedIds(context, { userIds: ['a', 'b'] }), []);
    context.time.now += 999;
    assert.deepEqual(await claimedIds(context), []);
    context.time.now += 1;
    assert.deepEqual(await claimedIds(context), ['a']);
  },

  'a renewed lease ends later, never earlier, and a settled user is not leased again': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a'), user('b')] });
    const [first] = await claim(context, { leaseMs: 1000, limit: 1, userIds: ['a'] });
    const renew = (until: number) => reconciliation.renew({ target: 'target', userIds: ['a', 'b', 'none'], until });
    await renew(context.time.now + 3000);
    await renew(context.time.now + 2000);
    assert.deepEqual(await claimedIds(context, { leaseMs: 1000 }), ['b'], 'an unclaimed user got a lease');
    context.time.now += 2999;
    assert.deepEqual(await claimedIds(context, { userIds: ['a'] }), []);
    context.time.now += 1;
    assert.deepEqual(await claimedIds(context, { userIds: ['a'] }), ['a']);
    await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent: false }] });
    await reconciliation.settle('target', [applied('a', first?.desired ?? 0)]);
    await renew(context.time.now + 3000);
    assert.deepEqual(await claimedIds(context, { userIds: ['a'] }), ['a']);
  },

  'a renewed lease keeps others away for longer, and never for less': async (context) => {
    const { reconciliation } = context.store;
    const { time } = context;
    await commit(context, { puts: [user('a'), user('b')] });
    await claim(context, { leaseMs: 1000, userIds: ['a'] });
    const renewal = { target: 'target', userIds: ['a', 'b', 'ghost'] };
    await reconciliation.renew({ ...renewal, until: time.now + 3000 });
    await reconciliation.renew({ ...renewal, until: time.now + 2000 });
    await reconciliation.renew({ ...renewal, target: 'elsewhere', until: time.now + 9000 });
    assert.deepEqual(await claimedIds(context), ['b'], 'what nobody has claimed has no lease to renew');
    time.now += 2999;
    assert.deepEqual(await claimedIds(context), []);
    time.now += 1;
    assert.deepEqual(await claimedIds(context), ['a']);
  },

  'a lease that has ended with a settlement is not renewed': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await claim(context);
    await reconciliation.settle('target', [
      { kind: 'failed', userId: 'a', message: 'no', retryAt: context.time.now, events: [] },
    ]);
    await reconciliation.renew({ target: 'target', userIds: ['a'], until: context.time.now + 9000 });
    assert.deepEqual(await claimedIds(context), ['a']);
  },

  'a lease holds for its target only': async (context) => {
    await commit(context, { puts: [user('a')] });
    assert.deepEqual(await claimedIds(context, { target: 'one' }), ['a']);
    assert.deepEqual(await claimedIds(context, { target: 'two' }), ['a']);
  },

  'parallel claims never share a user': async (context) => {
    const ids = Array.from({ length: 30 }, (_, index) => `u${index}`);
    await commit(context, { puts: ids.map((id) => user(id)) });
    const claimed = await Promise.all([1, 2, 3, 4].map(() => claimedIds(context, { limit: 10 })));
    assert.deepEqual(sorted(claimed.flat()), sorted(ids));
  },

  'named users are claimed whether or not their retry time has come': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a'), user('b'), user('c')] });
    await claim(context);
    const retryAt = context.time.now + 10_000;
    await reconciliation.settle('target', [
      { kind: 'failed', userId: 'a', message: 'no', retryAt, events: [] },
      { kind: 'failed', userId: 'b', message: 'no', retryAt: retryAt + 1, events: [] },
      applied('c', 1),
    ]);
    assert.deepEqual(await claimedIds(context), []);
    assert.deepEqual(await claimedIds(context, { userIds: ['b', 'c', 'ghost', 'b'] }), ['b']);
    context.time.now = retryAt;
    assert.deepEqual(await claimedIds(context), ['a']);
  },

  'a change makes a user ready whose retry time has not come, and keeps the count of failures': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await claim(context);
    const retryAt = context.time.now + 300_000;
    await reconciliation.settle('target', [{ kind: 'failed', userId: 'a', message: 'no', retryAt, events: [] }]);
    assert.deepEqual(await claimedIds(context), []);
    await commit(context, { dirty: [{ kind: 'user', id: 'a', urgent: false }] });
    assert.deepEqual(
      (await claim(context)).map(({ failure }) => failure),
      [{ message: 'no', attempts: 1, retryAt: 0 }],
    );
  },

  'a clock that was set back delays neither leases nor retries': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('leased'), user('renewed'), user('failed')] });
    await claim(context, { leaseMs: 1000 });
    const retryAt = context.time.now + 20_000;
    await reconciliation.settle('target', [{ kind: 'failed', userId: 'failed', message: 'no', retryAt, events: [] }]);
    const again = () => claimedIds(context, { leaseMs: 1000, retryMaxMs: 30_000 });
    assert.deepEqual(await again(), []);
    context.time.now -= 3_600_000;
    assert.deepEqual(await again(), ['failed'], 'a lease is not broken, only cut short');
    context.time.now += 900;
    const renewal = { target: 'target', userIds: ['renewed'], until: context.time.now + 1000 };
    await reconciliation.renew(renewal);
    context.time.now += 100;
    assert.deepEqual(await claimedIds(context, { leaseMs: 1000, userIds: ['leased', 'renewed'] }), ['leased']);
    context.time.now += 900;
    assert.deepEqual(await claimedIds(context, { leaseMs: 1000, userIds: ['renewed'] }), ['renewed']);
  },

  'a claim takes no more than its limit': async (context) => {
    await commit(context, { puts: [user('a'), user('b'), user('c')] });
    assert.equal((await claim(context, { limit: 0 })).length, 0);
    assert.equal((await claim(context, { limit: 1, userIds: ['a', 'b'] })).length, 1);
    assert.equal((await claim(context, { limit: 2 })).length, 2);
    assert.equal((await claim(context, { limit: 2 })).length, 0);
  },

  'a store without users has nothing to claim': async (context) => {
    assert.deepEqual(await claim(context), []);
    assert.deepEqual(await context.store.reconciliation.lag('target'), {
      pending: 0,
      held: 0,
      urgent: 0,
      failing: 0,
      oldest: undefined,
      lastFailure: undefined,
    });
  },
};

type ClaimOptions = Partial<Omit<ClaimRequest, 'now'>>;

/** Claims for `target`, with a lease of a minute and a limit of 100 unless told otherwise. */
export async function claim({ store, time }: ContractContext, options: ClaimOptions = {}): Promise<readonly Claim[]> {
  return store.reconciliation.claim({ target: 'target', now: time.now, leaseMs: 60_000, limit: 100, ...options });
}

/** An outcome of success with account `account of <id>`. */
export function applied(userId: string, version: number): Extract<Outcome, { kind: 'applied' }> {
  return { kind: 'applied', userId, version, account: `account of ${userId}`, state: { version }, events: [] };
}

async function claimedIds(context: ContractContext, options: ClaimOptions = {}): Promise<readonly string[]> {
  return (await claim(context, options)).map(({ userId }) => userId);
}
