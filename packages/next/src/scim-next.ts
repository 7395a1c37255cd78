import type { ScimEndpoint } from '@scim-superset/core';

/** Options of {@link scimNext}. */
export interface ScimNextOptions {
  /** Path of the mount point. Default: what precedes the route's catch-all segment; the root where there is none. */
  readonly prefix?: string;
  /**
   * Takes the host and scheme of `meta.location` from `X-Forwarded-Host` and `X-Forwarded-Proto`; switch it on only
   * behind a proxy that sets both. Default false: the `Host` header, and the scheme of the request's URL.
   */
  readonly trustProxy?: boolean;
}

/** What Next.js passes beside the request; `params` is a promise since Next.js 15. */
export interface ScimRouteContext {
  readonly params: Promise<RouteParams> | RouteParams;
}

type RouteParams = Readonly<Record<string, string | string[] | undefined>>;

/** Answers a request by the request's own method; fits Next.js, `Deno.serve`, `Bun.serve` and Hono. */
export type ScimRouteHandler = (request: Request, context?: ScimRouteContext) => Promise<Response>;

/** The exports of a `route.ts`. */
export type ScimRouteHandlers = Readonly<
  Record<'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', ScimRouteHandler>
>;

/**
 * Mounts a SCIM endpoint in a Next.js catch-all route handler (`app/scim/v2/[[...path]]/route.ts`). The members are
 * one and the same function, so any of them, with `prefix` set, serves whatever else speaks Request and Response.
 *
 * @example
 * ```ts
 * export const { GET, HEAD, POST, PUT, PATCH, DELETE } = scimNext(endpoint);
 * ```
 */
export function scimNext(endpoint: ScimEndpoint, options: ScimNextOptions = {}): ScimRouteHandlers {
  const handler: ScimRouteHandler = async (request, context) => {
    const url = new URL(request.url);
    const mount = options.prefix ?? mountPath(url.pathname, await context?.params);
    const { status, headers, body } = await endpoint.handle({
      method: request.method,
      path: url.pathname.slice(mount.length) || '/',
      query: url.search.slice(1),
      headers: Object.fromEntries(request.headers),
      body: request.body ?? undefined,
      baseUrl: `${originOf(request, url, options.trustProxy ?? false)}${mount}`,
      signal: request.signal,
    });
    return new Response(request.method === 'HEAD' ? null : body, { status, headers });
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

/** Cuts the catch-all's segments off the path; counted, because the parameters themselves are decoded. */
function mountPath(pathname: string, params: RouteParams | undefined): string {
  if (params === undefined) return '';
  const segments = Object.values(params).find(Array.isArray) ?? [];
  let end = pathname.endsWith('/') ? pathname.length - 1 : pathname.length;
  for (const _ of segments) end = pathname.lastIndexOf('/', end - 1);
  return pathname.slice(0, end);
}

function originOf({ headers }: Request, url: URL, trustProxy: boolean): string {
  const forwarded = (name: string) => (trustProxy ? headers.get(name)?.split(',', 1)[0]?.trim() : undefined);
  const protocol = forwarded('x-forwarded-proto') ?? url.protocol.slice(0, -1);
  // Next.js puts the address it listens on into the URL, not the one the client used.
  return `${protocol}://${forwarded('x-forwarded-host') ?? headers.get('host') ?? url.host}`;
}
