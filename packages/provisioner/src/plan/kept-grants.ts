import type { KnownLinks } from '../target/known-links.ts';

/** A grant that users have only because its loss waits for a decision, or was rejected. */
export interface KeptGrant {
  /** How many users. */
  readonly users: number;
  /** `staged` when somebody has still to decide on any of them. */
  readonly status: 'staged' | 'rejected';
}

/** The grants that are kept, by name. */
export function keptGrants(links: KnownLinks): ReadonlyMap<string, KeptGrant> {
  const kept = new Map<string, KeptGrant>();
  for (const { account, hold } of links.byUser.values()) {
    if (account === undefined || hold === undefined || hold.status === 'approved') continue;
    for (const grant of hold.grants) {
      const { users, status } = kept.get(grant) ?? { users: 0, status: 'rejected' };
      kept.set(grant, { users: users + 1, status: hold.status === 'staged' ? 'staged' : status });
    }
  }
  return kept;
}
