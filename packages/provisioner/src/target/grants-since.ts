import type { AccountState } from './account-state.ts';

/** When each of a user's grants was given: now, unless the account had it before. */
export function grantsSince(
  before: Pick<AccountState, 'grants' | 'since'> | undefined,
  grants: readonly string[],
  now: number,
): AccountState['since'] {
  const at = new Date(now).toISOString();
  const had = new Set(before?.grants);
  // Own members only: a grant may be called "constructor".
  const known = new Map(Object.entries(before?.since ?? {}));
  return Object.fromEntries(
    grants.flatMap((grant) => {
      const since = had.has(grant) ? known.get(grant) : at;
      return since === undefined ? [] : [[grant, since]];
    }),
  );
}
