import type { Link } from '@scim-superset/core';
import type { CallOptions, SupersetUser } from '@scim-superset/superset-client';
import { readLinks } from '../target/read-links.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import { judgeAccount, type LeaverAccount } from './judge-account.ts';

/** Who has left, and a way to tell whether others are still there. */
export interface FoundLeavers {
  /** By account id. */
  readonly accounts: ReadonlyMap<number, LeaverAccount>;
  /** Whether an account can be used and is nobody's who has left. */
  isActive(account: number): Promise<boolean>;
}

/** Finds everybody who has left, by the links and one list of the inactive accounts. */
export async function findLeavers(
  context: TargetContext,
  catalog: TargetCatalog,
  options: CallOptions,
): Promise<FoundLeavers> {
  const inactive = new Map<number, SupersetUser>();
  for await (const user of context.superset.users.list({ ...options, active: false })) inactive.set(user.id, user);
  const accounts = new Map<number, LeaverAccount>();
  const forgotten = new Set(inactive.keys());
  const judge = async (id: number, link: Link | undefined): Promise<void> => {
    const left = await judgeAccount(context, catalog, { id, link, user: inactive.get(id) });
    if (left !== undefined) accounts.set(id, left);
  };
  for await (const page of readLinks(context.store.reconciliation, context.name)) {
    for (const link of page) {
      if (link.account === undefined) continue;
      forgotten.delete(Number(link.account));
      await judge(Number(link.account), link);
    }
  }
  for (const id of forgotten) await judge(id, undefined);
  return { accounts, isActive: async (account) => !inactive.has(account) && !accounts.has(account) };
}

/** The same for accounts that were just cut off, with a call for each. */
export async function findThese(
  context: TargetContext,
  catalog: TargetCatalog,
  ids: readonly number[],
  options: CallOptions,
): Promise<FoundLeavers> {
  const { superset, store, name } = context;
  const known = new Map<number, SupersetUser | undefined>();
  const read = async (id: number): Promise<SupersetUser | undefined> => {
    if (!known.has(id)) known.set(id, await superset.users.get(id, options));
    return known.get(id);
  };
  const accounts = new Map<number, LeaverAccount>();
  for (const id of ids) {
    const userId = await store.reconciliation.owner(name, String(id));
    const link = userId === undefined ? undefined : await store.reconciliation.link(name, userId);
    const left = await judgeAccount(context, catalog, { id, link, user: await read(id) });
    if (left !== undefined) accounts.set(id, left);
  }
  return {
    accounts,
    isActive: async (account) => !accounts.has(account) && (await read(account))?.active === true,
  };
}
