import { cloneJson } from '../schema/json.ts';
import type { MembersDraft } from './members-draft.ts';

/** Gives a resource its members, none when there are none. They are computed and copied when they are first read. */
export function attachMembers(resource: object, name: string, members: MembersDraft): void {
  if (members.isEmpty()) return;
  const define = (value: unknown): void => {
    Object.defineProperty(resource, name, { value, enumerable: true, configurable: true, writable: true });
  };
  Object.defineProperty(resource, name, {
    enumerable: true,
    configurable: true,
    get: () => {
      const list = cloneJson(members.list());
      define(list);
      return list;
    },
    set: define,
  });
}
