import { isJsonObject, type JsonObject, ownValue } from '../schema/json.ts';
import type { ReadMember } from '../schema/resource-members.ts';
import type { MembersDelta } from './patch-result.ts';

/** The membership of a group while operations are applied to it: what changes, without looking at who is in it. */
export interface MembersDraft {
  add(members: readonly ReadMember[]): void;
  remove(ids: Iterable<string>): void;
  replace(members: readonly ReadMember[]): void;
  /** The members as they are now, not copied. Costs as much as the group is large. */
  list(): readonly JsonObject[];
  /** Whether {@link list} is empty; costs no more than the changes so far. */
  isEmpty(): boolean;
  delta(): MembersDelta | undefined;
}

/** Starts from the members that the group has in its JSON: none when they are kept elsewhere. */
export function createMembersDraft(current: readonly unknown[]): MembersDraft {
  let whole = false;
  /** The last word on each id that an operation named: the member to add, or null to remove it. */
  let changed = new Map<string, ReadMember | null>();

  function list(): readonly JsonObject[] {
    const result: JsonObject[] = [];
    const present = new Set<string>();
    for (const member of whole ? [] : current) {
      if (!isJsonObject(member)) continue;
      const id = ownValue(member, 'value');
      if (typeof id !== 'string' || present.has(id) || changed.get(id) === null) continue;
      present.add(id);
      result.push(member);
    }
    for (const [id, member] of changed) {
      if (member !== null && !present.has(id)) result.push(member);
    }
    return result;
  }

  return {
    add(members) {
      for (const member of members) if (!changed.get(member.value)) changed.set(member.value, member);
    },
    remove(ids) {
      for (const id of ids) {
        if (whole) changed.delete(id);
        else changed.set(id, null);
      }
    },
    replace(members) {
      whole = true;
      changed = new Map();
      for (const member of members) if (!changed.has(member.value)) changed.set(member.value, member);
    },
    list,
    isEmpty() {
      if (whole) return changed.size === 0;
      return current.length <= changed.size ? list().length === 0 : false;
    },
    delta() {
      const add = [...changed].filter(([, member]) => member !== null).map(([id]) => id);
      if (whole) return { kind: 'replace', add };
      return changed.size === 0 ? undefined : { kind: 'delta', add, remove: removedIds(changed) };
    },
  };
}

function removedIds(changed: ReadonlyMap<string, ReadMember | null>): readonly string[] {
  return [...changed].filter(([, member]) => member === null).map(([id]) => id);
}
