import { parseJson } from '../http/parse-json.ts';
import { hasPermission } from './access.ts';
import { authenticate } from './authenticate.ts';
import type { EmulatorState } from './emulator-state.ts';
import { failure, fatalError, forbidden, type Reply, supersetError } from './reply.ts';
import { matchRoute, type Route, type RouteRequest } from './route.ts';
import type { UserRow } from './rows.ts';
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
    const reply = await route.handle({
      state,
      request,
      params,
      query: request.q,
      pageCap: request.pageCap,
      session,
      json: parseJson(request.text),
      user() {
        if (actor === undefined) throw new Error(`${route.method} ${route.path} is public: nobody has signed in.`);
        return actor;
      },
    });
    if (route.action !== undefined && actor !== undefined) writeLog(state, route.action, actor, params);
    return reply;
  } catch {
    return fatalError;
  }
}

/** Whatever Superset's own resources are asked is logged, and nothing that the identity API does. */
function writeLog(
  state: EmulatorState,
  action: string,
  actor: UserRow,
  params: Readonly<Record<string, string>>,
): void {
  const id = state.nextId(state.log);
  // Of all resources only one passes its id on.
  const dashboard_id = action === 'DashboardRestApi.get' ? Number(params.id) : null;
  state.log.set(id, { id, action, user_id: actor.id, dttm: state.now(), dashboard_id, slice_id: null });
}
