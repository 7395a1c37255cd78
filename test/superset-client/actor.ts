import { createSupersetClient, type SupersetClient } from '@scim-superset/superset-client';
import { addUser, idOf } from './contract-case.ts';
import { cookie, type WireAnswer, type WireClient } from './wire-client.ts';

/** Somebody who is not the administrator. */
export interface Actor {
  readonly id: number;
  readonly username: string;
  /** Calls with a token, and with the proof against forgery that writes need, if it may have one. */
  call(method: string, path: string, body?: unknown): Promise<WireAnswer>;
  /** A client that signs in as this account. */
  readonly client: SupersetClient;
}

/** Creates an account with a role that has exactly these permissions (`can_read on Chart`), and signs it in. */
export async function addActor(wire: WireClient, name: string, permissions: readonly string[]): Promise<Actor> {
  const role = await addRole(wire, name, permissions);
  const { id, username } = await addUser(wire, name, { roles: [role] });
  const authorization = `Bearer ${await wire.signIn(username, 'secret-1')}`;
  const proof = await proofAgainstForgery(wire, authorization);
  return {
    id,
    username,
    call: (method, path, body) => wire.call(method, path, { body, headers: { authorization, ...proof } }),
    client: createSupersetClient({ url: wire.url, credentials: { username, password: 'secret-1' } }),
  };
}

/** Creates a role with exactly these permissions. */
export async function addRole(wire: WireClient, name: string, permissions: readonly string[]): Promise<number> {
  const known = await knownPermissions(wire, permissions);
  const ids = permissions.map((permission) => {
    const id = known.get(permission);
    if (id === undefined) throw new Error(`Superset has no permission ${permission}`);
    return id;
  });
  const role = idOf(await wire.call('POST', '/api/v1/security/roles/', { body: { name: wire.unique(name) } }));
  await wire.call('POST', `/api/v1/security/roles/${role}/permissions`, { body: { permission_view_menu_ids: ids } });
  return role;
}

const remembered = new WeakMap<WireClient, ReadonlyMap<string, number>>();

/** Reads the permissions again only when one is wanted that was not there before. */
async function knownPermissions(wire: WireClient, wanted: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const known = remembered.get(wire);
  if (known !== undefined && wanted.every((name) => known.has(name))) return known;
  const all = await permissionIds(wire);
  remembered.set(wire, all);
  return all;
}

/** Ids of all permissions, by name (`can_read on Chart`). */
export async function permissionIds(wire: WireClient): Promise<ReadonlyMap<string, number>> {
  const ids = new Map<string, number>();
  for (let page = 0, left = true; left; page++) {
    const q = `(keys:!(none),order_column:id,order_direction:asc,page:${page},page_size:100)`;
    const answer = await wire.call('GET', `/api/v1/security/permissions-resources/?q=${encodeURIComponent(q)}`);
    const { result } = answer.body as {
      result: { id: number; permission: { name: string }; view_menu: { name: string } }[];
    };
    for (const { id, permission, view_menu: view } of result) ids.set(`${permission.name} on ${view.name}`, id);
    left = result.length > 0;
  }
  return ids;
}

/** Headers that writes outside of `/security/` need; none for whoever may not have them. Default: the administrator's. */
export async function proofAgainstForgery(
  wire: WireClient,
  authorization?: string,
): Promise<Readonly<Record<string, string>>> {
  const headers = authorization === undefined ? {} : { authorization };
  const answer = await wire.call('GET', '/api/v1/security/csrf_token/', { headers });
  if (answer.status !== 200) return {};
  return { cookie: cookie(answer.headers), 'x-csrftoken': String((answer.body as { result: unknown }).result) };
}
