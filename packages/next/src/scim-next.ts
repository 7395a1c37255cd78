import type { ScimEndpoint } from '@scim-superset/core';

/** Options of {@link scimNext}. */
export interface ScimNextOptions {
  /**
   * Path of the mount point as clients see it. Default: what precedes the route's catch-all segment. Needed with
   * Next.js's `basePath`, which route handlers are not told, and outside Next.js, where the default is the root.
   */
  readonly prefix?: string;
  /**
   * Takes scheme and host of `meta.location` from `X-Forwarded-Proto` and `X-Forwarded-Host`; only for servers that
   * nobody reaches but through a proxy that sets both. Default false: the scheme of the request's URL, and `Host`.
   */
  readonly trustProxy?: boolean;
}

type RouteParams = Readonly<Record<string, string | string[] | undefined>>;

/** Answers a request, whatever its method. */
export type ScimRouteHandler = (
  request: Request,
  context?: { readonly params?: Promise<RouteParams> | RouteParams },
) => Promise<Response>;

type Method = 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Mounts a SCIM endpoint in a Next.js catch-all route, `app/scim/v2/[[...path]]/route.ts`. The handlers are one and
 * the same, so any of them serves whatever else speaks Request and Response (`Deno.serve`, `Bun.serve`, Hono).
 *
 * @example
 * ```ts
 * export const { GET, HEAD, POST, PUT, PATCH, DELETE } = scimNext(endpoint);
 * ```
 */
export function scimNext(endpoint: ScimEndpoint, options: ScimNextOptions = {}): Record<Method, ScimRouteHandler> {
  const { prefix = '', trustProxy = false } = options;
  const handler: ScimRouteHandler = async (request, context) => {
    const url = new URL(request.url);
    const params = await context?.params;
    const end = params === undefined ? prefix.length : mountEnd(url.pathname, params);
    const { status, headers, body } = await endpoint.handle({
      method: request.method,
      path: url.pathname.slice(end) || '/',
      query: url.search.slice(1),
      headers: Object.fromEntries(request.headers),
      body: request.body?.values({ preventCancel: true }),
      baseUrl: originOf(request, url, trustProxy) + (prefix || url.pathname.slice(0, end)),
      signal: request.signal,
    });
    // What the endpoint left unread would block the connection, and cancelling it would lose the response.
    request.body?.pipeTo(new WritableStream()).catch(() => {});
    return new Response(body, { status, headers });
  };
  return {
    GET: handler,
    HEAD: handler,
    OPTIONS: handler,
    POST: handler,
    PUT: handler,
    PATCH: handler,
    DELETE: handler,
  };
}

/** Counts the catch-all's segments from the end; the parameters themselves are decoded and may hold slashes. */
function mountEnd(pathname: string, params: RouteParams): number {
  let end = pathname.endsWith('/') ? pathname.length - 1 : pathname.length;
  for (const _ of Object.values(params).find(Array.isArray) ?? []) end = pathname.lastIndexOf('/', end - 1);
  return end;
}

function originOf({ headers }: Request, url: URL, trustProxy: boolean): string {
  const forwarded = (name: string) => (trustProxy ? headers.get(name)?.split(',', 1)[0]?.trim() : undefined);
  const host = forwarded('x-forwarded-host') ?? headers.get('host') ?? url.host;
  return `${forwarded('x-forwarded-proto') ?? url.protocol.slice(0, -1)}://${host}`;
}
