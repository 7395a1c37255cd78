import assert from 'node:assert/strict';
import { findBrokenLink } from '../../store/audit-chain.ts';
import { applied } from './claim-cases.ts';
import { type ContractCases, commit, event, group, members, user } from './contract-case.ts';

/** The audit chain. */
export const auditCases: ContractCases = {
  'events form one chain across commits and settlements': async (context) => {
    const { store } = context;
    await commit(context, { puts: [user('a')], events: [event('user.created', 'a')] });
    await commit(context, {
      puts: [group('g')],
      memberships: [members('g', { add: ['a'] })],
      events: [event('group.created', 'g'), event('group.noticed', 'g')],
    });
    await store.reconciliation.settle('target', [{ ...applied('a', 1), events: [event('access.applied', 'a')] }]);
    const events = await store.audit.read({ after: 0, limit: 10 });
    assert.deepEqual(
      events.map(({ sequence, type }) => [sequence, type]),
      [
        [1, 'user.created'],
        [2, 'group.created'],
        [3, 'group.noticed'],
        [4, 'group.members'],
        [5, 'access.applied'],
      ],
    );
    assert.equal(findBrokenLink(events), undefined);
  },

  'an event comes back as it was written': async (context) => {
    const draft = {
      ...event('user.created', 'a'),
      actor: { kind: 'oauth', id: 'client', name: 'Entra' },
      subject: { type: 'User', id: 'a', name: 'Ada' },
      requestId: 'request-1',
      data: { z: 1, a: { list: [null, 'x'] }, text: '\u0000 "é"' },
    } as const;
    await commit(context, { events: [draft, event('bare', 'b')] });
    const [first, second] = await context.store.audit.read({ after: 0, limit: 10 });
    assert.deepEqual({ ...first, sequence: 0, hash: '' }, { ...draft, sequence: 0, hash: '' });
    assert.equal(second !== undefined && 'requestId' in second, false);
  },

  'events are read by sequence': async (context) => {
    await commit(context, { events: Array.from({ length: 5 }, (_, index) => event('tick', `${index}`)) });
    const read = async (after: number, limit: number): Promise<readonly number[]> =>
      (await context.store.audit.read({ after, limit })).map(({ sequence }) => sequence);
    assert.deepEqual(
      [await read(0, 2), await read(2, 2), await read(4, 2), await read(5, 2), await read(0, 0)],
      [[1, 2], [3, 4], [5], [], []],
    );
  },

  'parallel commits do not fork the chain': async (context) => {
    const numbers = Array.from({ length: 20 }, (_, index) => index);
    await Promise.all(numbers.map((number) => commit(context, { events: [event('tick', `${number}`)] })));
    const events = await context.store.audit.read({ after: 0, limit: 100 });
    assert.equal(events.length, 20);
    assert.equal(findBrokenLink(events), undefined);
  },
};
