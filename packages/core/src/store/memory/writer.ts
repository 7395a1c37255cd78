import type {
  MembershipChange,
  MembershipResult,
  ResourceDelete,
  ResourcePut,
  StoredResource,
} from '../resource-store.ts';
import { userTypeName } from '../type-names.ts';
import { addTo, type Entry, keyText, type MemoryState, removeFrom } from './memory-state.ts';
import { usersWithin } from './relations.ts';

/** The steps of one batch. They rely on the batch having no conflict. */
export interface Writer {
  put(put: ResourcePut): Entry;
  changeMembers(change: MembershipChange): MembershipResult;
  delete(deletion: ResourceDelete): void;
  mark(users: Iterable<readonly [id: string, urgent: boolean]>): void;
  /** Users whose access the batch may change, and whether that is urgent. */
  readonly dirty: ReadonlyMap<string, boolean>;
}

/** Creates the steps of one batch, committed at an RFC 3339 instant. */
export function createWriter(state: MemoryState, at: string): Writer {
  const dirty = new Map<string, boolean>();
  const raised = new Set<string>();

  function mark(users: Iterable<readonly [id: string, urgent: boolean]>): void {
    for (const [id, urgent] of users) dirty.set(id, urgent || dirty.get(id) === true);
  }

  /** However much of a resource a batch changes, its version rises by one. */
  function change(entry: Entry, attributes: StoredResource['attributes'] = entry.resource.attributes): void {
    const { id, version } = entry.resource;
    entry.resource = Object.freeze({
      ...entry.resource,
      version: raised.has(id) ? version : version + 1,
      lastModified: at,
      attributes,
    });
    raised.add(id);
  }

  function changeGroup(groupId: string): void {
    const group = state.resources.get(groupId);
    if (group !== undefined) change(group);
  }

  function create({ type, id, attributes }: ResourcePut): Entry {
    state.lastSequence += 1;
    const sequence = state.lastSequence;
    const resource = Object.freeze({ type, id, version: 1, sequence, created: at, lastModified: at, attributes });
    const entry: Entry = { resource, keys: [], label: '' };
    raised.add(id);
    state.resources.set(id, entry);
    const sameType = state.byType.get(type);
    if (sameType === undefined) state.byType.set(type, new Map([[id, entry]]));
    else sameType.set(id, entry);
    if (type === userTypeName) mark([[id, false]]);
    return entry;
  }

  return {
    dirty,
    mark,
    put(put) {
      let entry = state.resources.get(put.id);
      if (entry === undefined) entry = create(put);
      else change(entry, put.attributes);
      reindex(state, entry, put.keys);
      entry.label = put.label;
      return entry;
    },
    changeMembers({ groupId, kind, add, remove }) {
      const current = state.members.get(groupId) ?? new Set();
      const wanted = new Set(add);
      const unknown = [...wanted].filter((id) => !state.resources.has(id));
      const added = [...wanted].filter((id) => !current.has(id) && state.resources.has(id));
      const leaving = kind === 'replace' ? current : new Set(remove);
      const removed = [...leaving].filter((id) => current.has(id) && !wanted.has(id));

      for (const id of removed) disconnect(state, groupId, id);
      for (const id of added) connect(state, groupId, id);
      if (added.length + removed.length > 0) changeGroup(groupId);
      for (const id of [...added, ...removed]) mark(usersWithin(state, id).map((user) => [user, false]));
      return { groupId, added, removed, unknown };
    },
    delete({ type, id }) {
      const entry = state.resources.get(id);
      if (entry === undefined) return;
      mark(usersWithin(state, id).map((user) => [user, user === id]));
      for (const groupId of [...(state.parents.get(id) ?? [])]) {
        disconnect(state, groupId, id);
        changeGroup(groupId);
      }
      for (const memberId of [...(state.members.get(id) ?? [])]) disconnect(state, id, memberId);
      reindex(state, entry, []);
      state.byType.get(type)?.delete(id);
      state.resources.delete(id);
    },
  };
}

function connect(state: MemoryState, groupId: string, memberId: string): void {
  addTo(state.members, groupId, memberId);
  addTo(state.parents, memberId, groupId);
}

function disconnect(state: MemoryState, groupId: string, memberId: string): void {
  removeFrom(state.members, groupId, memberId);
  removeFrom(state.parents, memberId, groupId);
}

function reindex(state: MemoryState, entry: Entry, keys: ResourcePut['keys']): void {
  const { type, id } = entry.resource;
  for (const key of entry.keys) {
    removeFrom(state.byKey, keyText(type, key), id);
    if (key.unique) state.uniqueOwners.delete(keyText(type, key));
  }
  for (const key of keys) {
    addTo(state.byKey, keyText(type, key), id);
    if (key.unique) state.uniqueOwners.set(keyText(type, key), id);
  }
  entry.keys = keys;
}
