import { type JwtTokensOptions, jwtTokens, type ScimRequest } from '@scim-superset/core';
import { createLocalJWKSet, errors, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';

const issuer = 'https://idp.example.com/';
const audience = 'api://scim';
const now = Date.parse('2026-01-01T00:00:00Z');
const pair = await generateKeyPair('RS256');
const stranger = await generateKeyPair('RS256');
const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256' }] };

const sign = (claims: Readonly<Record<string, unknown>>, key = pair.privateKey, kid = 'k1'): Promise<string> =>
  new SignJWT({ iss: issuer, aud: audience, sub: 'client-1', exp: now / 1_000 + 60, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid })
    .sign(key);
const ask = async (token: string, options: Partial<JwtTokensOptions> = {}) => {
  const request: ScimRequest = { method: 'GET', path: '/', headers: { authorization: `Bearer ${token}` } };
  return jwtTokens({ issuer, audience, keys: createLocalJWKSet(jwks), clock: () => now, ...options })(request);
};

describe('JWTs', () => {
  it('of the identity provider are recognised', async () => {
    expect(await ask(await sign({ upn: 'ada' }))).toEqual({
      actor: { kind: 'oauth', id: 'client-1' },
      scopes: ['scim:read', 'scim:write'],
      subject: 'client-1',
    });
    const options = { subjectClaim: 'upn', scopes: () => ['scim:read'] as const };
    expect(await ask(await sign({ upn: 'ada' }), options)).toMatchObject({ scopes: ['scim:read'], subject: 'ada' });
    expect(await ask(await sign({ upn: 7 }), options)).not.toHaveProperty('subject');
  });

  it.each([
    ['another issuer', { iss: 'https://evil.example.com/' }],
    ['another audience', { aud: 'api://other' }],
    ['an expiry in the past', { exp: now / 1_000 - 31 }],
    ['no expiry', { exp: undefined }],
    ['a start in the future', { nbf: now / 1_000 + 31 }],
  ])('with %s are refused', async (_what, claims) => {
    expect(await ask(await sign(claims))).toBeUndefined();
  });

  it('with another signature, none, a shared secret or an unknown key are refused', async () => {
    expect(await ask(await sign({}, stranger.privateKey))).toBeUndefined();
    expect(await ask(await sign({}, pair.privateKey, 'k2'))).toBeUndefined();
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = { iss: issuer, aud: audience, exp: now / 1_000 + 60 };
    expect(await ask(`${part({ alg: 'none' })}.${part(claims)}.`)).toBeUndefined();
    const secret = new TextEncoder().encode('a secret that everybody knows by now');
    const symmetric = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    expect(await ask(symmetric, { keys: async () => secret })).toBeUndefined();
    for (const text of ['', 'x', 'a.b.c', 'sss_000000000000_x']) expect(await ask(text)).toBeUndefined();
  });

  it('that cannot be checked because the keys are out of reach are a fault, not wrong credentials', async () => {
    const token = await sign({});
    const unreachable = (error: Error) => ({ keys: () => Promise.reject(error) });
    await expect(ask(token, unreachable(new errors.JWKSTimeout()))).rejects.toThrow(errors.JWKSTimeout);
    await expect(ask(token, unreachable(new TypeError('fetch failed')))).rejects.toThrow('fetch failed');
  });
});
