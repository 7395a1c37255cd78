import { z } from 'zod';
import type { TargetContext } from '../target/target-context.ts';
import type { Counter } from './revocation.ts';

/** A user who lost access without a decision, or is about to. */
export interface CountedLoss {
  /** When that was committed, in milliseconds since the epoch, as are all times here. */
  readonly at: number;
  /** Names of the grants that went. */
  readonly grants: readonly string[];
}

/** One counter of a target's breaker, as it is kept in the store for all processes. */
export interface CounterNote {
  /** By user id; nobody whose loss is longer ago than the window. */
  readonly window: ReadonlyMap<string, CountedLoss>;
  /** Set while further losses are staged. */
  readonly trip?: {
    readonly at: number;
    /** When people were last told; undefined until they were. */
    readonly announcedAt?: number | undefined;
  };
}

/** How many accounts a target had when they were counted. */
export interface Census {
  readonly at: number;
  /** Active accounts that are managed. */
  readonly active: number;
  /** How many of them have each grant, by its name. */
  readonly holders: ReadonlyMap<string, number>;
}

/** A counter as it was read, and what to expect when changing it. */
export interface ReadCounter {
  readonly stored: unknown;
  readonly note: CounterNote;
}

/** The durable part of a target's breaker. */
export interface BreakerNotes {
  /** What another version of this package wrote counts as empty. */
  read(counter: Counter): Promise<ReadCounter>;
  /** Puts a counter unless somebody else has changed it since it was read. Returns whether it did. */
  swap(counter: Counter, before: ReadCounter, next: CounterNote): Promise<boolean>;
  census(): Promise<Census | undefined>;
  putCensus(census: Census): Promise<void>;
}

const counterSchema = z.object({
  window: z.array(z.object({ user: z.string(), at: z.number(), grants: z.array(z.string()) })),
  trip: z.object({ at: z.number(), announcedAt: z.number().optional() }).optional(),
});
const censusSchema = z.object({
  at: z.number(),
  active: z.number(),
  holders: z.array(z.tuple([z.string(), z.number()])).transform((holders) => new Map(holders)),
});
const noteNames = { deactivations: 'breaker deactivations', grantLosses: 'breaker grant losses' } as const;
const censusName = 'breaker census';

/** Opens the durable part of a target's breaker. */
export function createBreakerNotes(
  { store, name: target, clock }: Pick<TargetContext, 'store' | 'name' | 'clock'>,
  windowMs: number,
): BreakerNotes {
  const { reconciliation } = store;

  /** A time that is still to come was noted before the clock was set back, and counts as now. */
  function recent({ window }: z.infer<typeof counterSchema>): CounterNote['window'] {
    const now = clock();
    const dated = window.map(({ user, at, grants }) => [user, { at: Math.min(at, now), grants }] as const);
    return new Map(dated.filter(([, { at }]) => now - at < windowMs));
  }

  return {
    async read(counter) {
      const stored = await reconciliation.note(target, noteNames[counter]);
      const found = counterSchema.safeParse(stored).data;
      if (found === undefined) return { stored, note: { window: new Map() } };
      return { stored, note: { window: recent(found), ...(found.trip && { trip: found.trip }) } };
    },
    swap(counter, { stored }, { window, trip }) {
      const value = { window: [...window].map(([user, loss]) => ({ user, ...loss })), trip };
      return reconciliation.swapNote(target, noteNames[counter], { expected: stored, value });
    },
    async census() {
      return censusSchema.safeParse(await reconciliation.note(target, censusName)).data;
    },
    putCensus: (census) => reconciliation.putNote(target, censusName, { ...census, holders: [...census.holders] }),
  };
}
