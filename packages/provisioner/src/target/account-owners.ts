import type { ReconciliationStore } from '@scim-superset/core';
import { readLinks } from './read-links.ts';

/**
 * Knows which user an account belongs to: the links of a target, turned round. It keeps an account from being given
 * to a second user when the first was renamed or deleted and the target does not know that yet.
 */
export interface AccountOwners {
  /** The user that the account belongs to, or undefined. */
  owner(account: number): Promise<string | undefined>;
  /** Notes what a settled claim made of a user's account. */
  note(userId: string, account: string | undefined): void;
}

/** How long links written by other processes may stay unseen. */
const freshMs = 10_000;

/** Creates the index of a target's links. They are read at the first question, and again when that is long ago. */
export function createAccountOwners(
  reconciliation: ReconciliationStore,
  target: string,
  clock: () => number,
): AccountOwners {
  let index = createIndex();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  let notedWhileReading: { readonly userId: string; readonly account: string | undefined }[] = [];

  async function read(): Promise<void> {
    const startedAt = clock();
    const next = createIndex();
    notedWhileReading = [];
    for await (const links of readLinks(reconciliation, target)) {
      for (const { userId, account } of links) next.set(userId, account);
    }
    for (const { userId, account } of notedWhileReading) next.set(userId, account);
    index = next;
    readAt = startedAt;
  }

  return {
    async owner(account) {
      if (clock() - readAt > freshMs) {
        reading ??= read().finally(() => {
          reading = undefined;
        });
        await reading;
      }
      return index.user(String(account));
    },
    note(userId, account) {
      if (reading !== undefined) notedWhileReading.push({ userId, account });
      index.set(userId, account);
    },
  };
}

function createIndex() {
  const users = new Map<string, string>();
  const accounts = new Map<string, string>();
  return {
    user: (account: string): string | undefined => users.get(account),
    set(userId: string, account: string | undefined): void {
      const previous = accounts.get(userId);
      if (previous !== undefined && users.get(previous) === userId) users.delete(previous);
      accounts.delete(userId);
      if (account === undefined) return;
      users.set(account, userId);
      accounts.set(userId, account);
    },
  };
}
