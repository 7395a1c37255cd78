/** A signed-in connection to Superset's REST API, for preparing a demo and for witnessing it. Knows no SCIM. */
export interface SupersetRest {
  get(path: string): Promise<unknown>;
  /** Sends JSON with the CSRF token that some endpoints ask for. */
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
}

/**
 * Signs in with a password of Superset's own database.
 *
 * @throws {Error} naming the request and Superset's status when it does not answer with success.
 */
export async function signIn(url: string, username: string, password: string): Promise<SupersetRest> {
  const login = await requireJson(`${url}/api/v1/security/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password, provider: 'db', refresh: true }),
  });
  const authorization = `Bearer ${member(login.body, 'access_token')}`;
  const csrf = await requireJson(`${url}/api/v1/security/csrf_token/`, { headers: { authorization } });
  const cookie = csrf.cookies.map((line) => line.split(';')[0]).join('; ');
  const headers = {
    authorization,
    cookie,
    referer: url,
    'content-type': 'application/json',
    'x-csrftoken': String(member(csrf.body, 'result')),
  };
  return {
    get: async (path) => (await requireJson(`${url}/api/v1${path}`, { headers: { authorization } })).body,
    send: async (method, path, body) =>
      (
        await requireJson(`${url}/api/v1${path}`, {
          method,
          headers,
          ...(body !== undefined && { body: JSON.stringify(body) }),
        })
      ).body,
  };
}

/** The items of a list as Superset answers it; none when it is no list. */
export function listOf(answer: unknown): unknown[] {
  const result = member(answer, 'result');
  return Array.isArray(result) ? result : [];
}

/** A member of a JSON object; undefined when there is none. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

async function requireJson(url: string, init: RequestInit): Promise<{ body: unknown; cookies: string[] }> {
  // Superset closes idle connections, and a request may be on its way just then.
  const headers = { ...init.headers, connection: 'close' };
  const response = await fetch(url, { ...init, headers, signal: AbortSignal.timeout(30_000) });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(
      `Superset answered ${init.method ?? 'GET'} ${new URL(url).pathname} with ${response.status}: ${text.slice(0, 300)}`,
    );
  }
  return { body: text === '' ? undefined : JSON.parse(text), cookies: response.headers.getSetCookie() };
}
