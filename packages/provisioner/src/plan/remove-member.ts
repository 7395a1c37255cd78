import { accountClaimant, leaveToClaimant } from '../target/account-claimant.ts';
import { isProtected } from '../target/protected-account.ts';
import type { PlanItem } from './plan-item.ts';
import { catalogOf, recordSetUp, type SetUpOutcome, type SetUpWork } from './set-up-work.ts';

/** Takes an account that was not provisioned out of the group of a grant. Leaves one alone that a user has, or may get. */
export async function removeMember(
  work: SetUpWork,
  { account, group }: Extract<PlanItem, { kind: 'foreign-member' }>,
): Promise<SetUpOutcome> {
  const { context, catalog, options } = work;
  const { users } = context.superset;
  const groupId = [...catalog.ownGroupIds].find((id) => catalog.groups.get(id)?.name === group);
  const live = groupId === undefined ? undefined : await users.get(account.id, options);
  if (live === undefined || groupId === undefined || !live.groupIds.includes(groupId)) return { outcome: 'stale' };
  if (isProtected(context.mapping, catalog, live)) return { outcome: 'stale' };
  const groupIds = live.groupIds.filter((id) => id !== groupId);
  // An account without any role or group is an error page to its owner, and Superset refuses to make one.
  const roleIds = live.roleIds.length + groupIds.length === 0 ? [(await catalogOf(work)).baseRoleId] : undefined;
  if ((await accountClaimant(context, live)) !== undefined) return { outcome: 'stale' };
  await users.update(account.id, { groupIds, ...(roleIds && { roleIds }) }, options);
  await leaveToClaimant(context, live);
  await recordSetUp(work, { type: 'SupersetUser', id: account.username }, { change: 'foreign-member', group });
  return { outcome: 'applied' };
}
