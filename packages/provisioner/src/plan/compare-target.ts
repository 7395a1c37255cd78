import type { CallOptions, SupersetGroup, SupersetUser } from '@scim-superset/superset-client';
import type { DesiredState } from '../desired/read-directory.ts';
import { readPrivilegedRoles } from '../mapping/read-role-powers.ts';
import { hasDeparted } from '../target/departure.ts';
import { isPending, type KnownLinks } from '../target/known-links.ts';
import { plantedGroupsPermission } from '../target/planted-groups.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import { createAccountIndex } from './account-index.ts';
import { compareSetUp } from './compare-set-up.ts';
import { compareUser, comparisonOf } from './compare-user.ts';
import { describeItem } from './describe-item.ts';
import { keptGrants } from './kept-grants.ts';
import type { AccountItem, PlanItem, PlanItemKind } from './plan-item.ts';

/** What a target is compared by. */
export interface TargetReadings {
  readonly context: TargetContext;
  readonly directory: DesiredState;
  readonly links: KnownLinks;
  readonly catalog: TargetCatalog;
  /** Every account, one after the other: those that are in line are not kept. */
  readonly accounts: AsyncIterable<SupersetUser>;
  /** Groups with roles of a Superset where these have no effect yet; undefined when they may not be seen. */
  readonly planted: readonly SupersetGroup[] | undefined;
}

/** How a target differs. */
export interface TargetDifferences {
  readonly items: readonly PlanItem[];
  /** The accounts that items are about, as they were read. */
  readonly accounts: ReadonlyMap<number, SupersetUser>;
  readonly unseen: readonly UnseenKind[];
}

/** A kind of which not all can be seen, because the service account lacks a permission. */
export interface UnseenKind {
  readonly kind: PlanItemKind;
  /** What is not seen, and the permission. */
  readonly text: string;
}

/** Compares a target with the directory: first set-up items, then users in the order of the directory. */
export async function compareTarget(readings: TargetReadings, options: CallOptions): Promise<TargetDifferences> {
  const { context, directory, links, catalog } = readings;
  const { mapping, name: target } = context;
  const index = createAccountIndex();
  const kept = new Map<number, SupersetUser>();
  const found = new Map<string, readonly AccountItem[]>();
  const seen = new Set<string>();

  const compare = (userId: string, live: SupersetUser | undefined, namesakes: readonly SupersetUser[]): void => {
    const items = compareUser(
      comparisonOf(context, catalog, {
        userId,
        desired: directory.users.get(userId),
        link: links.byUser.get(userId),
        live,
        namesakes,
        owner: namesakes[0] && links.owners.get(namesakes[0].id),
      }),
    );
    if (items.length > 0) found.set(userId, items);
  };

  for await (const account of readings.accounts) {
    index.add(account);
    const userId = links.owners.get(account.id);
    if (userId === undefined) kept.set(account.id, account);
    else {
      seen.add(userId);
      if (!directory.failures.has(userId)) compare(userId, account, []);
      if (found.has(userId)) kept.set(account.id, account);
    }
  }

  const deleted = [...links.byUser.keys()].filter((id) => !directory.users.has(id) && !directory.failures.has(id));
  const users = [...directory.users.keys(), ...deleted];
  for (const userId of users.filter((id) => !seen.has(id))) {
    const name = directory.users.get(userId)?.username;
    const ids = name === undefined ? [] : index.withName(name).map(({ id }) => id);
    // An account of another user was compared and not kept: rare enough to be read again.
    const namesakes = await Promise.all(ids.map(async (id) => kept.get(id) ?? context.superset.users.get(id, options)));
    compare(
      userId,
      undefined,
      namesakes.filter((account) => account !== undefined),
    );
  }
  for (const [userId, failure] of directory.failures) {
    const pending = isPending(links.byUser.get(userId), mapping, catalog.mode);
    found.set(userId, [{ ...ruleFailure(userId, failure, target), ...(pending && { pending }) }]);
  }

  const items = [...users, ...directory.failures.keys()].flatMap((id) => found.get(id) ?? []);
  const concerned = new Set([...links.owners.keys(), ...items.flatMap(({ account }) => account?.id ?? [])]);
  const unmanaged = [...kept.values()].filter(({ id }) => !concerned.has(id));
  const clashes = index.clashes(({ id }) => links.owners.has(id));
  const privileged = await readPrivilegedRoles(context.superset, catalog, options);
  const setUp = compareSetUp({
    target,
    mapping,
    catalog,
    unmanaged,
    departed: await departedAmong(unmanaged, context),
    clashes,
    planted: readings.planted ?? [],
    kept: keptGrants(links),
    privileged: privileged.ids,
    untouched: links.byUser.size === 0,
  });
  const unseen = unseenKinds(readings.planted, privileged.missing);
  return { items: [...setUp, ...items], accounts: kept, unseen };
}

function unseenKinds(planted: TargetReadings['planted'], missing: string | undefined): UnseenKind[] {
  const lacks = (what: string, permission: string) => `${what}: the service account lacks ${permission}`;
  const unseen: UnseenKind[] = [];
  if (planted === undefined) {
    const text = lacks('groups whose roles an upgrade to 6.0 brings to life', plantedGroupsPermission);
    unseen.push({ kind: 'planted-group', text });
  }
  if (missing !== undefined) {
    unseen.push({ kind: 'foreign-group', text: lacks('what the roles of groups of others permit', missing) });
  }
  return unseen;
}

async function departedAmong(accounts: readonly SupersetUser[], context: TargetContext): Promise<ReadonlySet<number>> {
  const departed = new Set<number>();
  for (const account of accounts) {
    if (account.active && (await hasDeparted(context, account))) departed.add(account.id);
  }
  return departed;
}

function ruleFailure(
  userId: string,
  { userName, reason }: { readonly userName: string; readonly reason: string },
  target: string,
): AccountItem {
  const item = {
    user: { id: userId, userName },
    account: undefined,
    action: 'report',
    kind: 'conflict',
    reason,
  } as const;
  return { ...item, text: describeItem(item, target) };
}
