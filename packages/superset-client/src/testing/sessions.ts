import { randomBytes } from 'node:crypto';

/** What the session cookie of a browser stands for. */
export interface BrowserSession {
  readonly cookie: string;
  readonly csrfToken: string;
  /** The account that signed in with it. */
  readonly userId: number | undefined;
}

/** Browser sessions of one Superset. */
export interface Sessions {
  /** The session of a `Cookie` header. */
  find(cookieHeader: string | undefined): BrowserSession | undefined;
  /** Starts a session, of nobody or of an account. */
  start(userId?: number): BrowserSession;
}

/** Creates an empty set of sessions. */
export function createSessions(): Sessions {
  const sessions = new Map<string, BrowserSession>();
  return {
    find(cookieHeader = '') {
      const cookie = /(?:^|;\s*)session=([^;]+)/.exec(cookieHeader)?.[1];
      return cookie === undefined ? undefined : sessions.get(cookie);
    },
    start(userId) {
      const session = { cookie: randomText(), csrfToken: randomText(), userId };
      sessions.set(session.cookie, session);
      return session;
    },
  };
}

/** The headers that give a session to a browser. */
export function sessionCookie(session: BrowserSession): Readonly<Record<string, string>> {
  return { 'set-cookie': `session=${session.cookie}; HttpOnly; Path=/; SameSite=Lax` };
}

function randomText(): string {
  return randomBytes(24).toString('base64url');
}
