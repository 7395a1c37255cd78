import type { Claim } from '@scim-superset/core';
import { SupersetError } from '@scim-superset/superset-client';
import type { DesiredAccount } from '../desired/desired-account.ts';
import type { Applied, ApplyOptions } from './applied.ts';
import { type MembershipChange, membershipChange, settledAccount } from './membership-change.ts';
import type { TargetCatalog } from './target-catalog.ts';
import type { TargetContext } from './target-context.ts';

/**
 * Puts an account into the groups of its grants, in one write and without a read, which takes Superset longer than the
 * write. Undefined when something else may have to be done, so that the account has to be read first: what is known of it
 * is not enough, somebody has marked it to be looked at, others have put it into groups, or it is to get Admin.
 */
export async function changeMembership(
  context: TargetContext,
  claim: Claim,
  desired: DesiredAccount,
  { extras, signal }: ApplyOptions,
): Promise<Applied | undefined> {
  const catalog = context.catalog.fresh();
  const { areDoubtful, isCheckDue } = context.identities;
  if (extras !== 'merge' || catalog === undefined || areDoubtful || isCheckDue) return undefined;
  // The one change is that of the memberships: nobody has asked for a look besides.
  const changedOnce = claim.desired - claim.applied === 1;
  const settled = changedOnce ? settledAccount(context, claim) : undefined;
  const moved = settled && membershipChange(context, catalog, settled, desired);
  if (moved === undefined || isInOtherGroups(catalog, moved)) return undefined;
  const { account, state, change } = moved;
  try {
    await context.superset.users.update(account, { groupIds: state.given.groupIds }, { signal });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { userId } = claim;
    context.logger.info({ target: context.name, userId, err: error }, 'Reading the account, whose change was refused');
    context.catalog.invalidate();
    return undefined;
  }
  return { account, state, change };
}

/** Whether the account was in a group that nothing of this was given for, when the catalog was read. */
function isInOtherGroups(catalog: TargetCatalog, { account, state, leaves }: MembershipChange): boolean {
  const given = new Set([...state.given.groupIds, ...leaves]);
  return [...catalog.groups.values()].some(({ id, userIds }) => !given.has(id) && userIds.includes(account));
}

/** Most likely the account or a group was deleted, which a read tells. */
function isRefusal(error: unknown): boolean {
  if (!SupersetError.is(error) || error.maybeApplied) return false;
  return error.code === 'not-found' || error.code === 'validation' || error.code === 'conflict';
}
