import type { Actor, AuditEventDraft } from '@scim-superset/core';

/** The actor of everything that the provisioner does by itself. */
export const reconcilerActor: Actor = { kind: 'system', id: 'reconciler' };

/** What happened to an account. */
export type AccessOperation =
  | 'created'
  | 'adopted'
  | 'updated'
  | 'reactivated'
  | 'deactivated'
  | 'forgotten'
  | 'removed';

/** A change of a user's access at a target, for the audit chain. */
export interface AccessChange {
  readonly operation: AccessOperation;
  readonly account: string;
  /** Names of grants. */
  readonly grants: { readonly given: readonly string[]; readonly taken: readonly string[] };
  /** Names of Superset roles, wherever they came from. */
  readonly roles: { readonly given: readonly string[]; readonly taken: readonly string[] };
  /** Names of the profile's members that changed; never their values. */
  readonly profile: readonly string[];
}

/** The event that records a change of access, and on whose behalf it was made. */
export function accessEvent(
  target: string,
  subject: { readonly userId: string; readonly userName: string | undefined },
  change: AccessChange,
  { at, actor }: { readonly at: string; readonly actor: Actor },
): AuditEventDraft {
  const { userId, userName } = subject;
  return {
    type: 'access.applied',
    at,
    actor,
    subject: { type: 'User', id: userId, ...(userName !== undefined && { name: userName }) },
    data: { target, ...change },
  };
}

/** What one list has and the other has not. */
export function givenAndTaken(
  before: Iterable<string>,
  after: Iterable<string>,
): { given: readonly string[]; taken: readonly string[] } {
  const had = new Set(before);
  const has = new Set(after);
  return { given: [...has.difference(had)].sort(), taken: [...had.difference(has)].sort() };
}
