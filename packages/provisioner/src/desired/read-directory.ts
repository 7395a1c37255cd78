import type { ResourceStore, StoredResource } from '@scim-superset/core';
import type { DirectoryGroup, RoleMapping } from '../mapping/role-mapping.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { type DesiredAccount, desiredAccount } from './desired-account.ts';
import { groupsOf, toDirectoryGroup, toUser } from './read-desired.ts';

/** What the directory wants, user by user. */
export interface DirectoryState {
  /** By user id. */
  readonly users: ReadonlyMap<string, DesiredAccount>;
  /** Users whose rules failed, by id, with the reason. */
  readonly failures: ReadonlyMap<string, { readonly userName: string; readonly reason: string }>;
}

const pageSize = 1_000;

/** Reads the whole directory and computes everybody's desired account. */
export async function readDirectory(store: ResourceStore, mapping: RoleMapping): Promise<DirectoryState> {
  const groups = new Map<string, DirectoryGroup>();
  if (mapping.readsGroups) {
    for await (const stored of walk(store, 'Group')) {
      const group = toDirectoryGroup(stored);
      if (group !== undefined) groups.set(group.id, group);
    }
  }
  const users = new Map<string, DesiredAccount>();
  const failures = new Map<string, { userName: string; reason: string }>();
  for await (const stored of walk(store, 'User')) {
    const user = toUser(stored);
    try {
      const theirs = await groupsOf(stored, mapping, (id) => Promise.resolve(groups.get(id)));
      users.set(stored.id, desiredAccount(user, theirs, mapping));
    } catch (error) {
      if (!ProvisionerError.is(error)) throw error;
      failures.set(stored.id, { userName: user.userName, reason: error.message });
    }
  }
  return { users, failures };
}

async function* walk(store: ResourceStore, type: 'User' | 'Group'): AsyncIterable<StoredResource> {
  const include = type === 'User' ? { groups: true } : {};
  for (let after = 0; ; ) {
    const { resources } = await store.list({ type, include, after, limit: pageSize, total: false });
    yield* resources;
    after = resources.at(-1)?.sequence ?? after;
    if (resources.length < pageSize) return;
  }
}
