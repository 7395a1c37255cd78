import type { Include, StoredGroupReference, StoredMember, StoredResource } from '../resource-store.ts';
import { userTypeName } from '../type-names.ts';
import type { Entry, MemoryState } from './memory-state.ts';

/** The resource with the relations that a read asked for. */
export function withRelations(state: MemoryState, entry: Entry, include: Include | undefined): StoredResource {
  if (!include?.members && !include?.groups) return entry.resource;
  return Object.freeze({
    ...entry.resource,
    ...(include.members ? { members: membersOf(state, entry.resource.id) } : {}),
    ...(include.groups ? { groups: groupsOf(state, entry.resource.id) } : {}),
  });
}

/** Ids of all users that an id stands for: the user itself, or everybody in the group and the groups nested in it. */
export function usersWithin(state: MemoryState, id: string): string[] {
  return reachable(state.members, id).filter((found) => state.resources.get(found)?.resource.type === userTypeName);
}

function membersOf(state: MemoryState, groupId: string): readonly StoredMember[] {
  return [...(state.members.get(groupId) ?? [])].flatMap((id) => {
    const entry = state.resources.get(id);
    return entry === undefined ? [] : [{ id, type: entry.resource.type, display: entry.label }];
  });
}

function groupsOf(state: MemoryState, id: string): readonly StoredGroupReference[] {
  const direct = state.parents.get(id);
  if (direct === undefined) return [];
  const references = reachable(state.parents, id).flatMap((groupId) => {
    const group = state.resources.get(groupId);
    return group === undefined || groupId === id ? [] : [{ group, direct: direct.has(groupId) }];
  });
  return references
    .sort((a, b) => Number(b.direct) - Number(a.direct) || a.group.resource.sequence - b.group.resource.sequence)
    .map(({ group, direct }) => ({ id: group.resource.id, display: group.label, direct }));
}

/** The start and everything that edges lead to from it. Ends in spite of groups that contain each other. */
function reachable(edges: ReadonlyMap<string, ReadonlySet<string>>, start: string): string[] {
  const seen = new Set([start]);
  for (const id of seen) for (const next of edges.get(id) ?? []) seen.add(next);
  return [...seen];
}
