import type { ScimResource } from '../schema/resource.ts';

/** One attribute that a change touched. Paths are canonical, for example `name.givenName` or `emails`. */
export interface AttributeChange {
  readonly path: string;
  /** Undefined when the attribute was absent. */
  readonly before: unknown;
  /** Undefined when the attribute was removed. */
  readonly after: unknown;
}

/** A change of a group's membership whose size is that of the request, not of the group. */
export type MembersDelta =
  | { readonly kind: 'delta'; readonly add: readonly string[]; readonly remove: readonly string[] }
  /** `add` becomes the whole membership. */
  | { readonly kind: 'replace'; readonly add: readonly string[] };

/** What a PATCH (RFC 7644 §3.5.2) makes of a resource. */
export interface PatchResult<R extends ScimResource = ScimResource> {
  /** The changed resource; shares nothing with the input or the request. */
  readonly resource: R;
  /** What differs, attribute by attribute; empty when nothing does. `members` is not listed here. */
  readonly changes: readonly AttributeChange[];
  /** The change of `members`; undefined when no operation touched them. */
  readonly members: MembersDelta | undefined;
}
