import type { Link } from '@scim-superset/core';
import type { GrantReason } from '../mapping/role-mapping.ts';
import type { AccountItem, PlannedAccount } from '../plan/plan-item.ts';

/** One way in which a user comes to a role. */
export type RolePath =
  /** user → group, filter or code → grant → role. */
  | { readonly kind: 'grant'; readonly grant: string; readonly reason: GrantReason }
  /** The base role, which every account has. */
  | { readonly kind: 'base' }
  /** On the account, and no grant gives it. `changedBy` is the account that last edited this one, if Superset knows. */
  | { readonly kind: 'direct'; readonly changedBy: string | undefined }
  /** Through a Superset group whose grant the user does not have, or that is not the provisioner's. */
  | { readonly kind: 'group'; readonly group: string };

/** A role that counts for the user in Superset, and every way to it. */
export interface ExplainedRole {
  readonly role: string;
  readonly paths: readonly RolePath[];
}

/** A user's access at one target. */
export interface TargetExplanation {
  readonly target: string;
  /** Undefined when the target has no account of the user's. */
  readonly account: (PlannedAccount & { readonly active: boolean }) | undefined;
  /** Roles on the account, whether or not it is active. */
  readonly roles: readonly ExplainedRole[];
  /** Where the account differs from what is wanted: what has not arrived yet, or was changed by hand. */
  readonly differences: readonly AccountItem[];
  /** The last failed attempt, until one succeeds. */
  readonly failure: Link['failure'];
  /** Why the target could not be asked. */
  readonly unavailable?: string;
}

/** Why a user has the access that the user has. */
export interface Explanation {
  readonly user: { readonly id: string; readonly userName: string; readonly active: boolean };
  /** The grants of the user, and why. */
  readonly grants: readonly { readonly name: string; readonly reason: GrantReason }[];
  readonly targets: readonly TargetExplanation[];
}
