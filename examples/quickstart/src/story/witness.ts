import { setTimeout as delay } from 'node:timers/promises';
import { member } from '../superset/superset-rest.ts';

/** What a person sees when asking Superset for a dataset's rows. */
export interface Sight {
  readonly status: number;
  readonly rows: readonly unknown[];
}

/** A person at Superset, with a bearer token and a browser session. Knows nothing of SCIM. */
export interface Witness {
  /** Asks for the rows of a dataset (`POST /api/v1/chart/data`) with the bearer token. */
  rows(datasetId: number, columns: readonly string[]): Promise<Sight>;
  /** Asks with the bearer token who it belongs to; 200 or 403 while it is accepted, 401 once it is refused. */
  tokenStatus(): Promise<number>;
  /** Opens the welcome page with the browser session; 200, or 302 to the sign-in page once it is refused. */
  pageStatus(): Promise<number>;
}

/** Signs a person in to Superset twice: for a bearer token, and in the browser's way. */
export async function createWitness(url: string, username: string, password: string): Promise<Witness> {
  const bearer = await signInForToken(url, username, password);
  const cookie = await signInForSession(url, username, password);
  return {
    async rows(datasetId, columns) {
      const response = await request(`${url}/api/v1/chart/data`, {
        method: 'POST',
        headers: { authorization: bearer, 'content-type': 'application/json' },
        body: JSON.stringify({
          datasource: { id: datasetId, type: 'table' },
          queries: [{ columns, metrics: [], row_limit: 100 }],
          result_format: 'json',
          result_type: 'results',
          force: true,
        }),
      });
      const body: unknown = await response.json().catch(() => undefined);
      const results = member(body, 'result');
      const data = Array.isArray(results) ? member(results[0], 'data') : undefined;
      return { status: response.status, rows: Array.isArray(data) ? data : [] };
    },
    tokenStatus: () => statusOf(`${url}/api/v1/me/`, { headers: { authorization: bearer } }),
    pageStatus: () => statusOf(`${url}/superset/welcome/`, { headers: { cookie } }),
  };
}

/** Superset lets five sign-ins a second through; after that it asks to come back. */
async function signInForToken(url: string, username: string, password: string): Promise<string> {
  for (;;) {
    const response = await request(`${url}/api/v1/security/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password, provider: 'db', refresh: false }),
    });
    if (response.status === 429) {
      await delay(300);
      continue;
    }
    const token = member(await response.json(), 'access_token');
    if (typeof token !== 'string') throw new Error(`Superset refused to sign ${username} in (${response.status})`);
    return `Bearer ${token}`;
  }
}

async function signInForSession(url: string, username: string, password: string): Promise<string> {
  for (;;) {
    const form = await request(`${url}/login/`, {});
    const csrf = /name="csrf_token"[^>]*value="([^"]+)"/.exec(await form.text())?.[1];
    const response = await request(`${url}/login/`, {
      method: 'POST',
      headers: {
        cookie: cookiesOf(form),
        referer: `${url}/login/`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ csrf_token: csrf ?? '', username, password }).toString(),
    });
    if (response.status === 429) {
      await delay(300);
      continue;
    }
    if (response.status !== 302) throw new Error(`Superset's sign-in page refused ${username} (${response.status})`);
    return cookiesOf(response);
  }
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
}

async function statusOf(url: string, init: RequestInit): Promise<number> {
  const response = await request(url, init);
  await response.arrayBuffer();
  return response.status;
}

/** On a connection of its own: Superset closes idle ones, and a request may be on its way just then. */
function request(url: string, init: RequestInit): Promise<Response> {
  const headers = { ...init.headers, connection: 'close' };
  return fetch(url, { ...init, headers, redirect: 'manual', signal: AbortSignal.timeout(20_000) });
}
