import { errorUrn } from './message-urns.ts';
import type { ScimError, ScimType } from './scim-error.ts';

/** An error as the client sees it (RFC 7644 §3.12). `status` is a string there. */
export interface ErrorBody {
  readonly schemas: readonly string[];
  readonly status: string;
  readonly scimType?: ScimType;
  readonly detail: string;
}

const longestDetail = 2_000;

/** The body of an error response. Text from the request that ended up in `detail` is bounded and made printable. */
export function errorBody(error: ScimError): ErrorBody {
  return {
    schemas: [errorUrn],
    status: String(error.status),
    ...(error.scimType !== undefined && { scimType: error.scimType }),
    detail: printable(error.message, longestDetail),
  };
}

/** Text without control characters and lone surrogates, cut to a length. For showing what a client sent. */
function printable(text: string, longest: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  return cut.toWellFormed().replace(/[\p{Cc}\u2028\u2029]/gu, '\u{fffd}');
}
