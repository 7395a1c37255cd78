import type { CallOptions, SupersetUser } from '@scim-superset/superset-client';
import { compareUser } from '../plan/compare-user.ts';
import { readComparison } from '../plan/observe-user.ts';
import type { AccountItem, PlanItem } from '../plan/plan-item.ts';
import { accountClaimant } from '../target/account-claimant.ts';
import { isPending, type KnownLink, type KnownLinks, knownLink } from '../target/known-links.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';

/** What items are confirmed by. */
export interface Confirmation {
  readonly context: TargetContext;
  readonly catalog: TargetCatalog;
  /** As they were before anything else was read. */
  readonly links: KnownLinks;
  /** Users to compare again with their live accounts, whether or not anything was found. */
  readonly again: ReadonlySet<string>;
  /** Accounts as they were read; those that are read again are put there. */
  readonly accounts: Map<number, SupersetUser>;
}

/**
 * Leaves of what a comparison found what still holds. Reading a whole Superset takes a while, and users who were changed
 * or applied meanwhile were compared with what is not true any more: they are compared again, one by one.
 */
export async function confirmItems(
  items: readonly PlanItem[],
  confirmation: Confirmation,
  options: CallOptions,
): Promise<PlanItem[]> {
  const ofUsers = Map.groupBy(items.filter(isAccountItem), ({ user }) => user.id);
  const confirmed: PlanItem[] = [];
  for (const item of items) {
    if (!isAccountItem(item) && (await isStillNobodys(item, confirmation.context))) confirmed.push(item);
  }
  for (const userId of new Set([...ofUsers.keys(), ...confirmation.again])) {
    confirmed.push(...(await confirmUser(userId, ofUsers.get(userId) ?? [], confirmation, options)));
  }
  return confirmed;
}

function isAccountItem(item: PlanItem): item is AccountItem {
  return item.user !== undefined;
}

async function confirmUser(
  userId: string,
  items: readonly AccountItem[],
  { context, catalog, links, again, accounts }: Confirmation,
  options: CallOptions,
): Promise<readonly AccountItem[]> {
  const { store, name, mapping } = context;
  const stored = await store.reconciliation.link(name, userId);
  const now = stored && knownLink(stored);
  if (isSame(links.byUser.get(userId), now) && !again.has(userId)) return items;
  const waits = isPending(now, mapping, catalog.mode) && now?.hold === undefined;
  if (waits) return items.map((item) => ({ ...item, pending: true }));
  const comparison = await readComparison(context, catalog, userId, options);
  if (comparison.live !== undefined) accounts.set(comparison.live.id, comparison.live);
  return compareUser(comparison);
}

function isSame(then: KnownLink | undefined, now: KnownLink | undefined): boolean {
  const marks = (link: KnownLink | undefined) => [link?.applied, link?.account, link?.lags, link?.hold?.digest];
  return JSON.stringify(marks(then)) === JSON.stringify(marks(now));
}

/** An account that was created for a user meanwhile looked like nobody's. */
async function isStillNobodys(item: PlanItem, context: TargetContext): Promise<boolean> {
  if (item.user !== undefined || !('account' in item)) return true;
  const user = await accountClaimant(context, item.account);
  if (user === undefined) return true;
  const link = await context.store.reconciliation.link(context.name, user);
  if (link?.account === String(item.account.id)) return false;
  // The mode does not matter for somebody who has no account yet.
  return !isPending(link && knownLink(link), context.mapping, 'group');
}
