import { activeUser, refuseInactive } from '../authenticate.ts';
import type { EmulatorState } from '../emulator-state.ts';
import { fatalError, json, page, type Reply, redirect, refusal } from '../reply.ts';
import type { Route, RouteRequest } from '../route.ts';
import type { UserRow } from '../rows.ts';
import { type Sessions, sessionCookie } from '../sessions.ts';
import type { Tokens } from '../tokens.ts';
import { validate } from '../wire/validate.ts';

/** Signing in by API and by browser, and the pages around it. */
export function createSignInRoutes(tokens: Tokens, sessions: Sessions): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/v1/security/login',
      access: 'public',
      handle({ state, json: body, request }) {
        if (!request.headers['content-type']?.includes('json')) return refusal(400, 'Request payload is not JSON');
        const checked = validate(body, {
          username: { type: 'string', required: true },
          password: { type: 'string', required: true },
          provider: { type: 'string' },
          refresh: { type: 'boolean' },
        });
        if (!checked.ok) return refusal(400, checked.errors);
        const { username, password, provider, refresh } = checked.values;
        if (provider === undefined) return fatalError;
        const user = signIn(state, String(username), String(password));
        if (user === undefined) return refusal(401, 'Not authorized');
        return json(200, {
          access_token: tokens.issue('access', user.id),
          ...(refresh === true ? { refresh_token: tokens.issue('refresh', user.id) } : {}),
        });
      },
    },
    {
      method: 'POST',
      path: '/api/v1/security/refresh',
      access: 'public',
      handle: ({ state, request }) => refresh(state, tokens, request.headers),
    },
    {
      method: 'GET',
      path: '/api/v1/security/csrf_token/',
      access: { permission: 'can_read', view: 'SecurityRestApi' },
      action: 'csrf_token',
      handle({ session }) {
        const own = session ?? sessions.start();
        return { ...json(200, { result: own.csrfToken }), headers: session === undefined ? sessionCookie(own) : {} };
      },
    },
    {
      method: 'GET',
      path: '/login/',
      access: 'public',
      handle({ session }) {
        const own = session ?? sessions.start();
        const form = `<form method="post"><input type="hidden" name="csrf_token" id="csrf_token" value="${own.csrfToken}"/><input name="username"/><input name="password" type="password"/><button>Sign in</button></form>`;
        return page(200, form, session === undefined ? sessionCookie(own) : {});
      },
    },
    {
      method: 'POST',
      path: '/login/',
      access: 'public',
      handle({ state, session, request }) {
        const form = new URLSearchParams(request.text);
        if (session === undefined || form.get('csrf_token') !== session.csrfToken) return redirect('/login/');
        const user = signIn(state, form.get('username') ?? '', form.get('password') ?? '');
        if (user === undefined) return redirect('/login/?next=/');
        return redirect('/', sessionCookie(sessions.start(user.id)));
      },
    },
    {
      method: 'GET',
      path: '/superset/welcome/',
      access: 'public',
      handle({ state, session }) {
        const user = activeUser(state, session?.userId);
        if (user === undefined) return redirect('/login/?next=%2Fsuperset%2Fwelcome%2F');
        if (user.roles.size === 0 && user.groups.size === 0) return page(500, 'Internal server error');
        return page(200, `<div id="app" data-username="${encodeURIComponent(user.username)}"></div>`);
      },
    },
    { method: 'GET', path: '/health', access: 'public', handle: () => ({ status: 200, body: 'OK' }) },
  ];
}

/** Superset looks accounts up regardless of case and, where two match, lets neither in. */
function signIn(state: EmulatorState, username: string, password: string): UserRow | undefined {
  const matches = [...state.users.values()].filter((user) => user.username.toLowerCase() === username.toLowerCase());
  const [user] = matches;
  if (user === undefined || matches.length > 1 || !user.active) return undefined;
  if (user.password !== password) {
    user.fail_login_count = (user.fail_login_count ?? 0) + 1;
    return undefined;
  }
  user.last_login = state.now();
  user.login_count = (user.login_count ?? 0) + 1;
  user.fail_login_count = 0;
  return user;
}

function refresh(state: EmulatorState, tokens: Tokens, { authorization, accept }: RouteRequest['headers']): Reply {
  if (authorization === undefined) return json(401, { msg: 'Missing Authorization Header' });
  const claims = tokens.read(authorization.replace(/^Bearer /, ''));
  if ('msg' in claims) return json(claims.status, { msg: claims.msg });
  if (claims.type !== 'refresh') return json(422, { msg: 'Only refresh tokens are allowed' });
  const id = Number(claims.sub);
  if (activeUser(state, id) === undefined) return refuseInactive(state, id, accept);
  return json(200, { access_token: tokens.issue('access', id) });
}
