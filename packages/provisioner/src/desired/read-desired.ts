import type { ResourceStore, StoredResource, User } from '@scim-superset/core';
import type { DirectoryGroup, RoleMapping } from '../mapping/role-mapping.ts';
import { type DesiredAccount, desiredAccount } from './desired-account.ts';

/** Reads a user's current desired account; undefined when the user is not in the directory. */
export async function readDesired(
  store: ResourceStore,
  mapping: RoleMapping,
  userId: string,
): Promise<DesiredAccount | undefined> {
  const stored = await store.read('User', userId, { groups: true });
  if (stored === undefined) return undefined;
  const readGroup = async (id: string) => toDirectoryGroup(await store.read('Group', id));
  return desiredAccount(toUser(stored), await groupsOf(stored, mapping, readGroup), mapping);
}

/**
 * The groups of a stored user as the mapping's rules need them. Whole groups are read only when a rule looks at more
 * than id and display name.
 */
export async function groupsOf(
  stored: StoredResource,
  mapping: RoleMapping,
  readGroup: (id: string) => Promise<DirectoryGroup | undefined>,
): Promise<DirectoryGroup[]> {
  const references = stored.groups ?? [];
  if (!mapping.readsGroups) return references.map(({ id, display }) => ({ id, displayName: display }));
  const groups = await Promise.all(references.map(({ id }) => readGroup(id)));
  return groups.filter((group) => group !== undefined);
}

/** A stored user as rules see it, in the resource's JSON form. */
export function toUser(stored: StoredResource): User {
  const groups = stored.groups?.map(({ id, display, direct }) => ({
    value: id,
    display,
    type: direct ? 'direct' : 'indirect',
  }));
  const meta = { resourceType: stored.type, created: stored.created, lastModified: stored.lastModified };
  // The endpoint validated the attributes against the User schema before it stored them.
  return { ...stored.attributes, id: stored.id, meta, ...(groups && { groups }) } as unknown as User;
}

/** A stored group as rules see it. */
export function toDirectoryGroup(stored: StoredResource | undefined): DirectoryGroup | undefined {
  if (stored === undefined) return undefined;
  const { displayName, externalId } = stored.attributes;
  return {
    id: stored.id,
    displayName: typeof displayName === 'string' ? displayName : '',
    ...(typeof externalId === 'string' && { externalId }),
  };
}
