import type { Claim } from '@scim-superset/core';
import { z } from 'zod';
import { lookAtLate } from '../target/look-at-late.ts';
import type { TargetContext } from '../target/target-context.ts';

/** A user, and the account that was written to if it is known, under the name that it has or was to have. */
export interface NotedUser extends Pick<Claim, 'userId' | 'account'> {
  readonly userName: string;
}

/**
 * Looks again at users of whom a write may reach Superset after a later one: it was given up, or took long, and may have
 * been waiting there ever since. Superset cannot be asked to refuse it, so what it did is undone.
 */
export interface LateWrites {
  /** Remembers users, for all processes and through restarts. Never rejects. */
  note(users: readonly NotedUser[]): Promise<void>;
  /** Looks at those whose time has come, if it is time to; callers at the same time share one look. Never rejects. */
  look(signal: AbortSignal): Promise<void>;
  /** Remembers a user and looks at once as well. Never rejects. */
  lookNow(user: NotedUser): Promise<void>;
}

const noteName = 'late writes';
const entrySchema = z.object({
  /** Undefined while it is not known whether there is an account. */
  account: z.string().optional(),
  username: z.string(),
  at: z.number(),
  /** How often it was looked at. */
  looks: z.number(),
});
const noteSchema = z.record(z.string(), entrySchema);
type Entry = z.infer<typeof entrySchema>;
type Entries = Readonly<Record<string, Entry>>;

/** After so many times `lateMs` it is looked at. */
const waits = [1, 4, 16] as const;
/** So many are kept; a full check for drift finds the others. */
const most = 10_000;

/** Creates the memory of a target. */
export function createLateWrites(context: TargetContext, lateMs: number): LateWrites {
  const { store, name: target, clock, logger } = context;
  const { reconciliation } = store;
  let nextLook = performance.now();
  let looking: Promise<void> | undefined;

  async function read(): Promise<{ readonly stored: unknown; readonly entries: Entries }> {
    const stored = await reconciliation.note(target, noteName);
    return { stored, entries: noteSchema.safeParse(stored).data ?? {} };
  }

  async function change(by: (entries: Entries) => Entries): Promise<void> {
    for (;;) {
      const { stored, entries } = await read();
      const next = by(entries);
      const value = Object.keys(next).length === 0 ? undefined : next;
      if (await reconciliation.swapNote(target, noteName, { expected: stored, value })) return;
    }
  }

  async function lookAtDue(signal: AbortSignal): Promise<void> {
    const { entries } = await read();
    const now = clock();
    const isDue = ({ at, looks }: Entry) => Math.abs(now - at) >= (waits[looks] ?? 0) * lateMs;
    for (const [userId, entry] of Object.entries(entries)) {
      if (signal.aborted) return;
      if (!isDue(entry)) continue;
      await lookAt(userId, entry);
      await change((all) => afterLook(all, userId, entry));
    }
  }

  /** One that cannot be looked at keeps no other from being looked at. */
  async function lookAt(userId: string, { account, username }: Pick<Entry, 'account' | 'username'>): Promise<void> {
    try {
      await lookAtLate(context, { userId, account: numberOf(account), username });
    } catch (error) {
      logger.warn({ target, userId, err: error }, 'A write that may have come late could not be looked at');
    }
  }

  async function note(users: readonly NotedUser[]): Promise<void> {
    const at = clock();
    const noted = users.map(({ userId, account, userName: username }): [string, Entry] => {
      return [userId, { ...(account !== undefined && { account }), username, at, looks: 0 }];
    });
    try {
      await change((entries) => {
        const all = Object.entries({ ...entries, ...Object.fromEntries(noted) });
        if (all.length > most) logger.error({ target }, 'Too many writes may come late; check for drift in a minute');
        return Object.fromEntries(all.slice(-most));
      });
    } catch (error) {
      logger.error({ target, users: users.length, err: error }, 'A write that may come late could not be noted');
    }
  }

  return {
    note,
    async lookNow(user) {
      await note([user]);
      const { userId, account, userName: username } = user;
      await lookAt(userId, { account, username });
    },
    look(signal) {
      if (looking !== undefined || performance.now() < nextLook) return looking ?? Promise.resolve();
      looking = lookAtDue(signal)
        .catch((error: unknown) => {
          logger.warn({ target, err: error }, 'The store failed; writes that may have come late are looked at later');
        })
        .finally(() => {
          looking = undefined;
          nextLook = performance.now() + lateMs / 5;
        });
      return looking;
    },
  };
}

function numberOf(account: string | undefined): number | undefined {
  return account === undefined ? undefined : Number(account);
}

/** Somebody who was noted anew meanwhile, or whom another process has looked at, stays. */
function afterLook(entries: Entries, userId: string, seen: Entry): Entries {
  const { [userId]: entry, ...others } = entries;
  if (entry === undefined || entry.at !== seen.at || entry.looks !== seen.looks) return entries;
  const looks = entry.looks + 1;
  return looks < waits.length ? { ...entries, [userId]: { ...entry, looks } } : others;
}
