import type { Link } from '@scim-superset/core';
import { z } from 'zod';
import type { GrantMode } from './target-catalog.ts';

/** What the provisioner last put into an account, kept in the link between user and account. */
export interface AccountState {
  readonly mode: GrantMode;
  readonly active: boolean;
  readonly username: string;
  readonly email: string;
  /** The name and address that it was about to get when that was not seen to end. */
  readonly becoming?: { readonly username: string; readonly email: string } | undefined;
  /** What {@link namesDigest} gives for the names that were written; absent when something was refused. */
  readonly names?: string | undefined;
  readonly grants: readonly string[];
  /** When each grant was given, as RFC 3339 instants; a grant that was given before this was kept is absent. */
  readonly since: Readonly<Record<string, string>>;
  readonly baseRoleId: number;
  /**
   * Ids of the roles and groups that were put there. What of it is not wanted any more is taken away, also when neither
   * the mapping nor a name tells by then that it was the provisioner's.
   */
  readonly given: GivenAccess;
  /** Fingerprint of the mapping that was applied. */
  readonly mapping: string;
}

/** Roles and groups that the provisioner has put on an account; of an account of an earlier release, none is known. */
export interface GivenAccess {
  readonly roleIds: readonly number[];
  readonly groupIds: readonly number[];
}

/** A link's state while there is no account. */
export type AbsentState =
  | Readonly<Record<string, never>>
  /** An account of this name is about to be created, so one that turns up is the provisioner's own work. */
  | { readonly creating: string }
  /** The account of this name is not touched. */
  | { readonly leftAlone: string }
  /**
   * By the mapping of this fingerprint too many would lose something when their accounts are taken over, be it one whose
   * creation by the provisioner was not seen to end.
   */
  | { readonly heldBy: string; readonly creating?: string }
  /** The mapping of this fingerprint gives the user no account here. */
  | { readonly excludedBy: string };

const ids = z.array(z.number().int());
const stateSchema = z.object({
  mode: z.enum(['group', 'direct']),
  active: z.boolean(),
  username: z.string(),
  email: z.string(),
  becoming: z.object({ username: z.string(), email: z.string() }).optional(),
  names: z.string().optional(),
  grants: z.array(z.string()),
  since: z.record(z.string(), z.string()).default({}),
  baseRoleId: z.number().int(),
  given: z.object({ roleIds: ids, groupIds: ids }).default({ roleIds: [], groupIds: [] }),
  mapping: z.string(),
});
const creatingSchema = z.object({ creating: z.string() });

/** What was read of a state, as long as somebody keeps it: several decide about each user, and each reads the same one. */
const read = new WeakMap<Link['state'], AccountState | undefined>();

/** Reads a link's state; undefined when there is no account, or another version of this package wrote it. */
export function parseAccountState(state: Link['state']): AccountState | undefined {
  if (!read.has(state)) read.set(state, stateSchema.safeParse(state).data);
  return read.get(state);
}

/** The username of an account whose creation began and was not seen to end. */
export function creationUnderWay(state: Link['state']): string | undefined {
  return creatingSchema.safeParse(state).data?.creating;
}
