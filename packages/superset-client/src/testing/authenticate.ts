import type { EmulatorState } from './emulator-state.ts';
import { failure, json, type Reply, refusal } from './reply.ts';
import type { UserRow } from './rows.ts';
import type { BrowserSession } from './sessions.ts';
import type { Tokens } from './tokens.ts';

/** Who asks, or the refusal. */
export type Authentication = { readonly user: UserRow } | { readonly refused: Reply };

/** Finds out who asks: the browser's session if somebody signed in with it, else the bearer token, which may be an API key. */
export function authenticate(
  state: EmulatorState,
  tokens: Tokens,
  session: BrowserSession | undefined,
  { authorization, accept }: Readonly<Record<string, string | undefined>>,
): Authentication {
  const browserUser = activeUser(state, session?.userId);
  if (browserUser !== undefined) return { user: browserUser };
  if (authorization === undefined) return refuse(401, 'Missing Authorization Header');
  const token = /^Bearer (.+)$/.exec(authorization)?.[1];
  if (token === undefined) {
    return refuse(401, "Missing 'Bearer' type in 'Authorization' header. Expected 'Authorization: Bearer <JWT>'");
  }
  if (state.takesApiKeys && token.startsWith('sst_')) {
    const owner = activeUser(state, state.apiKeys.get(token)?.user);
    return owner === undefined ? { refused: refusal(401, 'Not authorized') } : { user: owner };
  }
  const claims = tokens.read(token);
  if ('msg' in claims) return refuse(claims.status, claims.msg);
  if (claims.type !== 'access') return refuse(422, 'Only non-refresh tokens are allowed');
  const user = activeUser(state, Number(claims.sub));
  if (user !== undefined) return { user };
  return { refused: refuseInactive(state, Number(claims.sub), accept) };
}

/** The answer to a good token of an account that is deactivated or gone. */
export function refuseInactive(state: EmulatorState, id: number, accept: string | undefined): Reply {
  return state.traits.deactivatedToken === 401
    ? json(401, { msg: `Error loading the user ${id}` })
    : failure(accept, 500, "'NoneType' object has no attribute 'is_active'");
}

/** An account that may sign in. */
export function activeUser(state: EmulatorState, id: number | undefined): UserRow | undefined {
  const user = id === undefined ? undefined : state.users.get(id);
  return user?.active ? user : undefined;
}

function refuse(status: number, msg: string): Authentication {
  return { refused: json(status, { msg }) };
}
