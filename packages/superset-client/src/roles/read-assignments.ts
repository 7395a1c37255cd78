import { z } from 'zod';
import type { CallOptions } from '../call-options.ts';
import { listPath } from '../http/read-pages.ts';
import type { Requester } from '../http/requester.ts';
import { SupersetError } from '../superset-error.ts';
import type { SupersetRoleAssignments } from './superset-roles.ts';

const idList = z.array(z.number());
const assignmentsAnswer = z
  .object({ id: z.number(), name: z.string(), user_ids: idList, group_ids: idList, permission_ids: idList })
  .transform((role) => ({
    id: role.id,
    name: role.name,
    userIds: role.user_ids,
    groupIds: role.group_ids,
    permissionIds: role.permission_ids,
  }));
const pageAnswer = z.object({ count: z.number(), result: z.array(assignmentsAnswer) });

/** The address of the search, which Superset has since 6.0. */
export const roleSearchPath = '/api/v1/security/roles/search/';

// Unlike the lists, the search of today lowers no page size; how much comes is looked at all the same.
const pageSize = 1_000;

/** Reads every role with what is attached to it; undefined before 6.0. */
export async function readAssignments(
  requester: Requester,
  { signal }: CallOptions,
): Promise<readonly SupersetRoleAssignments[] | undefined> {
  const roles = new Map<number, SupersetRoleAssignments>();
  for (let page = 0; ; page++) {
    const q = { order_column: 'id', order_direction: 'asc', page, page_size: pageSize };
    try {
      const { count, result } = await requester.read(
        { method: 'GET', path: listPath(roleSearchPath, q), signal },
        pageAnswer,
      );
      for (const role of result) roles.set(role.id, role);
      if (roles.size >= count || result.length === 0) return [...roles.values()];
    } catch (error) {
      if (SupersetError.is(error) && error.code === 'absent') return undefined;
      throw error;
    }
  }
}
