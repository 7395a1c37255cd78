import { errorBody } from '../message/error-body.ts';
import { ScimError } from '../message/scim-error.ts';
import type { EndpointConfig } from './endpoint-config.ts';
import type { Reply } from './reply.ts';

/** The request that failed. */
export interface FailedRequest {
  readonly requestId: string;
  readonly method: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Turns any failure into a reply. What is no ScimError goes to the operator's log, under an id that is all the client
 * gets to see of it.
 */
export function errorReply({ logger }: EndpointConfig, request: FailedRequest, error: unknown): Reply {
  if (ScimError.is(error)) {
    const headers = Object.entries(error.headers).map(([name, value]) => [name.toLowerCase(), value]);
    return { status: error.status, headers: Object.fromEntries(headers), body: errorBody(error) };
  }
  const { requestId, method, signal } = request;
  // Nobody is there to read this, and it is no fault to look into.
  if (signal?.aborted) return { status: 408, body: errorBody(new ScimError(408, 'The client has gone')) };
  logger.error({ err: error, requestId, method }, 'A SCIM request failed unexpectedly');
  const detail = `Internal error. The operator finds it in the log as ${requestId}`;
  return { status: 500, body: errorBody(new ScimError(500, detail)) };
}
