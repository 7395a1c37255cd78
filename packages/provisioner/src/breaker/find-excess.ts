import type { Census } from './breaker-notes.ts';
import type { BreakerSettings } from './breaker-options.ts';
import type { Counter } from './revocation.ts';

/** More losses than are allowed without a decision. */
export interface Excess {
  /** How many users. */
  readonly users: number;
  readonly limit: number;
  /** The grant that all of them lose; undefined when there is no such one. */
  readonly grant?: string | undefined;
}

/** Whether losses exceed what is allowed. Undefined when they do not; never for as few as the floor. */
export function findExcess(
  counter: Counter,
  losses: Iterable<{ readonly grants: readonly string[] }>,
  settings: BreakerSettings,
  census: Census,
): Excess | undefined {
  const all = [...losses];
  const byGrant = Map.groupBy(
    all.flatMap(({ grants }) => grants),
    (grant) => grant,
  );
  const limit = limitOf(counter, settings, census);
  if (all.length > limit) {
    const grant = [...byGrant].find(([, users]) => users.length === all.length)?.[0];
    return { users: all.length, limit, grant };
  }
  if (counter === 'deactivations') return undefined;
  for (const [grant, { length: users }] of byGrant) {
    const ofGrant = Math.floor((census.holders.get(grant) ?? 0) * settings.grantLosses.shareOfGrant);
    const grantLimit = Math.max(settings.floor, ofGrant);
    if (users > grantLimit) return { users, limit: grantLimit, grant };
  }
  return undefined;
}

/** How many users of a target may lose access within the window. */
export function limitOf(counter: Counter, settings: BreakerSettings, { active }: Pick<Census, 'active'>): number {
  const { count, share } = settings[counter];
  return Math.max(settings.floor, Math.min(count, Math.floor(active * share)));
}
