import type { ScimRequest } from '../endpoint/scim-request.ts';
import type { Quirks } from '../schema/quirks.ts';

/** The quirks of identity providers that concern credentials. */
export type AuthenticationQuirks = Pick<Quirks, 'tokenWithoutScheme'>;

/**
 * The token in `Authorization: Bearer …` (RFC 6750 §2.1).
 *
 * @returns undefined when there is none, or when the header occurs more than once.
 */
export function readBearerToken(
  request: ScimRequest,
  { tokenWithoutScheme }: AuthenticationQuirks,
): string | undefined {
  const header = request.headers.authorization;
  if (typeof header !== 'string') return undefined;
  const [first = '', second, ...more] = header.trim().split(/\s+/);
  if (more.length > 0 || first === '') return undefined;
  if (second === undefined) return tokenWithoutScheme && first.toLowerCase() !== 'bearer' ? first : undefined;
  return first.toLowerCase() === 'bearer' ? second : undefined;
}
