import { sameIds } from '../same-ids.ts';
import type { SupersetUser, SupersetUserChange } from './superset-users.ts';

/** A change in Superset's words. */
export function toWire(change: SupersetUserChange): Readonly<Record<string, unknown>> {
  const { username, firstName, lastName, email, active, roleIds, groupIds } = change;
  return Object.fromEntries(
    Object.entries({
      username,
      first_name: firstName,
      last_name: lastName,
      email,
      active,
      roles: roleIds,
      groups: groupIds,
    }).filter(([, value]) => value !== undefined),
  );
}

/** Whether an account already is what the change asks for. */
export function isApplied(user: SupersetUser, change: SupersetUserChange): boolean {
  const { roleIds, groupIds, ...texts } = change;
  return (
    (Object.keys(texts) as (keyof typeof texts)[]).every(
      (key) => texts[key] === undefined || texts[key] === user[key],
    ) &&
    (roleIds === undefined || sameIds(roleIds, user.roleIds)) &&
    (groupIds === undefined || sameIds(groupIds, user.groupIds))
  );
}
