import assert from 'node:assert/strict';
import { applied, claim } from './claim-cases.ts';
import { type ContractCases, commit, user } from './contract-case.ts';

/** Documents about targets, and targets that are given up. */
export const noteCases: ContractCases = {
  'a note comes back as it was put, for its target and under its name only': async ({ store: { reconciliation } }) => {
    const note = { list: [1, 'two', null], nested: { deep: true } };
    await reconciliation.putNote('target', 'window', { old: true });
    await reconciliation.putNote('target', 'window', note);
    assert.deepEqual(await reconciliation.note('target', 'window'), note);
    assert.equal(await reconciliation.note('target', 'other'), undefined);
    assert.equal(await reconciliation.note('elsewhere', 'window'), undefined);
    for (const value of [0, '', false, null]) {
      await reconciliation.putNote('target', 'window', value);
      assert.equal(await reconciliation.note('target', 'window'), value);
    }
    await reconciliation.putNote('target', 'window', undefined);
    assert.equal(await reconciliation.note('target', 'window'), undefined);
  },

  'a note is swapped only for what was read': async ({ store: { reconciliation } }) => {
    const swap = (expected: unknown, value: unknown) =>
      reconciliation.swapNote('target', 'window', { expected, value });
    assert.equal(await swap({ count: 1 }, { count: 2 }), false);
    assert.equal(await swap(undefined, { count: 1 }), true);
    assert.equal(await swap(undefined, { count: 1 }), false);
    assert.equal(await swap(await reconciliation.note('target', 'window'), { count: 2 }), true);
    assert.deepEqual(await reconciliation.note('target', 'window'), { count: 2 });
    assert.equal(await swap({ count: 2 }, undefined), true);
    assert.equal(await reconciliation.note('target', 'window'), undefined);
  },

  'swaps at the same time lose nothing of each other': async ({ store: { reconciliation } }) => {
    const raise = async (): Promise<void> => {
      for (;;) {
        const expected = await reconciliation.note('target', 'count');
        const value = Number(expected ?? 0) + 1;
        if (await reconciliation.swapNote('target', 'count', { expected, value })) return;
      }
    };
    await Promise.all(Array.from({ length: 20 }, raise));
    assert.equal(await reconciliation.note('target', 'count'), 20);
  },

  'a note does not make its target known': async (context) => {
    const { reconciliation } = context.store;
    await reconciliation.putNote('target', 'window', 1);
    await commit(context, { puts: [user('a')] });
    await commit(context, { deletes: [{ type: 'User', id: 'a' }] });
    assert.equal(await reconciliation.markDirty([{ kind: 'user', id: 'a', urgent: false }]), 0);
  },

  'a forgotten target leaves nothing behind and is new at its next claim': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a'), user('gone'), user('left')] });
    for (const target of ['target', 'other']) {
      await reconciliation.settle(target, [applied('a', 1), applied('left', 1)]);
      await reconciliation.putNote(target, 'window', 1);
    }
    await reconciliation.settle('target', [applied('gone', 1)]);
    for (const id of ['gone', 'left']) await commit(context, { deletes: [{ type: 'User', id }] });
    await reconciliation.forget('target');
    await reconciliation.forget('never known');

    assert.deepEqual(await reconciliation.links('target', { after: '', limit: 9 }), []);
    assert.equal(await reconciliation.note('target', 'window'), undefined);
    assert.equal(await reconciliation.owner('target', 'account of a'), undefined);
    assert.equal(await reconciliation.note('other', 'window'), 1);
    assert.equal((await reconciliation.link('other', 'a'))?.applied, 1);
    assert.deepEqual(
      (await claim(context, { target: 'other' })).map(({ userId }) => userId),
      ['left'],
    );
    assert.equal(await reconciliation.markDirty([{ kind: 'user', id: 'gone', urgent: false }]), 0);
    assert.equal((await reconciliation.lag('target')).pending, 1);
    const [again, ...others] = await claim(context);
    assert.deepEqual([again?.userId, again?.applied, again?.account, others], ['a', 0, undefined, []]);
  },
};
