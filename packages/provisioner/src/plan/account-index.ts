import type { PlannedAccount } from './plan-item.ts';

/** Finds accounts by username, regardless of case because sign-in ignores it. Keeps id and name of each account only. */
export interface AccountIndex {
  add(account: PlannedAccount): void;
  withName(username: string): readonly PlannedAccount[];
  /** Accounts that lock each other out of sign-in, where at least one of them is of interest; that one first. */
  clashes(isOfInterest: (account: PlannedAccount) => boolean): readonly (readonly PlannedAccount[])[];
}

/** Creates an empty index. */
export function createAccountIndex(): AccountIndex {
  const first = new Map<string, PlannedAccount>();
  const others = new Map<string, PlannedAccount[]>();

  function withName(username: string): PlannedAccount[] {
    const key = username.toLowerCase();
    const found = first.get(key);
    return found === undefined ? [] : [found, ...(others.get(key) ?? [])];
  }

  return {
    add({ id, username }) {
      const key = username.toLowerCase();
      if (!first.has(key)) first.set(key, { id, username });
      else others.set(key, [...(others.get(key) ?? []), { id, username }]);
    },
    withName,
    clashes(isOfInterest) {
      return [...others.keys()]
        .map(withName)
        .filter((accounts) => accounts.some(isOfInterest))
        .map((accounts) => [...accounts.filter(isOfInterest), ...accounts.filter((each) => !isOfInterest(each))]);
    },
  };
}
