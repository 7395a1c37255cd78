import { SupersetError, type SupersetUserChange } from '@scim-superset/superset-client';
import { type AccessChange, givenAndTaken } from './access-event.ts';
import { type AccountState, parseAccountState } from './account-state.ts';
import type { Applied, ClaimedUser, LinkedAccount } from './applied.ts';
import { findUnfinished } from './find-unfinished.ts';
import { sameIds } from './same-ids.ts';
import type { TargetContext } from './target-context.ts';

const nobody = { account: undefined, state: {}, change: undefined } as const;

/**
 * Cuts an inactive user off: token and session are refused at the next request. Roles and groups go in the same call,
 * so that a later return starts from the groups of that day. A leaver costs a single write and no read; only an
 * account that counts as inactive already is read, in case somebody reactivated it by hand.
 */
export async function deactivateAccount(
  context: TargetContext,
  link: LinkedAccount,
  username: string,
  signal: AbortSignal,
): Promise<Applied> {
  const { account } = link;
  const before = parseAccountState(link.state);
  if (isOff(context, account, before)) return { ...nobody, state: { leftAlone: username } };
  const cut = await cutOff(context, account, before, signal);
  if (cut === 'gone') return nobody;
  const { mode, baseRoleId } = before ?? (await context.catalog.get(signal));
  return {
    account,
    state: {
      mode,
      active: false,
      username: before?.username ?? username,
      grants: [],
      baseRoleId,
      mapping: context.mapping.fingerprint,
    },
    change: cut === 'unchanged' ? undefined : leaverChange(context, account, before, 'deactivated'),
  };
}

/** Cuts the account of a user off who is not in the directory any more, and forgets whose it was. */
export async function forgetAccount(
  context: TargetContext,
  claim: ClaimedUser,
  linked: number | undefined,
  signal: AbortSignal,
): Promise<Applied> {
  const account = linked ?? (await findUnfinished(context, claim, signal));
  if (account === undefined) return nobody;
  const before = parseAccountState(claim.state);
  if (isOff(context, account, before)) return nobody;
  const cut = await cutOff(context, account, before, signal);
  return { ...nobody, change: cut === 'written' ? leaverChange(context, account, before, 'forgotten') : undefined };
}

async function cutOff(
  context: TargetContext,
  account: number,
  before: AccountState | undefined,
  signal: AbortSignal,
): Promise<'written' | 'unchanged' | 'gone'> {
  const { users } = context.superset;
  const { baseRoleId, mode } = before ?? (await context.catalog.get(signal));
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
  } catch (error) {
    const worthAnotherLook = SupersetError.is(error) && (error.code === 'not-found' || error.code === 'validation');
    if (!worthAnotherLook) throw error;
    context.catalog.invalidate();
    if ((await users.get(account, { signal })) === undefined) return 'gone';
    // Whatever is wrong with the roles, the cut itself must not wait for it.
    await users.update(account, { active: false }, { signal });
  }
  return 'written';
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
): AccessChange {
  const grants = before?.grants ?? [];
  const roles = mapping.grants.filter(({ name }) => grants.includes(name)).flatMap((grant) => grant.roles);
  return {
    operation,
    account: String(account),
    grants: givenAndTaken(grants, []),
    roles: givenAndTaken(roles, []),
    profile: [],
  };
}
