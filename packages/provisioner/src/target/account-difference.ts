import type { SupersetUser, SupersetUserChange } from '@scim-superset/superset-client';
import type { DesiredAccount } from '../desired/desired-account.ts';
import type { AccountAccess } from './account-access.ts';
import { sameIds } from './same-ids.ts';

/** The members of an account that differ from what is wanted, ready to be sent; undefined when none does. */
export function accountDifference(
  live: SupersetUser,
  desired: DesiredAccount & { readonly email: string },
  access: AccountAccess,
): SupersetUserChange | undefined {
  const change: SupersetUserChange = {
    ...(live.username !== desired.username && { username: desired.username }),
    ...(live.firstName !== desired.firstName && { firstName: desired.firstName }),
    ...(live.lastName !== desired.lastName && { lastName: desired.lastName }),
    ...(live.email !== desired.email && { email: desired.email }),
    ...(live.active !== desired.active && { active: desired.active }),
    ...(!sameIds(live.roleIds, access.roleIds) && { roleIds: access.roleIds }),
    ...(access.groupIds !== undefined && !sameIds(live.groupIds, access.groupIds) && { groupIds: access.groupIds }),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}
