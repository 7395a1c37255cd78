import { scimMediaType } from '../message/media-type.ts';
import { serialize } from '../message/serialize.ts';
import type { ScimResponse } from './scim-request.ts';

/** A response before it becomes text, so that Bulk and HEAD can use what the other operations made. */
export interface Reply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A JSON object; absent when the response has no body. */
  readonly body?: object;
}

/**
 * Turns a reply into the response to send. `HEAD` gets the headers only (RFC 9110 §9.3.2). Personal data stays out of
 * caches, and what a body holds is never sniffed as something else.
 */
export function toResponse(reply: Reply, method: string): ScimResponse {
  const hasBody = reply.body !== undefined;
  return {
    status: reply.status,
    headers: {
      ...reply.headers,
      ...(hasBody && { 'content-type': scimMediaType }),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body: hasBody && method !== 'HEAD' ? serialize(reply.body) : undefined,
  };
}
