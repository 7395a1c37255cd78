import { lenientQuirks } from '../schema/quirks.ts';
import type { TokenScope } from '../store/token-store.ts';
import type { Authenticate, Principal } from './authenticate.ts';
import { type AuthenticationQuirks, readBearerToken } from './authorization-header.ts';
import { hashToken, sameHash } from './token-text.ts';

/** Options of {@link fixedToken}. */
export interface FixedTokenOptions {
  /** What the audit log shows. Default `fixed`. */
  readonly name?: string;
  /** Default: read and write. */
  readonly scopes?: readonly TokenScope[];
  /** Whether `Authorization` may hold the token alone. Default `lenientQuirks`: it may. */
  readonly quirks?: AuthenticationQuirks;
}

/**
 * Authenticates by one secret that does not expire, for example from an environment variable. For trying things out;
 * in production use {@link bearerTokens}.
 *
 * @throws {TypeError} when the token is empty or has white space, which no header could carry.
 */
export function fixedToken(token: string, options: FixedTokenOptions = {}): Authenticate {
  if (!/^\S+$/.test(token)) throw new TypeError('The token must not be empty or contain white space');
  const expected = hashToken(token);
  const name = options.name ?? 'fixed';
  const quirks = options.quirks ?? lenientQuirks;
  const principal: Principal = {
    actor: { kind: 'token', id: name, name },
    scopes: options.scopes ?? ['scim:read', 'scim:write'],
  };
  return async (request) => {
    const actual = readBearerToken(request, quirks);
    return actual !== undefined && sameHash(hashToken(actual), expected) ? principal : undefined;
  };
}
