import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ScimEndpoint, ScimRequest } from '@scim-superset/core';

/** The part of an Express 4 or 5 request that is used here. */
export interface ExpressRequest extends IncomingMessage {
  readonly baseUrl: string;
  readonly path: string;
  readonly protocol: string;
  readonly body?: unknown;
  readonly app: { get(setting: 'trust proxy fn'): (address: string | undefined, hop: number) => boolean };
}

/** A request handler for `app.use` or `router.use`. */
export type ScimExpressHandler = (
  request: ExpressRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Mounts a SCIM endpoint in Express 4 or 5: every request below the mount path is answered by the endpoint, whatever
 * its method. Works with and without a body parser in front; without one, the endpoint's own limit applies and a
 * malformed body gets a SCIM Error. Scheme and host of `meta.location` follow the application's `trust proxy` setting.
 *
 * @example
 * ```ts
 * app.use('/scim/v2', scimExpress(endpoint));
 * ```
 */
export function scimExpress(endpoint: ScimEndpoint): ScimExpressHandler {
  return (request, response, next) => {
    answer(endpoint, request, response).catch(next);
  };
}

async function answer(endpoint: ScimEndpoint, request: ExpressRequest, response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) gone.abort();
  });
  const { status, headers, body } = await endpoint.handle(toScimRequest(request, gone.signal));
  response.statusCode = status;
  for (const name in headers) response.setHeader(name, headers[name] ?? '');
  response.end(body);
}

function toScimRequest(request: ExpressRequest, signal: AbortSignal): ScimRequest {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const host = hostOf(request);
  return {
    method: request.method ?? 'GET',
    path: request.path,
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers: request.headers,
    // Express 4's parsers set an empty body even where they read nothing, so ask the stream.
    body: request.readableDidRead ? request.body : request,
    ...(host && { baseUrl: `${request.protocol}://${host}${request.baseUrl}` }),
    signal,
  };
}

/** `req.host` of Express 5, which in Express 4 lacks the port. */
function hostOf(request: ExpressRequest): string | undefined {
  const forwarded = request.headers['x-forwarded-host'];
  const trusted = forwarded !== undefined && request.app.get('trust proxy fn')(request.socket.remoteAddress, 0);
  return trusted ? String(forwarded).split(',', 1)[0]?.trim() : request.headers.host;
}
