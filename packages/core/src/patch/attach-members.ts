import type { JsonObject } from '../schema/json.ts';
import type { MembersDraft } from './members-draft.ts';

/** Gives a resource its members, to be computed when they are first looked at; none when there are none. */
export function attachMembers(resource: object, name: string, members: MembersDraft): void {
  if (members.isEmpty()) return;
  let list: readonly JsonObject[] | undefined;
  Object.defineProperty(resource, name, {
    enumerable: true,
    configurable: true,
    get: () => {
      list ??= members.list();
      return list;
    },
  });
}
