import type { ReconciliationStore } from '@scim-superset/core';
import { z } from 'zod';

/**
 * Accounts of a target that were cut off, and of which nobody has looked at yet what they own. They are in the store: the
 * process that cuts off may be a command that ends, or may die, and another one looks.
 */
export interface Departures {
  /** Adds an account; before its cut is settled, so that nothing comes in between. */
  add(account: number): Promise<void>;
  /** Takes all that no other process is looking at; from then on this one is, for a while. */
  take(): Promise<readonly number[]>;
  /** Forgets those that were looked at. */
  done(accounts: readonly number[]): Promise<void>;
  /** Leaves those to the next look that could not be looked at. */
  giveBack(accounts: readonly number[]): Promise<void>;
}

const noteName = 'departures';
/** A look that takes longer is repeated by somebody else, which does no harm. */
const leaseMs = 120_000;
/** Where nobody ever looks the list must not grow for ever; the oldest go. */
const remembered = 10_000;

const noteSchema = z.array(z.object({ account: z.number(), until: z.number().exactOptional() }));
type Entry = z.infer<typeof noteSchema>[number];

/** Creates the list of a target. */
export function createDepartures(
  target: string,
  { reconciliation, clock }: { readonly reconciliation: ReconciliationStore; readonly clock: () => number },
): Departures {
  async function change(edit: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
    for (;;) {
      const expected = await reconciliation.note(target, noteName);
      const entries = noteSchema.safeParse(expected).data ?? [];
      const next = edit(entries);
      if (next === entries) return;
      const value = next.length === 0 ? undefined : next.slice(-remembered);
      if (await reconciliation.swapNote(target, noteName, { expected, value })) return;
    }
  }

  return {
    add: (added) =>
      change((entries) => {
        return [...entries.filter(({ account }) => account !== added), { account: added }];
      }),
    async take() {
      let taken: readonly number[] = [];
      await change((entries) => {
        const now = clock();
        // One that ends later than any can was taken before the clock was set back.
        const isTaken = ({ until = 0 }: Entry): boolean => until > now && until <= now + leaseMs;
        taken = entries.filter((entry) => !isTaken(entry)).map(({ account }) => account);
        if (taken.length === 0) return entries;
        return entries.map((entry) => (isTaken(entry) ? entry : { account: entry.account, until: now + leaseMs }));
      });
      return taken;
    },
    done: (accounts) =>
      accounts.length === 0
        ? Promise.resolve()
        : // Who was added again meanwhile has no end, and stays.
          change((entries) =>
            entries.filter(({ account, until }) => until === undefined || !accounts.includes(account)),
          ),
    giveBack: (accounts) =>
      accounts.length === 0
        ? Promise.resolve()
        : change((entries) =>
            entries.map((entry) => (accounts.includes(entry.account) ? { account: entry.account } : entry)),
          ),
  };
}
