import type { Logger, Store } from '@scim-superset/core';
import { parseAccountState } from './account-state.ts';
import { foreignAccount } from './foreign-account.ts';
import { readLinks } from './read-links.ts';
import type { Target } from './target.ts';

/**
 * Whether the accounts of a target are still whose they were. A Superset that was restored to an earlier state, or made
 * anew, gives ids a second time. A read before each write would tell, and takes longer than the write itself.
 */
export interface Identities {
  /** True until a check has found the accounts as they were left, and again after any sign that they are not. */
  readonly areDoubtful: boolean;
  /** Whether the last check, if there was one, is so long ago that there should be another. */
  readonly isCheckDue: boolean;
  /** An account was gone, or somebody else's. */
  doubt(): void;
  /** Reads the accounts that were created last: an earlier state of the Superset lacks them, or has others there. */
  check(signal: AbortSignal): Promise<void>;
}

const sampleSize = 3;
const checkEveryMs = 300_000;

interface Sample {
  readonly userId: string;
  readonly account: number;
  readonly state: Readonly<Record<string, unknown>>;
}

/** Creates the watch over the accounts of a target. */
export function createIdentities(
  { name: target, superset }: Pick<Target, 'name' | 'superset'>,
  { store, logger }: { readonly store: Store; readonly logger: Logger },
): Identities {
  let areDoubtful = true;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let found: 'as left' | 'changed' | undefined;

  /** Undefined when two users have the same account, which a restored Superset leads to by itself. */
  async function takeSample(): Promise<readonly Sample[] | undefined> {
    const seen = new Set<number>();
    let last: Sample[] = [];
    for await (const links of readLinks(store.reconciliation, target)) {
      const found = links.flatMap(({ userId, account, state }): Sample[] =>
        account === undefined ? [] : [{ userId, account: Number(account), state }],
      );
      for (const { account } of found) {
        if (seen.has(account)) return undefined;
        seen.add(account);
      }
      last = [...last, ...found].sort((a, b) => b.account - a.account).slice(0, sampleSize);
    }
    return last;
  }

  async function isAsLeft({ userId, account, state }: Sample, signal: AbortSignal): Promise<boolean> {
    const live = await superset.users.get(account, { signal });
    const before = parseAccountState(state);
    return live !== undefined && foreignAccount(live, { target, userId, before, desired: undefined }) === undefined;
  }

  return {
    get areDoubtful() {
      return areDoubtful;
    },
    get isCheckDue() {
      return performance.now() - checkedAt >= checkEveryMs;
    },
    doubt() {
      areDoubtful = true;
    },
    async check(signal) {
      const sample = await takeSample();
      const answers = await Promise.all((sample ?? []).map((each) => isAsLeft(each, signal)));
      const before = found;
      found = sample === undefined || answers.includes(false) ? 'changed' : 'as left';
      areDoubtful = found === 'changed';
      checkedAt = performance.now();
      if (found === before || !areDoubtful) return;
      logger.warn(
        { target },
        'Accounts are missing or are not whose they were: was this Superset restored? Each is read before it is written',
      );
    },
  };
}
