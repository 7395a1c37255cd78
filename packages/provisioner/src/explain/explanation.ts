import type { Link } from '@scim-superset/core';
import type { Hold } from '../breaker/hold.ts';
import type { Exclusion } from '../desired/desired-account.ts';
import type { GrantReason } from '../mapping/role-mapping.ts';
import type { AccountItem, PlannedAccount } from '../plan/plan-item.ts';

/** One way in which a user comes to a role. */
export type RolePath =
  /** user → group, filter or code → grant → role. */
  | {
      readonly kind: 'grant';
      readonly grant: string;
      readonly reason: GrantReason;
      /**
       * RFC 3339 instant since when the user has the role this way at this target: got the grant, or the mapping added the
       * role to it, whichever was later. Absent when that was not recorded yet.
       */
      readonly since?: string;
    }
  /** The base role, which every account has. */
  | { readonly kind: 'base' }
  /** On the account, and no grant gives it: not the provisioner's. */
  | ({ readonly kind: 'direct' } & HandEdit)
  /** Through a Superset group that is not the provisioner's, or, when `ours`, one whose grant the user does not have. */
  | ({ readonly kind: 'group'; readonly group: string; readonly ours: boolean } & HandEdit);

/**
 * The account that last edited this one, at `changedOn` in Superset's own local time, if Superset knows and it was not the
 * provisioner. What is done on a role's or a group's own page leaves no trace.
 */
export interface HandEdit {
  readonly changedBy: string | undefined;
  readonly changedOn?: string;
}

/** A role that counts for the user in Superset, and every way to it. */
export interface ExplainedRole {
  readonly role: string;
  readonly paths: readonly RolePath[];
}

/** A user's access at one target. */
export interface TargetExplanation {
  readonly target: string;
  /** Why the mapping gives an active user no account here. */
  readonly excluded?: Exclusion;
  /** The grants of the user at this target, and why; none for users who get no account. */
  readonly grants: readonly { readonly name: string; readonly reason: GrantReason }[];
  /** Undefined when the target has no account of the user's. */
  readonly account: (PlannedAccount & { readonly active: boolean }) | undefined;
  /** Roles on the account, whether or not it is active. */
  readonly roles: readonly ExplainedRole[];
  /** Roles that the user's grants give and this Superset does not have. */
  readonly missingRoles: readonly { readonly grant: string; readonly role: string }[];
  /** Where the account differs from what is wanted: what has not arrived yet, or was changed by hand. */
  readonly differences: readonly AccountItem[];
  /** What the user would lose, waiting for a decision or as it was decided. */
  readonly hold?: Hold;
  /** The last failed attempt, until one succeeds. */
  readonly failure: Link['failure'];
  /** Why the target could not be asked. */
  readonly unavailable?: string;
}

/** Why a user has the access that the user has. */
export interface Explanation {
  readonly user: { readonly id: string; readonly userName: string; readonly active: boolean };
  readonly targets: readonly TargetExplanation[];
}
