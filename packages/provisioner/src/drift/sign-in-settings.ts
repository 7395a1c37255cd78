import type { DriftFinding } from './drift-finding.ts';
import type { MonitorDifference } from './drift-item.ts';
import type { DriftMemory } from './drift-memory.ts';

/** How often the same loss must have come back before a setting is suspected, and of how many users. */
const suspiciousTimes = 2;
const suspiciousUsers = 2;
const rememberedUsers = 1_000;
const forgetMs = 30 * 24 * 3_600_000;

/** What a sign-in setting overwrites: direct roles, or groups. */
const overwritten: Readonly<Record<string, 'roles' | 'groups'>> = {
  'missing-role': 'roles',
  'missing-base-role': 'roles',
  'missing-grant': 'groups',
};

/**
 * Counts losses that were found before, were put right, and are there again. One that somebody's edit of the account
 * explains does not count.
 *
 * @param found deviations that the last check did not see.
 */
export function countReturns(
  returns: DriftMemory['returns'],
  found: readonly DriftFinding[],
  now: number,
): DriftMemory['returns'] {
  const next = new Map(Object.entries(returns).filter(([, { at }]) => now - Date.parse(at) < forgetMs));
  const losses = new Set(
    found.flatMap(({ item }) => {
      const what = overwritten[item.kind];
      return what === undefined || item.user === undefined || item.changed !== undefined
        ? []
        : [`${what} ${item.user.id}`];
    }),
  );
  const at = new Date(now).toISOString();
  for (const key of losses) {
    const times = (next.get(key)?.times ?? -1) + 1;
    // Last in the map: the longest unseen go first.
    next.delete(key);
    next.set(key, { times, at });
  }
  return Object.fromEntries([...next].slice(-rememberedUsers));
}

/** The settings that losses which keep coming back point to: none of them can be read through the API. */
export function suspectedSettings(returns: DriftMemory['returns']): MonitorDifference[] {
  return (['roles', 'groups'] as const).flatMap((what) => {
    const users = Object.entries(returns).filter(
      ([key, { times }]) => key.startsWith(`${what} `) && times >= suspiciousTimes,
    );
    return users.length >= suspiciousUsers ? [{ kind: 'sign-in-overwrites' as const, what, users: users.length }] : [];
  });
}
