import type { TargetContext } from './target-context.ts';

/**
 * The user that an account belongs to, or undefined. Keeps an account from being given to a second user when the first
 * was renamed or deleted and the target does not know that yet.
 */
export function accountOwner(
  { store, name }: Pick<TargetContext, 'store' | 'name'>,
  account: number,
): Promise<string | undefined> {
  return store.reconciliation.owner(name, String(account));
}
