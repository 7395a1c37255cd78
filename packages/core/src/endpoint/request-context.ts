import type { Principal } from '../auth/authenticate.ts';
import { readBody } from '../message/read-body.ts';
import type { EndpointConfig } from './endpoint-config.ts';
import type { Preconditions } from './entity-tag.ts';
import { cleanBaseUrl, createLocate, type Locate } from './locations.ts';
import { parseQuery, type QueryParameters } from './query-parameters.ts';
import type { ScimRequest } from './scim-request.ts';

/** What an operation knows of its request. Bulk makes one for each of its operations. */
export interface RequestContext {
  readonly config: EndpointConfig;
  readonly principal: Principal;
  readonly requestId: string;
  /** Clean URL of the mount point; may be empty. */
  readonly baseUrl: string;
  readonly locate: Locate;
  readonly query: QueryParameters;
  readonly preconditions: Preconditions;
  /**
   * The body, a JSON object.
   *
   * @throws {ScimError} 400, 413 or 415, see {@link readBody}.
   */
  readonly body: () => Promise<Readonly<Record<string, unknown>>>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Creates the context of a request.
 *
 * @throws {ScimError} 400 when the query is malformed.
 */
export function createContext(
  config: EndpointConfig,
  request: ScimRequest,
  principal: Principal,
  requestId: string,
): RequestContext {
  const baseUrl = cleanBaseUrl(config.baseUrl ?? request.baseUrl);
  return {
    config,
    principal,
    requestId,
    baseUrl,
    locate: createLocate(baseUrl, config.resourceTypes),
    query: parseQuery(request.query),
    preconditions: {
      ifMatch: joined(request.headers['if-match']),
      ifNoneMatch: joined(request.headers['if-none-match']),
    },
    body: () => readBody(request, config.limits),
    signal: request.signal,
  };
}

function joined(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.join(', ');
}
