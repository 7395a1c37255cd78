import type { ResourceStore, User } from '@scim-superset/core';
import type { DirectoryGroup, RoleMapping } from '../mapping/role-mapping.ts';
import { type DesiredAccount, desiredAccount } from './desired-account.ts';
import { groupsOf, toDirectoryGroup, toUser } from './read-desired.ts';
import { walkResources } from './walk-resources.ts';

/** A user of the directory, and what each of some mappings wants of the user's account. */
export interface DesiredUser {
  readonly id: string;
  readonly user: User;
  /**
   * @throws {ProvisionerError} `rule-failed` when a `when` of the mapping throws for the user.
   */
  by(mapping: RoleMapping): DesiredAccount;
}

/** Reads all users, page by page, for mappings that are known beforehand. */
export async function* walkDesired(
  store: ResourceStore,
  mappings: readonly RoleMapping[],
): AsyncGenerator<DesiredUser, void> {
  const groups = new Map<string, DirectoryGroup>();
  if (mappings.some(({ readsGroups }) => readsGroups)) {
    for await (const stored of walkResources(store, 'Group')) {
      groups.set(stored.id, toDirectoryGroup(stored));
    }
  }
  for await (const stored of walkResources(store, 'User', { groups: true })) {
    const user = toUser(stored);
    yield {
      id: stored.id,
      user,
      by: (mapping) => desiredAccount(user, groupsOf(stored, mapping, groups), mapping),
    };
  }
}
