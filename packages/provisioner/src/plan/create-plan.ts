import type { Link, Store } from '@scim-superset/core';
import { type CallOptions, SupersetError, type SupersetUser } from '@scim-superset/superset-client';
import { type DirectoryState, readDirectory } from '../desired/read-directory.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { creationUnderWay, parseAccountState } from '../target/account-state.ts';
import { readLinks } from '../target/read-links.ts';
import { readCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import { compareSetUp } from './compare-set-up.ts';
import { compareUser } from './compare-user.ts';
import { describeItem } from './describe-item.ts';
import type { Plan, TargetPlan } from './plan.ts';
import type { AccountItem } from './plan-item.ts';

/** What a plan is made of. */
export interface PlanInput {
  readonly store: Store;
  readonly mapping: RoleMapping;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Compares targets with the directory. Writes nothing. A target that cannot be read says so in its part. */
export async function createPlan(
  contexts: readonly TargetContext[],
  { store, mapping, now }: PlanInput,
  options: CallOptions,
): Promise<Plan> {
  const directory = await readDirectory(store, mapping);
  return {
    createdAt: new Date(now).toISOString(),
    mapping: mapping.fingerprint,
    users: directory.users.size + directory.failures.size,
    targets: await Promise.all(contexts.map((context) => planTarget(context, directory, options))),
  };
}

async function planTarget(
  context: TargetContext,
  directory: DirectoryState,
  options: CallOptions,
): Promise<TargetPlan> {
  try {
    return { target: context.name, items: await compareTarget(context, directory, options) };
  } catch (error) {
    if (!SupersetError.is(error)) throw error;
    return { target: context.name, items: [], failure: error.message };
  }
}

async function compareTarget(context: TargetContext, directory: DirectoryState, options: CallOptions) {
  const { mapping, name: target, superset } = context;
  const catalog = await readCatalog(superset, mapping, options);
  const accounts = new Map<number, SupersetUser>();
  const byUsername = new Map<string, SupersetUser[]>();
  for await (const account of superset.users.list(options)) {
    accounts.set(account.id, account);
    const key = account.username.toLowerCase();
    byUsername.set(key, [...(byUsername.get(key) ?? []), account]);
  }
  const links = new Map<string, Link>();
  const owners = new Map<number, string>();
  for await (const page of readLinks(context.store.reconciliation, target)) {
    for (const link of page) {
      links.set(link.userId, link);
      if (link.account !== undefined) owners.set(Number(link.account), link.userId);
    }
  }

  const compare = (userId: string): AccountItem[] => {
    const failure = directory.failures.get(userId);
    if (failure !== undefined) return [ruleFailure(userId, failure, target)];
    const desired = directory.users.get(userId);
    const link = links.get(userId);
    const creating = creationUnderWay(link?.state ?? {});
    const namesakes = byUsername.get((desired?.username ?? creating ?? '').toLowerCase()) ?? [];
    const [namesake] = namesakes;
    return compareUser({
      target,
      mapping,
      catalog,
      userId,
      desired,
      live: link?.account === undefined ? undefined : accounts.get(Number(link.account)),
      before: link && parseAccountState(link.state),
      namesakes,
      owner: namesake && owners.get(namesake.id),
      creating: creating !== undefined && creating === desired?.username,
    });
  };
  const deleted = [...links.keys()].filter((id) => !directory.users.has(id) && !directory.failures.has(id));
  const items = [...directory.users.keys(), ...directory.failures.keys(), ...deleted].flatMap(compare);

  const concerned = new Set([...owners.keys(), ...items.flatMap(({ account }) => account?.id ?? [])]);
  const unmanaged = [...accounts.values()].filter(({ id }) => !concerned.has(id));
  return [...compareSetUp({ target, mapping, catalog, unmanaged }), ...items];
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
