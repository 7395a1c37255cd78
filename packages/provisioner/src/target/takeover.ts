import type { SupersetUser } from '@scim-superset/superset-client';
import type { DesiredAccount } from '../desired/desired-account.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { exactAccess } from './account-access.ts';
import { effectiveRoles } from './effective-roles.ts';
import type { ReadyCatalog } from './ensure-grants.ts';

/** What the owner of an account that nobody has provisioned would lose when it is taken over. */
export interface Takeover {
  readonly account: number;
  readonly username: string;
  /** Whether the account is active and is to be switched off. */
  readonly deactivates: boolean;
  /** Names of the roles that would go, in alphabetical order. */
  readonly roles: readonly string[];
}

/** What taking over an account would take away; undefined when that is nothing. */
export function findTakeover(
  live: SupersetUser,
  desired: DesiredAccount,
  mapping: RoleMapping,
  catalog: ReadyCatalog,
): Takeover | undefined {
  if (!live.active) return undefined;
  const grants = desired.grants.map(({ name }) => name);
  const { roleIds, groupIds = [] } = exactAccess(grants, mapping, catalog);
  const kept = effectiveRoles({ roleIds, groupIds }, catalog);
  const roles = [...effectiveRoles(live, catalog).difference(kept)].sort();
  if (desired.active && roles.length === 0) return undefined;
  return { account: live.id, username: live.username, deactivates: !desired.active, roles };
}
