import type { DesiredAccount } from '../desired/desired-account.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { givenAndTaken } from '../target/access-event.ts';
import type { UserPreview } from './mapping-preview.ts';

/** A user's account as a mapping wants it. */
export interface Wanted {
  readonly mapping: RoleMapping;
  readonly desired: DesiredAccount;
}

/** Compares what two mappings want of a user; undefined when that is the same account with the same roles. */
export function compareDesired(before: Wanted, after: Wanted): Omit<UserPreview, 'target' | 'user'> | undefined {
  const had = rolesOf(before);
  const has = rolesOf(after);
  const roles = givenAndTaken(had, has);
  const account = accountChange(before.desired, after.desired);
  if (account === 'kept' && roles.given.length + roles.taken.length === 0) return undefined;
  return { account, roles, losesAll: had.size > 0 && has.size === 0 };
}

function accountChange(before: DesiredAccount, after: DesiredAccount): UserPreview['account'] {
  if (before.active === after.active) return 'kept';
  return after.active ? 'given' : 'taken';
}

/** Names of the roles that grants give, without the base role. */
function rolesOf({ mapping, desired }: Wanted): Set<string> {
  const names = new Set(desired.grants.map(({ name }) => name));
  return new Set(mapping.grants.filter(({ name }) => names.has(name)).flatMap(({ roles }) => roles));
}
