import type { Link } from '@scim-superset/core';
import { z } from 'zod';
import type { GrantMode } from './target-catalog.ts';

/** What the provisioner last put into an account, kept in the link between user and account. */
export interface AccountState {
  readonly mode: GrantMode;
  readonly active: boolean;
  readonly username: string;
  readonly email: string;
  readonly grants: readonly string[];
  readonly baseRoleId: number;
  /** Fingerprint of the mapping that was applied. */
  readonly mapping: string;
}

/** A link's state while there is no account. */
export type AbsentState =
  | Readonly<Record<string, never>>
  /** An account of this name is about to be created, so one that turns up is the provisioner's own work. */
  | { readonly creating: string }
  /** The account of this name is not touched. */
  | { readonly leftAlone: string };

const stateSchema = z.object({
  mode: z.enum(['group', 'direct']),
  active: z.boolean(),
  username: z.string(),
  email: z.string(),
  grants: z.array(z.string()),
  baseRoleId: z.number().int(),
  mapping: z.string(),
});
const creatingSchema = z.object({ creating: z.string() });

/** Reads a link's state; undefined when there is no account, or another version of this package wrote it. */
export function parseAccountState(state: Link['state']): AccountState | undefined {
  return stateSchema.safeParse(state).data;
}

/** The username of an account whose creation began and was not seen to end. */
export function creationUnderWay(state: Link['state']): string | undefined {
  return creatingSchema.safeParse(state).data?.creating;
}
