import type { CallOptions } from '@scim-superset/superset-client';
import { readDesired } from '../desired/read-desired.ts';
import { accountOwner } from '../target/account-owner.ts';
import { knownLink } from '../target/known-links.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import { compareUser, comparisonOf, type UserComparison } from './compare-user.ts';
import type { AccountItem } from './plan-item.ts';

/** Compares one user with a target as both are now; two or three small reads. */
export async function observeUser(
  context: TargetContext,
  catalog: TargetCatalog,
  userId: string,
  options: CallOptions,
): Promise<readonly AccountItem[]> {
  return compareUser(await readComparison(context, catalog, userId, options));
}

/** Reads what {@link compareUser} compares, as it is now. */
export async function readComparison(
  context: TargetContext,
  catalog: TargetCatalog,
  userId: string,
  options: CallOptions,
): Promise<UserComparison> {
  const { mapping, name: target, store, superset } = context;
  const [desired, stored] = await Promise.all([
    readDesired(store, mapping, userId),
    store.reconciliation.link(target, userId),
  ]);
  const link = stored && knownLink(stored);
  const live = link?.account === undefined ? undefined : await superset.users.get(link.account, options);
  const name = live === undefined ? desired?.username : undefined;
  const namesakes = name === undefined ? [] : await superset.users.findByUsername(name, options);
  const owner = namesakes[0] && (await accountOwner(context, namesakes[0].id));
  return comparisonOf(context, catalog, { userId, desired, link, live, namesakes, owner });
}
