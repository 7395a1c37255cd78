import {
  type Authenticate,
  bearerTokens,
  createMemoryStore,
  firstOf,
  fixedToken,
  issueToken,
  revokeToken,
  rotateToken,
  type ScimRequest,
  strictQuirks,
} from '@scim-superset/core';
import { describe, expect, it } from 'vitest';

const request = (authorization?: string | readonly string[]): ScimRequest => ({
  method: 'GET',
  path: '/Users',
  headers: { authorization },
});
const dayMs = 86_400_000;

describe('issued tokens', () => {
  it('are recognised, shown once and stored as a hash only', async () => {
    const store = createMemoryStore();
    const { token, record } = await issueToken(store, { name: 'Okta' });
    expect(token).toMatch(/^sss_[0-9a-f]{12}_[\w-]{43}$/);
    expect(JSON.stringify(await store.tokens.list())).not.toContain(token.slice(-43));
    const principal = await bearerTokens(store)(request(`Bearer ${token}`));
    expect(principal).toEqual({
      actor: { kind: 'token', id: record.id, name: 'Okta' },
      scopes: ['scim:read', 'scim:write'],
    });
  });

  it('are read from the header as RFC 6750 says, and without the scheme as Okta does', async () => {
    const store = createMemoryStore();
    const { token } = await issueToken(store, { name: 'x' });
    const [lenient, strict] = [bearerTokens(store), bearerTokens(store, { quirks: strictQuirks })];
    for (const header of [`Bearer ${token}`, `bearer ${token}`, ` Bearer  ${token} `, token]) {
      expect(await lenient(request(header)), header).toBeDefined();
    }
    expect(await strict(request(token))).toBeUndefined();
    expect(await strict(request(`Bearer ${token}`))).toBeDefined();
    for (const header of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      `Basic ${token}`,
      `Bearer ${token} x`,
      `Bearer ${token}x`,
      [`Bearer ${token}`],
    ]) {
      expect(await lenient(request(header)), String(header)).toBeUndefined();
    }
  });

  it('are refused when altered, expired, revoked or unknown', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const clock = () => now;
    const store = createMemoryStore();
    const authenticate = bearerTokens(store, { clock });
    const { token, record } = await issueToken(store, { name: 'x', clock });
    expect(record.expiresAt).toBe('2026-04-01T00:00:00.000Z');
    const swapped = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    for (const wrong of [
      swapped,
      token.slice(0, -1),
      `sss_${'0'.repeat(12)}_${token.slice(-43)}`,
      'sss__',
      'sss',
      '',
    ]) {
      expect(await authenticate(request(`Bearer ${wrong}`)), wrong).toBeUndefined();
    }
    now += 90 * dayMs - 1;
    expect(await authenticate(request(`Bearer ${token}`))).toBeDefined();
    now += 1;
    expect(await authenticate(request(`Bearer ${token}`))).toBeUndefined();

    const other = await issueToken(store, { name: 'y', lifetimeMs: dayMs, clock });
    expect(await revokeToken(store, other.record.id, clock)).toBe(true);
    expect(await revokeToken(store, other.record.id, clock)).toBe(false);
    expect(await authenticate(request(`Bearer ${other.token}`))).toBeUndefined();
    await expect(rotateToken(store, other.record.id)).rejects.toThrow(other.record.id);
    await expect(issueToken(store, { name: 'z', lifetimeMs: 0 })).rejects.toThrow(RangeError);
  });

  it('overlap while they are rotated', async () => {
    const store = createMemoryStore();
    const authenticate = bearerTokens(store);
    const old = await issueToken(store, { name: 'Okta', scopes: ['scim:read'] });
    const fresh = await rotateToken(store, old.record.id);
    expect(fresh.record).toMatchObject({ name: 'Okta', scopes: ['scim:read'] });
    for (const { token } of [old, fresh]) expect(await authenticate(request(`Bearer ${token}`))).toBeDefined();
    await revokeToken(store, old.record.id);
    expect(await authenticate(request(`Bearer ${old.token}`))).toBeUndefined();
    expect(await authenticate(request(`Bearer ${fresh.token}`))).toBeDefined();
  });

  it('have their last use written once a minute, and a failure to do so locks nobody out', async () => {
    let now = Date.parse('2026-01-01T00:00:00Z');
    const store = createMemoryStore();
    const touches: string[] = [];
    const warnings: object[] = [];
    const tokens = {
      ...store.tokens,
      touch: (_id: string, at: string) => {
        touches.push(at);
        return touches.length === 2 ? Promise.reject(new Error('locked')) : Promise.resolve();
      },
    };
    const logger = { info() {}, error() {}, warn: (fields: object) => void warnings.push(fields) };
    const authenticate = bearerTokens({ tokens }, { clock: () => now, logger });
    const { token } = await issueToken(store, { name: 'x', clock: () => now });
    for (const step of [0, 30_000, 29_999, 1, 60_000]) {
      now += step;
      expect(await authenticate(request(`Bearer ${token}`))).toBeDefined();
    }
    expect(touches).toEqual(['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z', '2026-01-01T00:02:00.000Z']);
    expect(warnings).toHaveLength(1);
  });
});

describe('a fixed token', () => {
  it('is the one that was given', async () => {
    const authenticate = fixedToken('secret', { name: 'ci', scopes: ['scim:read'] });
    expect(await authenticate(request('Bearer secret'))).toEqual({
      actor: { kind: 'token', id: 'ci', name: 'ci' },
      scopes: ['scim:read'],
    });
    for (const header of ['Bearer secre', 'Bearer secrets', 'Bearer', undefined]) {
      expect(await authenticate(request(header))).toBeUndefined();
    }
    for (const token of ['', ' ', 'a b']) expect(() => fixedToken(token)).toThrow(TypeError);
  });
});

describe('several ways to authenticate', () => {
  const nobody: Authenticate = async () => undefined;
  const broken: Authenticate = async () => Promise.reject(new Error('no key set'));

  it('are tried in turn, past one that is broken', async () => {
    expect(await firstOf(nobody, broken, fixedToken('t'))(request('Bearer t'))).toBeDefined();
    expect(await firstOf(nobody, nobody)(request())).toBeUndefined();
    await expect(firstOf(broken, nobody)(request())).rejects.toThrow('no key set');
    await expect(firstOf(broken, broken)(request())).rejects.toThrow(AggregateError);
  });
});
