import type { CallOptions, SupersetClient, SupersetUser } from '@scim-superset/superset-client';
import { readRolePowers } from '../mapping/read-role-powers.ts';
import { isProtected } from '../target/protected-account.ts';
import type { GrantMode, TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { FoundLeavers } from './find-leavers.ts';

/** The account that takes over, or why there is none. */
export type Receiver =
  | { readonly id: number; readonly problem?: never }
  | { readonly id?: never; readonly problem: string };

/** Finds the account that takes over what leavers own, or says why it cannot. */
export async function findReceiver(
  { superset, mapping, name }: TargetContext,
  catalog: TargetCatalog,
  username: string,
  { accounts }: FoundLeavers,
  options: CallOptions,
): Promise<Receiver> {
  const refuse = (why: string): Receiver => ({
    problem: `Nothing is transferred: the receiver "${username}" ${why}. Name somebody else as the receiver of ${name}`,
  });
  const [account, namesake] = await superset.users.findByUsername(username, options);
  if (account === undefined) return refuse('has no account');
  if (namesake !== undefined) return refuse('is two accounts, whose usernames differ in case only');
  if (!account.active || accounts.has(account.id)) return refuse('is not active');
  if (isProtected(mapping, catalog, account)) return refuse('is the service account, or protected');
  // Alerts and reports run with the rights of their owner, and mail the result to whom they did before.
  const admin = await adminRole(superset, catalog.mode, account, options);
  if (admin !== undefined) return refuse(`${admin}, and alerts run with the rights of their owner`);
  return { id: account.id };
}

/** How an account is Admin, or may become it; undefined when it may not. Asks, because a catalog may be minutes old. */
async function adminRole(
  superset: SupersetClient,
  mode: GrantMode,
  { roleIds, groupIds }: SupersetUser,
  options: CallOptions,
): Promise<string | undefined> {
  const hasGroups = mode === 'group' && groupIds.length > 0;
  const groups = hasGroups ? await superset.groups.list(options) : [];
  const through = groups.filter(({ id }) => groupIds.includes(id)).flatMap((group) => group.roleIds);
  const its = new Set([...roleIds, ...through]);
  const roles = (await superset.roles.list(options)).filter(({ id }) => its.has(id));
  const { powers } = await readRolePowers(superset, { roles, groupRoles: mode === 'group' }, options);
  if ([...powers.values()].some(({ level }) => level === 'admin')) return 'is Admin';
  const minting = roles.find(({ id }) => powers.get(id)?.level === 'mints-admin');
  return minting && `has the role "${minting.name}", which can make it Admin`;
}
