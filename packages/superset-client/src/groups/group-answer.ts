import { z } from 'zod';
import { ids, text } from '../answers.ts';
import type { SupersetGroup } from './superset-groups.ts';

/** Columns of {@link groupAnswer}. */
export const groupColumns = ['id', 'name', 'label', 'description', 'roles.id', 'users.id'] as const;

/** A group as Superset describes it. */
export const groupAnswer: z.ZodType<SupersetGroup> = z
  .object({ id: z.number(), name: z.string(), label: text, description: text, roles: ids, users: ids })
  .transform(({ roles, users, ...group }) => ({ ...group, roleIds: roles, userIds: users }));
