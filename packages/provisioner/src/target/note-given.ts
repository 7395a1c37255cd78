import type { Outcome } from '@scim-superset/core';
import { parseAccountState } from './account-state.ts';
import { noteIntent } from './note-intent.ts';
import type { TargetContext } from './target-context.ts';

/**
 * Adds the roles that an outcome has given to what is known to be given, because whoever has settled the user meanwhile
 * did not know of them: they are the provisioner's to take, and not somebody else's.
 */
export async function noteGiven(
  context: TargetContext,
  { userId, account, state }: Pick<Exclude<Outcome, { readonly kind: 'failed' }>, 'userId' | 'account' | 'state'>,
): Promise<void> {
  const link = await context.store.reconciliation.link(context.name, userId);
  const [given, before] = [parseAccountState(state)?.given, link && parseAccountState(link.state)];
  if (link === undefined || before === undefined || given === undefined || link.account !== account) return;
  const linked = { userId, account: Number(account), applied: link.applied, state: link.state, failure: undefined };
  await noteIntent(context, linked, before, { roleIds: given.roleIds, identity: undefined });
}
