import type { TokenRecord, TokenScope, TokenStore } from '../store/token-store.ts';
import { generateToken } from './token-text.ts';

/** Options of {@link issueToken}. */
export interface IssueTokenOptions {
  /** What the token is for, for example `Okta`; shown in lists and in the audit log. */
  readonly name: string;
  /** Default: read and write. */
  readonly scopes?: readonly TokenScope[];
  /** How long the token is valid, in milliseconds. Default 90 days: rotate it quarterly. */
  readonly lifetimeMs?: number;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
}

/** A token that was just made. */
export interface IssuedToken {
  /** The text to give to the client; it cannot be shown again. */
  readonly token: string;
  readonly record: TokenRecord;
}

const ninetyDaysMs = 90 * 86_400_000;

/**
 * Makes an access token `sss_<id>_<secret>` and stores its hash.
 *
 * @throws {RangeError} when the lifetime is not a positive number.
 */
export async function issueToken(
  { tokens }: { readonly tokens: TokenStore },
  options: IssueTokenOptions,
): Promise<IssuedToken> {
  const { name, scopes = ['scim:read', 'scim:write'], lifetimeMs = ninetyDaysMs, clock = Date.now } = options;
  if (!(lifetimeMs > 0 && Number.isFinite(lifetimeMs))) {
    throw new RangeError('lifetimeMs must be a positive number of milliseconds');
  }
  const now = clock();
  const { token, id, hash } = generateToken();
  const record: TokenRecord = {
    id,
    name,
    hash,
    scopes: [...scopes],
    createdAt: new Date(now).toISOString(),
    expiresAt: new Date(now + lifetimeMs).toISOString(),
    lastUsedAt: undefined,
    revokedAt: undefined,
  };
  await tokens.insert(record);
  return { token, record };
}

/**
 * Issues a successor with the name and scopes of an existing token. Both are valid until the old one expires or is
 * revoked with {@link revokeToken}, so that a client can be switched over without an interruption.
 *
 * @throws {Error} when there is no token with this id, or it was revoked.
 */
export async function rotateToken(
  store: { readonly tokens: TokenStore },
  id: string,
  options: Omit<IssueTokenOptions, 'name' | 'scopes'> = {},
): Promise<IssuedToken> {
  const record = await store.tokens.find(id);
  if (record === undefined || record.revokedAt !== undefined) {
    throw new Error(`There is no token "${id}" that could be rotated; issue a new one`);
  }
  return issueToken(store, { ...options, name: record.name, scopes: record.scopes });
}

/** Revokes a token at once. Resolves to false when there is none with this id or it was revoked before. */
export async function revokeToken(
  { tokens }: { readonly tokens: TokenStore },
  id: string,
  clock: () => number = Date.now,
): Promise<boolean> {
  return tokens.revoke(id, new Date(clock()).toISOString());
}
