import type { EmulatorState } from './emulator-state.ts';
import type { Reply } from './reply.ts';
import type { UserRow } from './rows.ts';
import type { BrowserSession } from './sessions.ts';

/** A request as routes see it. */
export interface RouteRequest {
  readonly method: string;
  readonly path: string;
  /** The `q` parameter, decoded. */
  readonly q: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** What greater pages of lists are lowered to. */
  readonly pageCap: number;
}

/** What a route works with. */
export interface RouteContext {
  readonly state: EmulatorState;
  readonly request: RouteRequest;
  /** The `:name` parts of the route's path. */
  readonly params: Readonly<Record<string, string>>;
  /** The browser session of the request's cookie. */
  readonly session: BrowserSession | undefined;
  /** The request's `q` parameter. */
  readonly query: string | undefined;
  readonly pageCap: number;
  /** The body as JSON; undefined when it is not. */
  readonly json: unknown;
  /** Who asks. Throws where a route is not protected. */
  user(): UserRow;
}

/** One route of the emulator. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with `:name` for a segment. */
  readonly path: string;
  /** Who may call: anybody, whoever signed in, or whoever has `permission view`. */
  readonly access: 'public' | 'signed-in' | { readonly permission: string; readonly view: string };
  /** Whether a write needs an `X-CSRFToken` that belongs to the session cookie. */
  readonly csrf?: true;
  /** What the action log calls a request that gets here. Default: it is not logged. */
  readonly action?: string;
  handle(context: RouteContext): Reply | Promise<Reply>;
}

/** A route for a path. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a request; `method` when only the method is wrong. */
export function matchRoute(routes: readonly Route[], method: string, path: string): RouteMatch | 'method' | undefined {
  let otherMethod = false;
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params === undefined) continue;
    if (route.method === method) return { route, params };
    otherMethod = true;
  }
  return otherMethod ? 'method' : undefined;
}

function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const found = path.split('/');
  if (wanted.length !== found.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const segment = found[index] ?? '';
    if (part.startsWith(':') && segment !== '') params[part.slice(1)] = decodeURIComponent(segment);
    else if (part !== segment) return undefined;
  }
  return params;
}
