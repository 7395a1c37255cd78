import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { TokenScope } from '../store/token-store.ts';
import type { Authenticate } from './authenticate.ts';
import { readBearerToken } from './authorization-header.ts';

/** Options of {@link jwtTokens}. */
export interface JwtTokensOptions {
  readonly issuer: string | string[];
  readonly audience: string | string[];
  /** Where the keys come from, for example jose's `createRemoteJWKSet(url)`. */
  readonly keys: JWTVerifyGetKey;
  /** The claim that names the user for `/Me`. Default `sub`. */
  readonly subjectClaim?: string;
  /** What a verified token may do. Default: read and write. */
  readonly scopes?: (claims: JWTPayload) => readonly TokenScope[];
  /** Accepted difference between clocks, in seconds. Default 30. */
  readonly clockToleranceSeconds?: number;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
}

/** Signatures with a public key only: a shared secret would let whoever verifies also sign. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/**
 * Authenticates by JWTs that an identity provider signed (RFC 7519), as Entra does with a blank secret token and Okta
 * with OAuth. Issuer, audience and an expiry are mandatory. A key set that cannot be fetched is a fault of the server,
 * not of the credentials: the returned function rejects then.
 *
 * @example
 * const keys = createRemoteJWKSet(new URL('https://login.microsoftonline.com/common/discovery/v2.0/keys'));
 * const authenticate = jwtTokens({ issuer: 'https://sts.windows.net/TENANT/', audience: 'api://scim', keys });
 */
export function jwtTokens(options: JwtTokensOptions): Authenticate {
  const { issuer, audience, keys, subjectClaim = 'sub', clock = Date.now } = options;
  const scopes = options.scopes ?? (() => ['scim:read', 'scim:write'] as const);
  return async (request) => {
    const token = readBearerToken(request, { tokenWithoutScheme: false });
    if (token === undefined) return undefined;
    const claims = await verify(token, keys, {
      issuer,
      audience,
      algorithms,
      requiredClaims: ['exp'],
      clockTolerance: options.clockToleranceSeconds ?? 30,
      currentDate: new Date(clock()),
    });
    if (claims === undefined) return undefined;
    const subject = claims[subjectClaim];
    const id = [claims.sub, claims.azp, claims.appid, claims.client_id].find((claim) => typeof claim === 'string');
    return {
      actor: { kind: 'oauth', id: typeof id === 'string' ? id : String(claims.iss) },
      scopes: scopes(claims),
      ...(typeof subject === 'string' && subject !== '' && { subject }),
    };
  };
}

async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  options: Parameters<typeof jwtVerify>[2],
): Promise<JWTPayload | undefined> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    const isFaultOfKeySource = error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid;
    if (error instanceof errors.JOSEError && !isFaultOfKeySource) return undefined;
    throw error;
  }
}
