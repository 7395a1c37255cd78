import type { Link } from '@scim-superset/core';
import type { SupersetUser } from '@scim-superset/superset-client';
import { readDesired } from '../desired/read-desired.ts';
import { parseAccountState } from '../target/account-state.ts';
import { isProtected } from '../target/protected-account.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';

/** The account of somebody who has left. */
export interface LeaverAccount {
  readonly id: number;
  readonly username: string;
  /** Undefined when the directory has forgotten the user. */
  readonly userId: string | undefined;
}

/** What is known of an account. */
export interface KnownAccount {
  readonly id: number;
  readonly link: Link | undefined;
  /** Undefined when it is gone, or active and was not looked at. */
  readonly user: SupersetUser | undefined;
}

/**
 * Says whether an account belongs to somebody who has left: inactive in the directory, or forgotten by it. In the second
 * case the link is gone; such an account shows by what a cut leaves behind: it is inactive and has the base role.
 */
export async function judgeAccount(
  context: TargetContext,
  catalog: TargetCatalog,
  { id, link, user }: KnownAccount,
): Promise<LeaverAccount | undefined> {
  const applied = link && parseAccountState(link.state);
  const username = user?.username ?? applied?.username;
  if (username === undefined || isProtected(context.mapping, catalog, { id, username })) return undefined;
  const left = link === undefined ? isForgotten(catalog, user) : await hasLeft(context, link, user);
  return left ? { id, username, userId: link?.userId } : undefined;
}

function isForgotten({ baseRoleId }: TargetCatalog, user: SupersetUser | undefined): boolean {
  return user?.active === false && baseRoleId !== undefined && user.roleIds.includes(baseRoleId);
}

/** What was applied last does not tell while a change waits: the user may be coming back, or the cut be done in part. */
async function hasLeft(context: TargetContext, link: Link, user: SupersetUser | undefined): Promise<boolean> {
  if (!link.lags) return parseAccountState(link.state)?.active === false;
  if (user?.active !== false) return false;
  const desired = await readDesired(context.store, context.mapping, link.userId);
  return desired?.active !== true;
}
