import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** Starts every token, so that secret scanners recognise one that leaked. */
const prefix = 'sss';

/** A new token and its two parts that are kept: the public id and the hash. */
export interface TokenText {
  readonly token: string;
  readonly id: string;
  readonly hash: string;
}

/** Makes a token `sss_<id>_<secret>` with 256 random bits. */
export function generateToken(): TokenText {
  const id = randomBytes(6).toString('hex');
  const token = `${prefix}_${id}_${randomBytes(32).toString('base64url')}`;
  return { token, id, hash: hashToken(token).toString('hex') };
}

/** The public id in a token's text, or undefined when it is no token of ours. */
export function tokenId(token: string): string | undefined {
  const [start, id] = token.split('_', 2);
  return start === prefix && id !== undefined && /^[0-9a-f]{12}$/.test(id) ? id : undefined;
}

/** SHA-256 of a token. Enough without salt or stretching, because a token is random and long. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Compares hashes in constant time. */
export function sameHash(actual: Buffer, expected: Buffer): boolean {
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
