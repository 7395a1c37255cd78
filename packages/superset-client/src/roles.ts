import { createdAnswer, roleAnswer, roleColumns } from './answers.ts';
import { checkInput, roleLimits } from './check-input.ts';
import { createOnce } from './http/create-once.ts';
import { readAll } from './http/read-pages.ts';
import type { Requester } from './http/requester.ts';
import type { SupersetRoles } from './superset-client.ts';
import { SupersetError } from './superset-error.ts';

const resource = { path: '/api/v1/security/roles/', columns: roleColumns, item: roleAnswer };

/** Creates the roles part of a client. */
export function createRoles(requester: Requester): SupersetRoles {
  const { path } = resource;
  const roles: SupersetRoles = {
    list: ({ signal } = {}) => readAll(requester, { ...resource, signal }),

    async create(name, options = {}) {
      checkInput({ name }, roleLimits);
      const { signal } = options;
      const find = async (): Promise<{ readonly id: number } | undefined> =>
        (await roles.list(options)).find((role) => role.name === name);
      // A role of this name found after a lost answer must be ours: one that was there before may have permissions.
      if ((await find()) !== undefined) {
        throw new SupersetError('conflict', `name: Superset has a role "${name}" already.`, { attribute: 'name' });
      }
      return createOnce({
        policy: requester.policy,
        signal,
        post: async () => (await requester.read({ method: 'POST', path, body: { name }, signal }, createdAnswer)).id,
        look: async () => {
          const role = await find();
          return role && { id: role.id, attribute: 'name', same: true };
        },
      });
    },
  };
  return roles;
}
