import assert from 'node:assert/strict';
import { applied, claim } from './claim-cases.ts';
import { type ContractCases, commit, user } from './contract-case.ts';
import { failed } from './settle-cases.ts';

/** What targets still hear of deleted users. */
export const departureCases: ContractCases = {
  'a deletion is pending, urgently, wherever the user has a link, and done when all have applied it': async (
    context,
  ) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a'), user('b')] });
    for (const target of ['one', 'two', 'three']) await claim(context, { target, userIds: ['b'] });
    await reconciliation.settle('one', [applied('a', 1)]);
    await reconciliation.settle('two', [applied('a', 1)]);
    await commit(context, { deletes: [{ type: 'User', id: 'a' }] });

    assert.deepEqual(await claim(context, { target: 'three', userIds: ['a'] }), []);
    for (const target of ['one', 'two']) {
      const [found] = await claim(context, { target });
      assert.deepEqual(
        [found?.userId, found?.deleted, found?.urgent, found?.desired, found?.account],
        ['a', true, true, 2, 'account of a'],
      );
    }
    await reconciliation.settle('one', [applied('a', 2)]);
    assert.equal((await reconciliation.link('one', 'a'))?.applied, 2);
    await reconciliation.settle('two', [failed('a', 'no', context.time.now)]);
    assert.equal((await claim(context, { target: 'two' }))[0]?.deleted, true);
    await reconciliation.settle('two', [applied('a', 2)]);
    assert.equal(await reconciliation.link('one', 'a'), undefined);
    assert.equal(await reconciliation.link('two', 'a'), undefined);
    assert.equal(await reconciliation.markDirty([{ kind: 'user', id: 'a', urgent: false }]), 0);
  },

  'a user deleted while a worker holds the first claim is deleted at the target as well': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await claim(context);
    await commit(context, { deletes: [{ type: 'User', id: 'a' }] });
    await reconciliation.settle('target', [{ ...applied('a', 1), account: 'just created' }]);
    const [found] = await claim(context);
    assert.deepEqual([found?.account, found?.deleted, found?.urgent], ['just created', true, true]);
    await reconciliation.settle('target', [applied('a', 2)]);
    assert.equal(await reconciliation.link('target', 'a'), undefined);
  },

  'a target that settles without a claim hears of an earlier deletion': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await claim(context, { target: 'one' });
    await claim(context, { target: 'two', limit: 0 });
    await commit(context, { deletes: [{ type: 'User', id: 'a' }] });
    await reconciliation.settle('two', [applied('a', 1)]);
    const [found] = await claim(context, { target: 'two' });
    assert.deepEqual([found?.userId, found?.deleted, found?.urgent], ['a', true, true]);
  },

  'a user that no target knows is forgotten with its deletion': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a'), user('b')] });
    await claim(context, { userIds: ['b'] });
    await commit(context, { deletes: [{ type: 'User', id: 'a' }] });
    assert.deepEqual(await claim(context), []);
    assert.equal((await reconciliation.lag('target')).pending, 1);
    assert.equal(await reconciliation.markDirty([{ kind: 'user', id: 'a', urgent: false }]), 0);
  },

  'a user created again under the id of a deleted one is brought in line again': async (context) => {
    const { reconciliation } = context.store;
    await commit(context, { puts: [user('a')] });
    await reconciliation.settle('one', [applied('a', 1)]);
    await claim(context, { target: 'two', limit: 0 });
    await commit(context, { deletes: [{ type: 'User', id: 'a' }] });
    await commit(context, { puts: [user('a')] });
    for (const target of ['one', 'two', 'three']) {
      const [found] = await claim(context, { target });
      assert.deepEqual([found?.userId, found?.deleted, found?.desired], ['a', false, 3], target);
    }
  },
};
