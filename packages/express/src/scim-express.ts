import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ScimEndpoint } from '@scim-superset/core';

/** The part of an Express 4 or 5 request that is used here. */
export interface ExpressRequest extends IncomingMessage {
  readonly baseUrl: string;
  readonly path: string;
  readonly protocol: string;
  readonly body?: unknown;
  readonly app: { get(setting: 'trust proxy fn'): (address: string | undefined, hop: number) => boolean };
}

/** A request handler for `app.use` and `router.use`. */
export type ScimExpressHandler = (
  request: ExpressRequest,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Mounts a SCIM endpoint in Express 4 or 5: the endpoint answers every request below the mount path, whatever its
 * method. Mount it before body parsers; behind one, its result is taken, but what the parser refuses is answered by
 * the application and not as a SCIM Error. Scheme and host of `meta.location` follow the `trust proxy` setting.
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
  const { method = '', url = '', path, protocol, baseUrl } = request;
  const queryStart = url.indexOf('?') + 1;
  const host = hostOf(request);
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) gone.abort();
  });
  const { status, headers, body } = await endpoint.handle({
    method,
    path,
    query: queryStart === 0 ? '' : url.slice(queryStart),
    headers: request.headers,
    // Express 4's parsers set an empty body even where they read nothing, so ask the stream.
    body: request.readableDidRead ? request.body : request.iterator({ destroyOnReturn: false }),
    ...(host && { baseUrl: `${protocol}://${host}${baseUrl}` }),
    signal: gone.signal,
  });
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
  // What the endpoint left unread would block the connection, and destroying it would lose the response.
  request.resume();
}

/** What Express 5 has as `request.host`; in Express 4 that lacks the port. */
function hostOf({ headers, app, socket }: ExpressRequest): string | undefined {
  const forwarded = headers['x-forwarded-host'];
  const trusted = forwarded !== undefined && app.get('trust proxy fn')(socket.remoteAddress, 0);
  return trusted ? String(forwarded).split(',', 1)[0]?.trim() : headers.host;
}
