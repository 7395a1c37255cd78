import { accountClaimant, leaveToClaimant } from '../target/account-claimant.ts';
import { hasDeparted } from '../target/departure.ts';
import { isProtected } from '../target/protected-account.ts';
import type { PlanItem } from './plan-item.ts';
import { catalogOf, recordSetUp, type SetUpOutcome, type SetUpWork } from './set-up-work.ts';

/** Deactivates the account of a deleted user that somebody has switched on again. Leaves one alone that a user may get. */
export async function cutOffAgain(
  work: SetUpWork,
  { account }: Extract<PlanItem, { kind: 'reactivated-leaver' }>,
): Promise<SetUpOutcome> {
  const { context, catalog, options } = work;
  const { users } = context.superset;
  const live = await users.get(account.id, options);
  if (live?.active !== true || isProtected(context.mapping, catalog, live)) return { outcome: 'stale' };
  if (!(await hasDeparted(context, live))) return { outcome: 'stale' };
  const { baseRoleId, mode } = await catalogOf(work);
  if ((await accountClaimant(context, live)) !== undefined) return { outcome: 'stale' };
  const bare = { active: false, roleIds: [baseRoleId], ...(mode === 'group' && { groupIds: [] }) };
  await users.update(account.id, bare, options);
  await leaveToClaimant(context, live);
  await recordSetUp(work, { type: 'SupersetUser', id: account.username }, { change: 'reactivated-leaver' });
  return { outcome: 'applied' };
}
