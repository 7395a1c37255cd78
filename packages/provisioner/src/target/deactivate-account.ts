import { SupersetError, type SupersetUserChange } from '@scim-superset/superset-client';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { givenAndTaken } from './access-event.ts';
import { type AccountState, parseAccountState } from './account-state.ts';
import type { Applied, ApplyOptions } from './apply-user.ts';
import { sameIds } from './same-ids.ts';
import type { TargetContext } from './target-context.ts';

/**
 * Cuts an inactive user off: token and session are refused at the next request. Roles and groups go in the same call,
 * so that a later return starts from the groups of that day. A leaver costs a single write and no read; only an
 * account that counts as inactive already is read, in case somebody reactivated it by hand.
 */
export async function deactivateAccount(
  context: TargetContext,
  account: number,
  linkState: Readonly<Record<string, unknown>>,
  desired: DesiredAccount,
  { signal }: ApplyOptions,
): Promise<Applied> {
  const before = parseAccountState(linkState);
  if (isOff(context, account, before))
    return { account: undefined, state: { leftAlone: before?.username }, change: undefined };
  const cut = await cutOff(context, account, before, signal);
  if (cut === 'gone') return { account: undefined, state: {}, change: undefined };
  const state: AccountState = {
    mode: before?.mode ?? (await context.catalog.get()).mode,
    active: false,
    username: before?.username ?? desired.username,
    grants: [],
    baseRoleId: before?.baseRoleId ?? (await context.catalog.get()).baseRoleId,
    mapping: context.mapping.fingerprint,
  };
  return {
    account,
    state: { ...state },
    change: cut === 'unchanged' ? undefined : leaverChange(context, account, before, 'deactivated'),
  };
}

/** Cuts the account of a user off who is not in the directory any more, and forgets whose it was. */
export async function forgetAccount(
  context: TargetContext,
  account: number | undefined,
  linkState: Readonly<Record<string, unknown>>,
  { signal }: ApplyOptions,
): Promise<Applied> {
  const gone = { account: undefined, state: {}, change: undefined };
  if (account === undefined) return gone;
  const before = parseAccountState(linkState);
  if (isOff(context, account, before) || (await cutOff(context, account, before, signal)) === 'gone') return gone;
  return { ...gone, change: leaverChange(context, account, before, 'forgotten') };
}

async function cutOff(
  context: TargetContext,
  account: number,
  before: AccountState | undefined,
  signal: AbortSignal,
): Promise<'written' | 'unchanged' | 'gone'> {
  const { users } = context.superset;
  const { baseRoleId, mode } = before ?? (await context.catalog.get());
  if (before?.active === false) {
    const live = await users.get(account, { signal });
    if (live === undefined) return 'gone';
    const bare = sameIds(live.roleIds, [baseRoleId]) && (mode === 'direct' || live.groupIds.length === 0);
    if (!live.active && bare) return 'unchanged';
  }
  const change: SupersetUserChange = {
    active: false,
    roleIds: [baseRoleId],
    ...(mode === 'group' && { groupIds: [] }),
  };
  try {
    await users.update(account, change, { signal });
    return 'written';
  } catch (error) {
    if (!SupersetError.is(error) || error.code === 'unauthorised' || error.code === 'forbidden') throw error;
    context.catalog.invalidate();
    if ((await users.get(account, { signal })) === undefined) return 'gone';
    // Whatever is wrong with the roles, the cut itself must not wait for it.
    await users.update(account, { active: false }, { signal });
    return 'written';
  }
}

/** Only what is known without asking: a deactivation must not wait for a read. */
function isOff({ mapping, catalog }: TargetContext, account: number, before: AccountState | undefined): boolean {
  if (before !== undefined && mapping.protectedAccounts.has(before.username.toLowerCase())) return true;
  return catalog.peek()?.self?.id === account;
}

function leaverChange(
  { mapping }: TargetContext,
  account: number,
  before: AccountState | undefined,
  operation: 'deactivated' | 'forgotten',
) {
  const grants = before?.grants ?? [];
  const roles = mapping.grants.filter(({ name }) => grants.includes(name)).flatMap((grant) => grant.roles);
  return {
    operation,
    account: String(account),
    grants: givenAndTaken(grants, []),
    roles: givenAndTaken(roles, []),
    profile: [],
  } as const;
}
