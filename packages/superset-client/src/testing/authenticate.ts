import type { EmulatorState, UserRow } from './emulator-state.ts';
import { json, page, type Reply } from './reply.ts';
import type { BrowserSession } from './sessions.ts';
import type { Tokens } from './tokens.ts';

/** Who asks, or the refusal. */
export type Authentication = { readonly user: UserRow } | { readonly refused: Reply };

/** Finds out who asks: the browser's session if somebody signed in with it, else the bearer token. */
export function authenticate(
  state: EmulatorState,
  tokens: Tokens,
  session: BrowserSession | undefined,
  authorization: string | undefined,
): Authentication {
  const browserUser = activeUser(state, session?.userId);
  if (browserUser !== undefined) return { user: browserUser };
  if (authorization === undefined) return refuse(401, 'Missing Authorization Header');
  const token = /^Bearer (.+)$/.exec(authorization)?.[1];
  if (token === undefined) {
    return refuse(401, "Missing 'Bearer' type in 'Authorization' header. Expected 'Authorization: Bearer <JWT>'");
  }
  const claims = tokens.read(token);
  if ('msg' in claims) return refuse(claims.status, claims.msg);
  if (claims.type !== 'access') return refuse(422, 'Only non-refresh tokens are allowed');
  const user = activeUser(state, Number(claims.sub));
  if (user !== undefined) return { user };
  if (state.traits.deactivatedToken === 500) return { refused: page(500, 'Internal server error') };
  return refuse(401, `Error loading the user ${claims.sub}`);
}

/** An account that may sign in. */
export function activeUser(state: EmulatorState, id: number | undefined): UserRow | undefined {
  const user = id === undefined ? undefined : state.users.get(id);
  return user?.active ? user : undefined;
}

function refuse(status: number, msg: string): Authentication {
  return { refused: json(status, { msg }) };
}
