import { toUser } from '../desired/read-desired.ts';
import { parseAccountState } from '../target/account-state.ts';
import { readLinks } from '../target/read-links.ts';
import type { TargetContext } from '../target/target-context.ts';

/** A user who could not be applied, and is tried again. */
export interface FailedUser {
  readonly target: string;
  readonly userId: string;
  /** As the directory has it, or the account's username; the id where neither is known. */
  readonly userName: string;
  /** Why the last attempt failed. */
  readonly message: string;
  readonly attempts: number;
  /** Milliseconds since the epoch; in the past when the user is due. */
  readonly retryAt: number;
}

/** Everybody of a target whose last attempt failed, by user id. */
export async function listFailures({ store, name: target }: TargetContext): Promise<FailedUser[]> {
  const failed: FailedUser[] = [];
  if ((await store.reconciliation.lag(target)).failing === 0) return failed;
  for await (const links of readLinks(store.reconciliation, target)) {
    for (const { userId, failure, state } of links) {
      if (failure === undefined) continue;
      const stored = await store.read('User', userId);
      const userName = (stored && toUser(stored).userName) ?? parseAccountState(state)?.username ?? userId;
      failed.push({ target, userId, userName, ...failure });
    }
  }
  return failed;
}
