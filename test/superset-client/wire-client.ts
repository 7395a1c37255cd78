import { setTimeout as wait } from 'node:timers/promises';

/** An answer as it came. */
export interface WireAnswer {
  readonly status: number;
  /** The JSON, or `page` for a web page. */
  readonly body: unknown;
  readonly headers: Headers;
}

/** What a call may carry besides a body. */
interface WireOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Plain HTTP to a Superset, or to what claims to be one. */
export interface WireClient {
  readonly url: string;
  /** Sends with the administrator's token unless `headers` say otherwise. */
  call(method: string, path: string, options?: WireOptions): Promise<WireAnswer>;
  /** The access token of an account. */
  signIn(username: string, password: string): Promise<string>;
  /** A session cookie of an account, as a browser gets it. */
  openSession(username: string, password: string): Promise<string>;
  /** A name that no earlier run has used. */
  unique(name: string): string;
}

/** Signs in as the administrator. */
export async function createWireClient(url: string, username: string, password: string): Promise<WireClient> {
  const run = Math.random().toString(36).slice(2, 8);
  let counter = 0;

  async function send(method: string, path: string, { body, headers = {} }: WireOptions): Promise<WireAnswer> {
    const response = await fetch(`${url}${path}`, {
      method,
      // Superset closes idle connections, and a request may be on its way just then.
      headers: {
        connection: 'close',
        ...(typeof body === 'object' ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    // A stock Superset lets five sign-ins a second through.
    if (response.status === 429) {
      await wait(400);
      return send(method, path, { body, headers });
    }
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return { status: response.status, body: isJson ? JSON.parse(text) : 'page', headers: response.headers };
  }

  async function signIn(name: string, secret: string): Promise<string> {
    const body = { username: name, password: secret, provider: 'db', refresh: true };
    const answer = await send('POST', '/api/v1/security/login', { body });
    const token = (answer.body as { access_token?: string }).access_token;
    if (token === undefined) throw new Error(`${name} cannot sign in to ${url}: ${answer.status}`);
    return token;
  }

  const authorization = `Bearer ${await signIn(username, password)}`;
  return {
    url,
    call: (method, path, options = {}) =>
      send(method, path, { ...options, headers: { authorization, ...options.headers } }),
    signIn,
    async openSession(name, secret) {
      const form = await fetch(`${url}/login/`, { headers: { connection: 'close' } });
      const csrf = /name="csrf_token"[^>]*value="([^"]+)"/.exec(await form.text())?.[1] ?? '';
      const signedIn = await send('POST', '/login/', {
        body: new URLSearchParams({ csrf_token: csrf, username: name, password: secret }).toString(),
        headers: { cookie: cookie(form.headers), 'content-type': 'application/x-www-form-urlencoded' },
      });
      return cookie(signedIn.headers);
    },
    unique(name) {
      counter++;
      return `${name}-${run}${counter}`;
    },
  };
}

/** What a browser would send back. */
export function cookie(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}
