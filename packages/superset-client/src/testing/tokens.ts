import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** What a token says. */
interface TokenClaims {
  readonly sub: string;
  readonly type: 'access' | 'refresh';
  readonly iat: number;
  readonly exp: number;
}

/** Why a token is refused, in the words of Flask-JWT-Extended. */
interface TokenRefusal {
  readonly status: 401 | 422;
  readonly msg: string;
}

/** Signs and reads the JSON Web Tokens of one Superset. */
export interface Tokens {
  issue(type: TokenClaims['type'], userId: number): string;
  read(token: string): TokenClaims | TokenRefusal;
}

/** Options of {@link createTokens}. */
export interface TokensOptions {
  readonly secret: string;
  readonly accessTokenSeconds: number;
  readonly clock: () => number;
}

const refreshTokenSeconds = 30 * 24 * 60 * 60;

/** Creates the tokens of one Superset (HS256). */
export function createTokens({ secret, accessTokenSeconds, clock }: TokensOptions): Tokens {
  const sign = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  return {
    issue(type, userId) {
      const iat = Math.floor(clock() / 1000);
      const exp = iat + (type === 'access' ? accessTokenSeconds : refreshTokenSeconds);
      const claims = { fresh: type === 'access', iat, jti: randomUUID(), type, sub: String(userId), nbf: iat, exp };
      const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
      return `${text}.${sign(text).toString('base64url')}`;
    },
    read(token) {
      const [head, payload, signature, ...rest] = token.split('.');
      if (head === undefined || payload === undefined || signature === undefined || rest.length > 0) {
        return { status: 422, msg: 'Not enough segments' };
      }
      const expected = sign(`${head}.${payload}`);
      const given = Buffer.from(signature, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
        return { status: 422, msg: 'Signature verification failed' };
      }
      // Signed by ourselves, hence what `issue` wrote.
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as TokenClaims;
      return clock() / 1000 < claims.exp ? claims : { status: 401, msg: 'Token has expired' };
    },
  };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
