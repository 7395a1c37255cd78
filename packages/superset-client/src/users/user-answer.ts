import { z } from 'zod';
import { ids, reference, text } from '../answers.ts';
import type { SupersetUser } from './superset-users.ts';

/** Columns to ask for so that {@link userAnswer} is complete. Some others are dropped by Superset without a word. */
export const userColumns = [
  'id',
  'username',
  'first_name',
  'last_name',
  'email',
  'active',
  'roles.id',
  'groups',
  'changed_on',
  'changed_by.id',
] as const;

/** An account as Superset describes it. */
export const userAnswer: z.ZodType<SupersetUser> = z
  .object({
    id: z.number(),
    username: z.string(),
    first_name: text,
    last_name: text,
    email: text,
    // Null on accounts that older versions created without saying.
    active: z.boolean().nullish(),
    roles: ids,
    groups: ids.optional(),
    changed_on: z.string().nullish(),
    changed_by: reference.nullish(),
  })
  .transform((user) => ({
    id: user.id,
    username: user.username,
    firstName: user.first_name,
    lastName: user.last_name,
    email: user.email,
    active: user.active ?? false,
    roleIds: user.roles,
    groupIds: user.groups ?? [],
    changedOn: user.changed_on ?? undefined,
    changedBy: user.changed_by?.id,
  }));
