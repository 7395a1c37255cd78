import type { CallOptions } from '@scim-superset/superset-client';
import { readDesired } from '../desired/read-desired.ts';
import { creationUnderWay, parseAccountState } from '../target/account-state.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import { compareUser } from './compare-user.ts';
import type { AccountItem } from './plan-item.ts';

/** Compares one user with a target as both are now; two or three small reads. */
export async function observeUser(
  context: TargetContext,
  catalog: TargetCatalog,
  userId: string,
  options: CallOptions,
): Promise<readonly AccountItem[]> {
  const { mapping, name: target, store, superset } = context;
  const [desired, link] = await Promise.all([
    readDesired(store, mapping, userId),
    store.reconciliation.link(target, userId),
  ]);
  const live = link?.account === undefined ? undefined : await superset.users.get(Number(link.account), options);
  const needsNamesakes = live === undefined && desired !== undefined;
  const namesakes = needsNamesakes ? await superset.users.findByUsername(desired.username, options) : [];
  const [namesake] = namesakes;
  return compareUser({
    target,
    mapping,
    catalog,
    userId,
    desired,
    live,
    before: link && parseAccountState(link.state),
    namesakes,
    owner: namesake && (await context.owners.owner(namesake.id)),
    creating: desired !== undefined && creationUnderWay(link?.state ?? {}) === desired.username,
  });
}
