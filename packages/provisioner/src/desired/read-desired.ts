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
  return stored && desiredOf(stored, store, mapping);
}

/** The desired account of a stored user that was read with its groups. */
export async function desiredOf(
  stored: StoredResource,
  store: ResourceStore,
  mapping: RoleMapping,
): Promise<DesiredAccount> {
  const references = mapping.readsGroups ? (stored.groups ?? []) : [];
  const whole = await Promise.all(references.map(({ id }) => store.read('Group', id)));
  const known = new Map(whole.flatMap((group) => (group ? [[group.id, toDirectoryGroup(group)]] : [])));
  return desiredAccount(toUser(stored), groupsOf(stored, mapping, known), mapping);
}

/**
 * The groups of a stored user as the mapping's rules need them. Whole groups have to be known only when a rule looks at
 * more than id and display name; one that is not known then is left out.
 */
export function groupsOf(
  stored: StoredResource,
  { readsGroups }: Pick<RoleMapping, 'readsGroups'>,
  known: ReadonlyMap<string, DirectoryGroup>,
): DirectoryGroup[] {
  const references = stored.groups ?? [];
  if (!readsGroups) return references.map(({ id, display }) => ({ id, displayName: display }));
  return references.flatMap(({ id }) => known.get(id) ?? []);
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
export function toDirectoryGroup(stored: StoredResource): DirectoryGroup {
  const { displayName, externalId } = stored.attributes;
  return {
    id: stored.id,
    displayName: typeof displayName === 'string' ? displayName : '',
    ...(typeof externalId === 'string' && { externalId }),
  };
}
