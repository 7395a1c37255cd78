import assert from 'node:assert/strict';
import type { TokenRecord } from '../../store/token-store.ts';
import type { ContractCases } from './contract-case.ts';

/** Access tokens. */
export const tokenCases: ContractCases = {
  'a token is found by its id as it was inserted': async ({ store: { tokens } }) => {
    await tokens.insert(token('t1'));
    assert.deepEqual(await tokens.find('t1'), token('t1'));
    assert.equal(await tokens.find('t2'), undefined);
  },

  'an id or a hash that exists is refused': async ({ store: { tokens } }) => {
    await tokens.insert(token('t1'));
    await assert.rejects(tokens.insert({ ...token('t1'), hash: token('t2').hash }), Error);
    await assert.rejects(tokens.insert({ ...token('t2'), hash: token('t1').hash }), Error);
    assert.equal((await tokens.list()).length, 1);
  },

  'tokens are listed oldest first, revoked ones included': async ({ store: { tokens } }) => {
    await tokens.insert({ ...token('middle'), createdAt: '2026-01-02T00:00:00.000Z' });
    await tokens.insert({ ...token('newest'), createdAt: '2026-01-03T00:00:00.000Z' });
    await tokens.insert({ ...token('oldest'), createdAt: '2026-01-01T00:00:00.000Z' });
    await tokens.revoke('oldest', '2026-02-01T00:00:00.000Z');
    assert.deepEqual(
      (await tokens.list()).map(({ id }) => id),
      ['oldest', 'middle', 'newest'],
    );
  },

  'a token is revoked once': async ({ store: { tokens } }) => {
    await tokens.insert(token('t1'));
    assert.equal(await tokens.revoke('t1', '2026-02-01T00:00:00.000Z'), true);
    assert.equal(await tokens.revoke('t1', '2026-03-01T00:00:00.000Z'), false);
    assert.equal(await tokens.revoke('t2', '2026-03-01T00:00:00.000Z'), false);
    assert.equal((await tokens.find('t1'))?.revokedAt, '2026-02-01T00:00:00.000Z');
  },

  'the latest use of a token is kept': async ({ store: { tokens } }) => {
    await tokens.insert(token('t1'));
    await tokens.touch('t1', '2026-02-01T00:00:00.000Z');
    await tokens.touch('t1', '2026-03-01T00:00:00.000Z');
    await tokens.touch('t1', '2026-02-15T00:00:00.000Z');
    await tokens.touch('t2', '2026-02-15T00:00:00.000Z');
    assert.equal((await tokens.find('t1'))?.lastUsedAt, '2026-03-01T00:00:00.000Z');
    assert.equal(await tokens.find('t2'), undefined);
  },
};

function token(id: string): TokenRecord {
  return {
    id,
    name: `Token ${id}`,
    hash: Buffer.from(id).toString('hex').padEnd(64, '0'),
    scopes: ['scim:read', 'scim:write'],
    createdAt: '2026-01-01T00:00:00.000Z',
    expiresAt: '2027-01-01T00:00:00.000Z',
    lastUsedAt: undefined,
    revokedAt: undefined,
  };
}
