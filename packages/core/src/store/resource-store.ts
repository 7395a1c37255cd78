import type { Filter } from '../filter/filter.ts';
import type { AuditEventDraft } from './audit-chain.ts';

/** A resource as it is stored: what the client wrote, without `id`, `meta`, `members` and `groups`. */
export interface StoredResource {
  /** Name of the resource type, for example `User`. */
  readonly type: string;
  readonly id: string;
  /** 1 at creation, then raised by one with every change. Membership changes raise the group's. */
  readonly version: number;
  /** Position in creation order, unique in the store and never reused: the stable order of lists. */
  readonly sequence: number;
  /** RFC 3339 instants with milliseconds. */
  readonly created: string;
  readonly lastModified: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Present when the read asked for it; direct members, in the order they were added. */
  readonly members?: readonly StoredMember[];
  /** Present when the read asked for it; direct groups first, each part in creation order. */
  readonly groups?: readonly StoredGroupReference[];
}

/** A direct member of a group. */
export interface StoredMember {
  readonly id: string;
  /** Name of the member's resource type. */
  readonly type: string;
  /** The member's {@link ResourcePut.label}. */
  readonly display: string;
}

/** A group that a resource belongs to. */
export interface StoredGroupReference {
  readonly id: string;
  readonly display: string;
  /** False when the membership comes through a nested group. */
  readonly direct: boolean;
}

/** Which relations a read fills in. Default: none, so that a group costs the same whatever its size. */
export interface Include {
  readonly members?: boolean;
  readonly groups?: boolean;
}

/** A value that stores index. `value` is already normalised: lower-case unless the attribute is case-exact. */
export interface IndexKey {
  /** Canonical attribute path, for example `userName` or `emails.value`. */
  readonly name: string;
  readonly value: string;
}

/** Which resources a list returns. All given conditions must hold. */
export interface ListQuery {
  readonly type: string;
  /** Only resources that have all of these keys. */
  readonly keys?: readonly IndexKey[];
  /** Only the groups of which this id is a direct member. */
  readonly member?: string;
  /** The whole condition; a store applies it to what the other conditions left. */
  readonly matches?: (resource: StoredResource) => boolean;
  /**
   * The filter behind `matches`. A store may translate any part of it that it can evaluate exactly, or narrow with a
   * condition that the filter implies, as long as `matches` still decides; it may also ignore it.
   */
  readonly filter?: Filter;
  /** Relations that `matches` and `compare` need, and that the result carries. */
  readonly include?: Include;
  /** Order; default by `sequence`. Equal elements are ordered by `sequence`. */
  readonly compare?: (a: StoredResource, b: StoredResource) => number;
  /** Number of matches to pass over. Default 0. Not together with `after`. */
  readonly offset?: number;
  /** Keyset paging in sequence order: only resources with a greater sequence. Not together with `compare`. */
  readonly after?: number;
  /** Greatest number of resources to return; 0 asks for the total only. */
  readonly limit: number;
  /** Whether to count all matches. Default true; keyset walks switch it off. */
  readonly total?: boolean;
}

/** One page of a list. */
export interface ListPage {
  readonly resources: readonly StoredResource[];
  /** All matches (those after `after`, if given); undefined when `total` was false. */
  readonly total: number | undefined;
}

/** Creation of a resource, or replacement of its attributes. */
export interface ResourcePut {
  readonly type: string;
  readonly id: string;
  /** The version the change was computed from; 0 creates, and demands that the id is free. */
  readonly expectedVersion: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** All keys of the resource, replacing the previous ones. */
  readonly keys: readonly (IndexKey & { readonly unique: boolean })[];
  /** What members and groups show as `display`: a user's displayName or userName, a group's displayName. */
  readonly label: string;
}

/** Deletion of a resource with its memberships in both directions. */
export interface ResourceDelete {
  readonly type: string;
  readonly id: string;
  /** Omitted: whatever version there is. */
  readonly expectedVersion?: number;
}

/**
 * A change of a group's direct members. Adding a member that is there or removing one that is not changes nothing.
 * Ids that name no resource are passed over and reported, so that a member deleted meanwhile does not sink the rest.
 */
export interface MembershipChange {
  readonly groupId: string;
  /** Omitted: whatever version there is, so that parallel changes of different members all succeed. */
  readonly expectedVersion?: number;
  /**
   * `delta` applies `remove`, then `add`, so that an id in both is a member afterwards; `replace` makes `add` the whole
   * membership. Only the net effect counts as a change, and who was a member before keeps the place in the order.
   */
  readonly kind: 'delta' | 'replace';
  readonly add: readonly string[];
  readonly remove: readonly string[];
  /** Recorded, with `added` and `removed` (lists of ids) put into its data, if the membership changes at all. */
  readonly event: AuditEventDraft;
}

/**
 * Users whose access must be looked at again. Users who are created or deleted, and those whose membership changes
 * directly or through a nested group, are marked without being named; deletion is urgent.
 */
export type DirtyMark =
  /** One user; `urgent` puts the user ahead of all others (deactivation, deletion). */
  | { readonly kind: 'user'; readonly id: string; readonly urgent: boolean }
  /** All users in a group, nested groups included. */
  | { readonly kind: 'group'; readonly id: string };

/**
 * Changes that become visible together or not at all. Applied in the order puts, memberships, deletes. Expected versions
 * are those before the batch, and however much of a resource the batch changes, its version rises by one.
 */
export interface WriteBatch {
  /** RFC 3339 instant with milliseconds: `created` and `lastModified` of what changes. */
  readonly at: string;
  readonly puts?: readonly ResourcePut[];
  readonly memberships?: readonly MembershipChange[];
  readonly deletes?: readonly ResourceDelete[];
  readonly dirty?: readonly DirtyMark[];
  /** Recorded in this order, before those of `memberships`. */
  readonly events?: readonly AuditEventDraft[];
}

/** What a membership change came to. */
export interface MembershipResult {
  readonly groupId: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Ids in `add` that name no resource. */
  readonly unknown: readonly string[];
}

/** Why a batch was refused. Nothing of it was applied. */
export type CommitConflict =
  /** The resource has another version than expected, or exists although version 0 was expected. */
  | { readonly kind: 'version'; readonly type: string; readonly id: string; readonly actual: number }
  /** The resource to replace, change members of, or delete does not exist. */
  | { readonly kind: 'missing'; readonly type: string; readonly id: string }
  /** Another resource of the type has the unique key. */
  | { readonly kind: 'uniqueness'; readonly key: IndexKey; readonly existingId: string };

/** The outcome of a commit. */
export type CommitResult =
  | {
      readonly ok: true;
      /** The resources of `puts`, in order, with the version they have after the whole batch. */
      readonly resources: readonly StoredResource[];
      readonly memberships: readonly MembershipResult[];
      /** Ids of all users whose desired version was raised. */
      readonly dirty: readonly string[];
    }
  | { readonly ok: false; readonly conflict: CommitConflict };

/** The directory: users, groups and who is in which group. Every method rejects only on a fault of the store itself. */
export interface ResourceStore {
  /** The resource, or undefined. Objects returned are not shared with the store. */
  read(type: string, id: string, include?: Include): Promise<StoredResource | undefined>;
  /** Those of the given ids that exist, of any type, as `id → type`. */
  existing(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  list(query: ListQuery): Promise<ListPage>;
  /** Applies a batch atomically and durably, or not at all. */
  commit(batch: WriteBatch): Promise<CommitResult>;
}
