import { z } from 'zod';
import { readAll } from '../http/read-pages.ts';
import type { Requester } from '../http/requester.ts';
import type { SupersetPermission, SupersetPermissions } from './superset-permissions.ts';

const named = z.object({ name: z.string() });
const permissionAnswer: z.ZodType<SupersetPermission> = z
  .object({ id: z.number(), permission: named, view_menu: named })
  .transform(({ id, permission, view_menu }) => ({ id, name: permission.name, resource: view_menu.name }));

const resource = {
  path: '/api/v1/security/permissions-resources/',
  columns: ['id', 'permission.name', 'view_menu.name'],
  item: permissionAnswer,
};

/** Creates the permissions part of a client. */
export function createPermissions(requester: Requester): SupersetPermissions {
  return { list: ({ signal } = {}) => readAll(requester, { ...resource, signal }) };
}
