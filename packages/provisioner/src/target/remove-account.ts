import { SupersetError, type SupersetErrorCode } from '@scim-superset/superset-client';
import { parseAccountState } from './account-state.ts';
import type { Applied, LinkedAccount } from './applied.ts';
import { foreignAccount } from './foreign-account.ts';
import { isProtected } from './protected-account.ts';
import type { TargetContext } from './target-context.ts';

/** What came of deleting an account for good. */
export type Removal =
  | { readonly kind: 'removed'; readonly applied: Applied }
  /** The account stays, deactivated; says why. */
  | { readonly kind: 'refused'; readonly reason: string };

const refusals: Partial<Record<SupersetErrorCode, string>> = {
  conflict: 'the account has created something in Superset or run a query, and Superset keeps it',
  forbidden: 'the service account may not delete accounts: add can_delete on User to its role',
};

const nobody = { account: undefined, state: {}, change: undefined } as const;

/** Deletes the deactivated account of a user who is not in the directory any more. Reads it first: this cannot be undone. */
export async function removeAccount(
  context: TargetContext,
  link: LinkedAccount,
  signal: AbortSignal,
): Promise<Removal> {
  const { superset, mapping, name: target } = context;
  const { account, userId } = link;
  const [live, catalog] = await Promise.all([superset.users.get(account, { signal }), context.catalog.get(signal)]);
  const before = parseAccountState(link.state);
  if (live === undefined || foreignAccount(live, { target, userId, before, desired: undefined }) !== undefined) {
    return { kind: 'removed', applied: nobody };
  }
  if (isProtected(mapping, catalog, live)) return { kind: 'refused', reason: 'the account is protected' };
  if (live.active) return { kind: 'refused', reason: 'somebody has switched the account on again' };
  try {
    await superset.users.delete(account, { signal });
  } catch (error) {
    const reason = SupersetError.is(error) ? refusals[error.code] : undefined;
    if (reason === undefined) throw error;
    return { kind: 'refused', reason };
  }
  const none = { given: [], taken: [] };
  const change = { operation: 'removed', account: String(account), grants: none, roles: none, profile: [] } as const;
  return { kind: 'removed', applied: { ...nobody, change } };
}
