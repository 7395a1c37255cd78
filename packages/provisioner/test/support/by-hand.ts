import type { SupersetEmulator } from '@scim-superset/superset-client/testing';
import type { Scene } from './scene.ts';

/** Sends one request of the first admin, as a browser does: for what the client has no call. Returns the id in the answer. */
export async function send(emulator: SupersetEmulator, method: string, path: string, body?: object): Promise<number> {
  const address = `${emulator.url}/api/v1`;
  const json = { 'content-type': 'application/json' };
  const credentials = JSON.stringify({ ...emulator.credentials, provider: 'db', refresh: false });
  const login = await fetch(`${address}/security/login`, { method: 'POST', headers: json, body: credentials });
  const { access_token: token } = (await login.json()) as { access_token: string };
  const authorization = `Bearer ${token}`;
  const csrf = await fetch(`${address}/security/csrf_token/`, { headers: { authorization } });
  const { result } = (await csrf.json()) as { result: string };
  const cookie = csrf.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const answer = await fetch(`${address}${path}`, {
    method,
    headers: { ...json, authorization, cookie, 'x-csrftoken': result },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return (JSON.parse(text) as { id?: number }).id ?? 0;
}

/** The id of a role or group by name. */
export function idOf(scene: Pick<Scene, 'emulator'>, kind: 'roles' | 'groups', name: string): number {
  const found = scene.emulator[kind]().find((each) => each.name === name);
  if (found === undefined) throw new Error(`The emulator has no ${name} among its ${kind}`);
  return found.id;
}

/** The id of an account by username. */
export function accountId(scene: Pick<Scene, 'account'>, username: string): number {
  return scene.account(username)?.id ?? 0;
}

/** What an account that is made by hand needs. */
export function handMade(username: string, roleIds: readonly number[] = []) {
  const email = `${username}@hand.example.com`;
  return { username, firstName: 'Hand', lastName: 'Made', email, active: true, password: 'x', roleIds };
}
