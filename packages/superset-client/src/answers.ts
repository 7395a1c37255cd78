import { z } from 'zod';
import type { SupersetGroup, SupersetRole, SupersetUser } from './superset-client.ts';

// Superset's answers, reduced to what is used. Unknown members are stripped, so a newer Superset does not break us.

const reference = z.object({ id: z.number() });
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');
const references = z.array(reference).transform((list) => list.map(({ id }) => id));

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
    roles: references,
    groups: references.optional(),
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

/** Columns of {@link roleAnswer}. */
export const roleColumns = ['id', 'name'] as const;

/** A role as Superset describes it. */
export const roleAnswer: z.ZodType<SupersetRole> = z.object({ id: z.number(), name: z.string() });

/** Columns of {@link groupAnswer}. */
export const groupColumns = ['id', 'name', 'label', 'description', 'roles.id', 'users.id'] as const;

/** A group as Superset describes it. */
export const groupAnswer: z.ZodType<SupersetGroup> = z
  .object({ id: z.number(), name: z.string(), label: text, description: text, roles: references, users: references })
  .transform(({ roles, users, ...group }) => ({ ...group, roleIds: roles, userIds: users }));

/** The answer to a creation. */
export const createdAnswer: z.ZodType<{ id: number }> = reference;
