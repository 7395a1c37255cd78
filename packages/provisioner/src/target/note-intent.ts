import type { AccountState } from './account-state.ts';
import type { LinkedAccount } from './applied.ts';
import type { TargetContext } from './target-context.ts';

/** What an account is about to get. */
export interface Intent {
  readonly roleIds: readonly number[];
  /** Undefined when neither changes. */
  readonly identity: { readonly username: string; readonly email: string } | undefined;
}

/**
 * Records what an account is about to get, before it gets it. Should this process end, or the rest of the change fail, the
 * roles are known to be the provisioner's even under a mapping that names them no more, and the account to be the user's
 * even when both name and address are new. The version stays as it is, and the claim goes on.
 */
export async function noteIntent(
  { store, name }: TargetContext,
  link: LinkedAccount,
  before: AccountState,
  { roleIds, identity }: Intent,
): Promise<void> {
  const known = new Set(before.given.roleIds);
  const more = roleIds.filter((id) => !known.has(id));
  if (more.length === 0 && identity === undefined) return;
  const { userId, account, applied: version } = link;
  const given = { ...before.given, roleIds: [...known, ...more] };
  const state = { ...before, given, ...(identity && { becoming: identity }) };
  await store.reconciliation.settle(name, [
    { kind: 'applied', userId, version, account: String(account), state, events: [] },
  ]);
}
