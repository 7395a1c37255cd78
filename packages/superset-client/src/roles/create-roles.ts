import { z } from 'zod';
import { ids, reference } from '../answers.ts';
import type { CallOptions } from '../call-options.ts';
import { checkInput, roleLimits } from '../check-input.ts';
import { createOnce } from '../http/create-once.ts';
import { deleteOnce } from '../http/delete-once.ts';
import { readAll } from '../http/read-pages.ts';
import type { Requester } from '../http/requester.ts';
import { readAfter, untilUnclear } from '../http/unclear.ts';
import type { SupersetPermission } from '../permissions/superset-permissions.ts';
import { sameIds } from '../same-ids.ts';
import { SupersetError } from '../superset-error.ts';
import { readAssignments } from './read-assignments.ts';
import type { SupersetRole, SupersetRoles } from './superset-roles.ts';

const path = '/api/v1/security/roles/';
const roleAnswer: z.ZodType<SupersetRole> = z.object({ id: z.number(), name: z.string() });
const resource = { path, columns: ['id', 'name'], item: roleAnswer };
const permissionsAnswer = z.object({ result: ids });
const permission: z.ZodType<SupersetPermission> = z
  .object({ id: z.number(), permission_name: z.string(), view_menu_name: z.string() })
  .transform(({ id, permission_name, view_menu_name }) => ({ id, name: permission_name, resource: view_menu_name }));
const permitsAnswer = z.object({ result: z.array(permission) });

/** Creates the roles part of a client. */
export function createRoles(requester: Requester): SupersetRoles {
  const roles: SupersetRoles = {
    list: ({ signal } = {}) => readAll(requester, { ...resource, signal }),
    assignments: (options = {}) => readAssignments(requester, options),
    delete: (id, { signal } = {}) => deleteOnce(requester, { path: `${path}${id}`, signal }),

    async create(name, options = {}) {
      checkInput({ name }, roleLimits);
      const { signal } = options;
      // A role of this name found after a lost answer must be ours: one that was there before may have permissions.
      if ((await find(name, options)) !== undefined) {
        throw new SupersetError('conflict', `name: Superset has a role "${name}" already.`, { attribute: 'name' });
      }
      return createOnce({
        policy: requester.policy,
        signal,
        post: async () => (await requester.read({ method: 'POST', path, body: { name }, signal }, reference)).id,
        look: async () => {
          const role = await find(name, options);
          return role && { id: role.id, attribute: 'name', same: true };
        },
      });
    },

    async permissions(id, { signal } = {}) {
      const request = { method: 'GET', path: `${path}${id}/permissions/`, signal } as const;
      return (await requester.read(request, permissionsAnswer)).result;
    },

    async permits(id, { signal } = {}) {
      const request = { method: 'GET', path: `${path}${id}/permissions/`, signal } as const;
      return (await requester.read(request, permitsAnswer)).result;
    },

    async setPermissions(id, permissionIds, options = {}) {
      const { signal } = options;
      const body = { permission_view_menu_ids: [...new Set(permissionIds)] };
      const request = { method: 'POST', path: `${path}${id}/permissions`, body, idempotent: true, signal } as const;
      const failure = await untilUnclear(requester.write(request));
      const readBack = await readAfter(roles.permissions(id, options), true);
      if (failure !== undefined && !sameIds(readBack, permissionIds)) throw failure;
      const stored = new Set(readBack);
      const unknown = permissionIds.filter((permissionId) => !stored.has(permissionId));
      if (unknown.length === 0) return;
      throw new SupersetError(
        'validation',
        `permissionIds: Superset has none with id ${unknown.join(', ')}; the others are in place.`,
        { attribute: 'permissionIds', maybeApplied: true },
      );
    },
  };

  async function find(name: string, options: CallOptions): Promise<SupersetRole | undefined> {
    return (await roles.list(options)).find((role) => role.name === name);
  }

  return roles;
}
