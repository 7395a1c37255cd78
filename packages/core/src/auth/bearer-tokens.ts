import { type Logger, silentLogger } from '../endpoint/logger.ts';
import { lenientQuirks } from '../schema/quirks.ts';
import type { TokenRecord, TokenStore } from '../store/token-store.ts';
import type { Authenticate } from './authenticate.ts';
import { type AuthenticationQuirks, readBearerToken } from './authorization-header.ts';
import { hashToken, sameHash, tokenId } from './token-text.ts';

/** Options of {@link bearerTokens}. */
export interface BearerTokensOptions {
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
  /** Whether `Authorization` may hold the token alone. Default `lenientQuirks`: it may. */
  readonly quirks?: AuthenticationQuirks;
  /** How often the last use of a token is written, in milliseconds. Default one minute. */
  readonly touchIntervalMs?: number;
  /** Told when a last use cannot be written, which refuses nobody. Default: logs nothing. */
  readonly logger?: Logger;
}

/**
 * Authenticates by tokens that {@link issueToken} made (RFC 6750). A token must be known, neither expired nor revoked,
 * and its hash is compared in constant time; two may be valid at once, for rotation. The answer never tells what was
 * wrong.
 *
 * @example
 * const endpoint = createScimEndpoint({ store, authenticate: bearerTokens(store) });
 */
export function bearerTokens(
  { tokens }: { readonly tokens: TokenStore },
  options: BearerTokensOptions = {},
): Authenticate {
  const clock = options.clock ?? Date.now;
  const quirks = options.quirks ?? lenientQuirks;
  const touchIntervalMs = options.touchIntervalMs ?? 60_000;
  const logger = options.logger ?? silentLogger;
  const touched = new Map<string, number>();

  async function touch(id: string, now: number): Promise<void> {
    if (now - (touched.get(id) ?? Number.NEGATIVE_INFINITY) < touchIntervalMs) return;
    touched.set(id, now);
    try {
      await tokens.touch(id, new Date(now).toISOString());
    } catch (error) {
      logger.warn({ err: error, tokenId: id }, 'The last use of a token could not be written');
    }
  }

  return async (request) => {
    const token = readBearerToken(request, quirks);
    const id = token === undefined ? undefined : tokenId(token);
    if (token === undefined || id === undefined) return undefined;
    const record = await tokens.find(id);
    const now = clock();
    if (record === undefined || !sameHash(hashToken(token), Buffer.from(record.hash, 'hex')) || !isValid(record, now)) {
      return undefined;
    }
    await touch(id, now);
    return { actor: { kind: 'token', id, name: record.name }, scopes: record.scopes };
  };
}

function isValid(record: TokenRecord, now: number): boolean {
  return record.revokedAt === undefined && Date.parse(record.expiresAt) > now;
}
