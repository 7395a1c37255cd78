import type { ResourceStore } from '@scim-superset/core';
import type { DirectoryGroup, RoleMapping } from '../mapping/role-mapping.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { type DesiredAccount, desiredAccount } from './desired-account.ts';
import { groupsOf, toDirectoryGroup, toUser } from './read-desired.ts';
import { walkResources } from './walk-resources.ts';

/** What the directory wants, user by user. */
export interface DirectoryState {
  /** By user id. */
  readonly users: ReadonlyMap<string, DesiredAccount>;
  /** Users whose rules failed, by id, with the reason. */
  readonly failures: ReadonlyMap<string, { readonly userName: string; readonly reason: string }>;
}

/** Reads the whole directory and computes everybody's desired account. */
export async function readDirectory(store: ResourceStore, mapping: RoleMapping): Promise<DirectoryState> {
  const groups = new Map<string, DirectoryGroup>();
  if (mapping.readsGroups) {
    for await (const stored of walkResources(store, 'Group')) {
      const group = toDirectoryGroup(stored);
      if (group !== undefined) groups.set(group.id, group);
    }
  }
  const users = new Map<string, DesiredAccount>();
  const failures = new Map<string, { userName: string; reason: string }>();
  for await (const stored of walkResources(store, 'User', { groups: true })) {
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
