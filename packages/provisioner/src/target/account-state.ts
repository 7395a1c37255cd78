import { z } from 'zod';
import type { GrantMode } from './target-catalog.ts';

/** What the provisioner last put into an account, kept in the link between user and account. */
export interface AccountState {
  readonly mode: GrantMode;
  readonly active: boolean;
  readonly username: string;
  readonly grants: readonly string[];
  readonly baseRoleId: number;
  /** Fingerprint of the mapping that was applied. */
  readonly mapping: string;
}

const stateSchema = z.object({
  mode: z.enum(['group', 'direct']),
  active: z.boolean(),
  username: z.string(),
  grants: z.array(z.string()),
  baseRoleId: z.number().int(),
  mapping: z.string(),
});

/** Reads a link's state; undefined for a link without an account, or one that another version wrote. */
export function parseAccountState(state: Readonly<Record<string, unknown>>): AccountState | undefined {
  return stateSchema.safeParse(state).data;
}
