import { parseJson } from '../http/parse-json.ts';
import { hasPermission } from './access.ts';
import { authenticate } from './authenticate.ts';
import type { EmulatorState, UserRow } from './emulator-state.ts';
import { failure, fatalError, forbidden, type Reply, supersetError } from './reply.ts';
import { matchRoute, type Route, type RouteRequest } from './route.ts';
import type { Sessions } from './sessions.ts';
import type { Tokens } from './tokens.ts';

/** What the emulator answers with. */
export interface Emulation {
  readonly state: EmulatorState;
  readonly routes: readonly Route[];
  readonly tokens: Tokens;
  readonly sessions: Sessions;
}

/** Answers one request as Superset would. */
export async function answerRequest(emulation: Emulation, request: RouteRequest): Promise<Reply> {
  const { state, routes, tokens, sessions } = emulation;
  const match = matchRoute(routes, request.method, request.path);
  if (match === undefined) return failure(request.headers.accept, 404, '404 Not Found');
  if (match === 'method') {
    return supersetError(405, '405 Method Not Allowed: The method is not allowed for the requested URL.');
  }
  const { route, params } = match;
  const session = sessions.find(request.headers.cookie);
  if (route.csrf) {
    const token = request.headers['x-csrftoken'];
    if (token === undefined) return supersetError(400, '400 Bad Request: The CSRF token is missing.');
    if (session?.csrfToken !== token) return supersetError(400, '400 Bad Request: The CSRF tokens do not match.');
  }
  let actor: UserRow | undefined;
  if (route.access !== 'public') {
    const authentication = authenticate(state, tokens, session, request.headers);
    if ('refused' in authentication) return authentication.refused;
    actor = authentication.user;
    if (typeof route.access === 'object' && !hasPermission(state, actor, route.access.permission, route.access.view)) {
      return forbidden;
    }
  }
  try {
    return await route.handle({
      state,
      request,
      params,
      query: request.q,
      session,
      json: parseJson(request.text),
      user() {
        if (actor === undefined) throw new Error(`${route.method} ${route.path} is public: nobody has signed in.`);
        return actor;
      },
    });
  } catch {
    return fatalError;
  }
}
