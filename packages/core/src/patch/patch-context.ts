import type { Attribute } from '../schema/attribute.ts';
import type { ReadContext } from '../schema/read-value.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { MembersDraft } from './members-draft.ts';

/** What the operations of one PATCH request share. */
export interface PatchContext extends ReadContext {
  readonly resourceType: ResourceType;
  /** The attribute whose operations go to {@link members} instead of the resource. */
  readonly membersAttribute: Attribute | undefined;
  readonly members: MembersDraft;
  /** The attributes that operations were about, members aside: all that may have changed. */
  readonly touched: Set<Attribute>;
  /** Announces a number of comparisons; throws when the request causes too many. */
  readonly work: (amount: number) => void;
}
