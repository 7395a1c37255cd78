import type { PlannedAccount } from '../plan/plan-item.ts';
import { accountOwner } from './account-owner.ts';
import type { TargetContext } from './target-context.ts';

/** The user that an account belongs to, or who has its name and so may be about to get it. */
export async function accountClaimant(
  context: TargetContext,
  { id, username }: PlannedAccount,
): Promise<string | undefined> {
  const owner = await accountOwner(context, id);
  if (owner !== undefined) return owner;
  const keys = [{ name: 'userName', value: username.toLowerCase() }];
  const { resources } = await context.store.list({ type: 'User', keys, limit: 1, total: false });
  return resources[0]?.id;
}

/**
 * To be called after a write to an account that was nobody's: has a user looked at who has come meanwhile, because nobody
 * keeps the workers from giving away the account, and what they wrote may be overwritten.
 */
export async function leaveToClaimant(context: TargetContext, account: PlannedAccount): Promise<void> {
  const user = await accountClaimant(context, account);
  if (user !== undefined) await context.store.reconciliation.markDirty([{ kind: 'user', id: user, urgent: false }]);
}
