import type { CommitConflict, ResourcePut, WriteBatch } from '../resource-store.ts';
import { groupTypeName } from '../type-names.ts';
import { keyText, type MemoryState } from './memory-state.ts';

/**
 * Finds the first reason to refuse a batch, by going through it as {@link WriteBatch} says without changing anything.
 */
export function findConflict(state: MemoryState, batch: WriteBatch): CommitConflict | undefined {
  const types = overlay((id) => state.resources.get(id)?.resource.type);
  const owners = overlay((key) => state.uniqueOwners.get(key));
  const keys = overlay((id) => state.resources.get(id)?.keys);
  const versionBefore = (id: string): number => state.resources.get(id)?.resource.version ?? 0;

  for (const put of batch.puts ?? []) {
    const { type, id, expectedVersion } = put;
    const actual = versionBefore(id);
    if (expectedVersion > 0 && types.get(id) !== type) return { kind: 'missing', type, id };
    if (expectedVersion === 0 && types.get(id) !== undefined) {
      // At least 1: what the batch itself has created exists as well.
      return { kind: 'version', type, id, actual: Math.max(actual, 1) };
    }
    if (expectedVersion !== actual) return { kind: 'version', type, id, actual };
    for (const key of uniqueKeys(type, keys.get(id))) owners.set(key.text, undefined);
    for (const { text, name, value } of uniqueKeys(type, put.keys)) {
      const existingId = owners.get(text);
      if (existingId !== undefined && existingId !== id) {
        return { kind: 'uniqueness', key: { name, value }, existingId };
      }
      owners.set(text, id);
    }
    types.set(id, type);
    keys.set(id, put.keys);
  }

  for (const { groupId: id, expectedVersion } of batch.memberships ?? []) {
    if (types.get(id) !== groupTypeName) return { kind: 'missing', type: groupTypeName, id };
    if (expectedVersion !== undefined && expectedVersion !== versionBefore(id)) {
      return { kind: 'version', type: groupTypeName, id, actual: versionBefore(id) };
    }
  }

  for (const { type, id, expectedVersion } of batch.deletes ?? []) {
    if (types.get(id) !== type) return { kind: 'missing', type, id };
    if (expectedVersion !== undefined && expectedVersion !== versionBefore(id)) {
      return { kind: 'version', type, id, actual: versionBefore(id) };
    }
    types.set(id, undefined);
  }
  return undefined;
}

function uniqueKeys(
  type: string,
  keys: ResourcePut['keys'] | undefined,
): { readonly text: string; readonly name: string; readonly value: string }[] {
  return (keys ?? []).filter((key) => key.unique).map((key) => ({ ...key, text: keyText(type, key) }));
}

/** A map that remembers what a batch would write and reads everything else from the state. */
function overlay<T>(read: (key: string) => T | undefined): {
  get(key: string): T | undefined;
  set(key: string, value: T | undefined): void;
} {
  const written = new Map<string, T | undefined>();
  return {
    get: (key) => (written.has(key) ? written.get(key) : read(key)),
    set: (key, value) => written.set(key, value),
  };
}
