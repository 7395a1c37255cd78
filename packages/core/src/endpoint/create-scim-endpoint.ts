import type { Principal } from '../auth/authenticate.ts';
import { ScimError } from '../message/scim-error.ts';
import type { TokenScope } from '../store/token-store.ts';
import { configureEndpoint, type EndpointConfig } from './endpoint-config.ts';
import { errorReply } from './error-reply.ts';
import { type Reply, toResponse } from './reply.ts';
import { createContext } from './request-context.ts';
import { findRoute, type Route } from './routes.ts';
import type { ScimEndpointOptions } from './scim-endpoint-options.ts';
import type { ScimEndpoint, ScimRequest } from './scim-request.ts';
import { splitPath } from './split-path.ts';

const challenge = 'Bearer realm="scim"';
const anonymous: Principal = { actor: { kind: 'anonymous', id: 'anonymous' }, scopes: ['scim:read'] };

/**
 * Creates a SCIM 2.0 service provider (RFC 7644) for an adapter to mount. It serves the resource types with discovery,
 * `/.search`, `/Bulk` and `/Me`, and answers every failure with a SCIM Error.
 *
 * @example
 * const store = createMemoryStore();
 * const { token } = await issueToken(store, { name: 'Okta' });
 * const endpoint = createScimEndpoint({ store, authenticate: bearerTokens(store) });
 * const response = await endpoint.handle({
 *   method: 'GET',
 *   path: '/Users',
 *   query: 'count=10',
 *   headers: { authorization: `Bearer ${token}` },
 * });
 *
 * @throws {TypeError} when `baseUrl` is no http(s) URL, `cursorSecret` is short, or resource types collide.
 */
export function createScimEndpoint(options: ScimEndpointOptions): ScimEndpoint {
  const config = configureEndpoint(options);
  return {
    async handle(request) {
      const requestId = config.generateId();
      const reply = await answer(config, request, requestId).catch((error: unknown) =>
        errorReply(config, { requestId, method: request.method, signal: request.signal }, error),
      );
      return toResponse(reply, request.method);
    },
  };
}

async function answer(config: EndpointConfig, request: ScimRequest, requestId: string): Promise<Reply> {
  const principal = await config.authenticate(request);
  const route = findRoute(config, splitPath(request.path));
  if (principal === undefined && !(config.publicDiscovery && route?.isDiscovery)) {
    throw new ScimError(401, 'Valid credentials are needed; send them in the Authorization header', {
      headers: { 'www-authenticate': challenge },
    });
  }
  if (route === undefined)
    throw new ScimError(404, 'There is no such endpoint; see /ResourceTypes for those there are');
  const operation = Object.hasOwn(route.methods, request.method) ? route.methods[request.method] : undefined;
  if (operation === undefined) {
    const allow = Object.keys(route.methods).join(', ');
    throw new ScimError(405, `This endpoint allows ${allow}`, { headers: { allow } });
  }
  const allowed = principal ?? anonymous;
  requireScope(allowed, scopeOf(route, request.method));
  return operation(createContext(config, request, allowed, requestId));
}

function scopeOf(route: Route, method: string): TokenScope {
  return method === 'GET' || method === 'HEAD' || route.isSearch ? 'scim:read' : 'scim:write';
}

function requireScope({ scopes }: Principal, scope: TokenScope): void {
  if (scopes.includes(scope)) return;
  throw new ScimError(403, `These credentials lack the scope ${scope}`, {
    headers: { 'www-authenticate': `${challenge}, error="insufficient_scope", scope="${scope}"` },
  });
}
