import { SupersetError, type SupersetUser, type SupersetUserChange } from '@scim-superset/superset-client';
import type { DesiredAccount } from '../desired/desired-account.ts';
import type { ProvisionerError } from '../provisioner-error.ts';
import type { AccountState } from './account-state.ts';
import type { LinkedAccount } from './applied.ts';
import { demandFreeUsername } from './demand-free-username.ts';
import { foreignAccount } from './foreign-account.ts';
import { releaseForSwap } from './release-for-swap.ts';
import { sameIds } from './same-ids.ts';
import type { TargetContext } from './target-context.ts';

/** Whose account is cut off, and how it was left. */
export interface CutOffInput {
  readonly before: AccountState | undefined;
  /** Undefined when the user is not in the directory any more. */
  readonly desired: DesiredAccount | undefined;
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface CutOffResult {
  readonly outcome: 'written' | 'unchanged' | 'gone';
  /** The account is cut off, but could not get the user's new name or address. */
  readonly shortfall?: ProvisionerError;
}

/**
 * Makes an account inactive: token and session are refused at the next request. Roles and groups go in the same call,
 * so that a later return starts from the groups of that day. It costs a single write and no read. An account is read
 * that counts as inactive already, in case somebody reactivated it by hand, and one that may have become somebody
 * else's; and a new username is looked up, once the account is cut off.
 */
export async function cutOff(
  context: TargetContext,
  link: LinkedAccount,
  { before, desired, signal }: CutOffInput,
): Promise<CutOffResult> {
  const { users } = context.superset;
  const { account } = link;
  const call = { signal, urgent: true };
  const { baseRoleId, mode } = context.catalog.peek() ?? before ?? (await context.catalog.get(signal));
  const bare: SupersetUserChange = {
    active: false,
    roleIds: [baseRoleId],
    ...(mode === 'group' && { groupIds: [] }),
  };
  const isRead = before !== undefined && (!before.active || context.identities.areDoubtful);
  const seen = isRead ? await users.get(account, call) : undefined;
  if (isRead && seen === undefined) return { outcome: 'gone' };
  const identity = { target: context.name, userId: link.userId, before, desired };
  if (seen !== undefined && foreignAccount(seen, identity) !== undefined) return { outcome: 'gone' };
  const profile = newIdentity(seen ?? before, desired);
  if (seen !== undefined && isBare(seen, bare) && Object.keys(profile).length === 0) return { outcome: 'unchanged' };
  try {
    if (profile.username !== undefined) {
      await users.update(account, bare, call);
      await demandFreeUsername(context, account, profile.username, signal);
    }
    await users.update(account, { ...bare, ...profile }, call);
    return { outcome: 'written' };
  } catch (error) {
    // Whatever is wrong with the rest, the cut itself must not wait for it.
    return cutOnly(context, link, { ...bare, ...profile }, error, signal);
  }
}

/** A name or address that the user has given up must be free for others. */
function newIdentity(
  last: { readonly username: string; readonly email: string } | undefined,
  desired: DesiredAccount | undefined,
): SupersetUserChange {
  if (last === undefined || desired === undefined) return {};
  const { username, email } = desired;
  return {
    ...(last.username !== username && { username }),
    ...(email !== undefined && last.email !== email && { email }),
  };
}

function isBare(account: SupersetUser, bare: SupersetUserChange): boolean {
  const { roleIds = [], groupIds = account.groupIds } = bare;
  return !account.active && sameIds(account.roleIds, roleIds) && sameIds(account.groupIds, groupIds);
}

async function cutOnly(
  context: TargetContext,
  link: LinkedAccount,
  change: SupersetUserChange,
  error: unknown,
  signal: AbortSignal,
): Promise<CutOffResult> {
  if (!SupersetError.is(error)) throw error;
  const { users } = context.superset;
  const call = { signal, urgent: true };
  if (error.code === 'conflict') {
    const { username: _username, email: _email, ...bare } = change;
    await users.update(link.account, bare, call);
    return { outcome: 'written', shortfall: await releaseForSwap(context, link, change, error, signal) };
  }
  if (error.code !== 'not-found' && error.code !== 'validation') throw error;
  context.catalog.invalidate();
  if ((await users.get(link.account, call)) === undefined) return { outcome: 'gone' };
  await users.update(link.account, { active: false }, call);
  return { outcome: 'written' };
}
