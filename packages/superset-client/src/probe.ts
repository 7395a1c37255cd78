import { z } from 'zod';
import { listPath, readOne } from './http/read-pages.ts';
import type { Requester } from './http/requester.ts';
import type { CallOptions, SupersetProbe } from './superset-client.ts';
import { SupersetError } from './superset-error.ts';

const infoAnswer = z.object({ permissions: z.array(z.string()) });
const selfAnswer = z.object({ id: z.number(), username: z.string() });
const meAnswer = z.object({ result: selfAnswer });
const usernames = { path: '/api/v1/security/users/', columns: ['id', 'username'], item: selfAnswer };

const neededOnUsers = ['can_info', 'can_get', 'can_post', 'can_put'];
const neededOnGroups = ['can_info', 'can_get', 'can_post', 'can_put', 'can_delete'];

/** Asks Superset what it can do and what the service account may do. */
export async function probe(requester: Requester, { signal }: CallOptions = {}): Promise<SupersetProbe> {
  /** Whether the account may read this; undefined when Superset does not know the address. */
  async function mayRead(path: string): Promise<boolean | undefined> {
    try {
      await requester.send({ method: 'GET', path: listPath(path, { page: 0, page_size: 1 }), signal });
      return true;
    } catch (error) {
      if (isForbidden(error)) return false;
      if (SupersetError.is(error) && error.status === 404) return undefined;
      throw error;
    }
  }

  async function missing(resource: string, view: string, needed: readonly string[]): Promise<readonly string[]> {
    const path = listPath(`/api/v1/security/${resource}/_info`, { keys: ['permissions'] });
    try {
      const { permissions } = await requester.read({ method: 'GET', path, signal }, infoAnswer);
      return needed.filter((name) => !permissions.includes(name)).map((name) => `${name} on ${view}`);
    } catch (error) {
      // Without can_info the others cannot be asked for.
      if (isForbidden(error)) return [`can_info on ${view}`];
      throw error;
    }
  }

  const onUsers = await missing('users', 'User', neededOnUsers);
  const readsRoles = await mayRead('/api/v1/security/roles/');
  const searchesRoles = await mayRead('/api/v1/security/roles/search/');
  const groupRoles = searchesRoles !== undefined;
  const self = await readSelf(requester, signal);
  return {
    groupRoles,
    missingPermissions: [
      ...onUsers,
      ...(groupRoles ? await missing('groups', 'Group', neededOnGroups) : []),
      ...(readsRoles === true ? [] : ['can_get on Role']),
      ...(searchesRoles === false ? ['can_list_roles on RoleRestAPI'] : []),
      // Whoever does not know its own account cannot take care not to deactivate it.
      ...(self === undefined && groupRoles ? ['can_read on CurrentUserRestApi'] : []),
    ],
    self,
  };
}

async function readSelf(requester: Requester, signal: AbortSignal | undefined): Promise<SupersetProbe['self']> {
  const id = requester.subject();
  try {
    if (id !== undefined) return await readOne(requester, { ...usernames, id, signal });
    const me = await requester.read({ method: 'GET', path: '/api/v1/me/', signal }, meAnswer);
    return me.result;
  } catch (error) {
    // Before 6.0 `/me/` knows browser sessions only; the credentials themselves have just been good for more.
    if (isForbidden(error) || (SupersetError.is(error) && error.code === 'unauthorised')) return undefined;
    throw error;
  }
}

function isForbidden(error: unknown): boolean {
  return SupersetError.is(error) && error.code === 'forbidden';
}
