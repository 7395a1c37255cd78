/** A Superset account in a plan. */
export interface PlannedAccount {
  readonly id: number;
  readonly username: string;
}

/** A member of an account's profile that differs. */
export interface ProfileDifference {
  readonly member: 'username' | 'firstName' | 'lastName' | 'email';
  readonly before: string;
  readonly after: string;
}

/** How one user's account differs from what is wanted. Items of one user are applied together. */
export type AccountDifference =
  | { readonly kind: 'create'; readonly username: string; readonly grants: readonly string[] }
  /** An account that nobody provisioned is taken over; roles and groups that nobody granted go. */
  | { readonly kind: 'adopt'; readonly grants: readonly string[] }
  | { readonly kind: 'activate' }
  | { readonly kind: 'deactivate'; readonly reason: 'inactive' | 'deleted' }
  | { readonly kind: 'update-profile'; readonly differences: readonly ProfileDifference[] }
  | { readonly kind: 'missing-grant'; readonly grant: string; readonly roles: readonly string[] }
  /** In the group of a grant that the user does not have. */
  | { readonly kind: 'extra-grant'; readonly group: string; readonly roles: readonly string[] }
  /** In a group that is not the provisioner's. */
  | { readonly kind: 'extra-group'; readonly group: string; readonly roles: readonly string[] }
  /** Before Superset 6.0, where roles sit on accounts. */
  | { readonly kind: 'missing-role'; readonly role: string }
  /** A role on the account that no grant gives. */
  | { readonly kind: 'extra-role'; readonly role: string }
  | { readonly kind: 'missing-base-role'; readonly role: string }
  /** The user cannot be provisioned as things are; says why and what to do. */
  | { readonly kind: 'conflict'; readonly reason: string }
  /** An account of the user's name is not touched: it is protected, or the adoption policy says so. */
  | { readonly kind: 'left-alone' };

/** How a Superset's own set-up differs from what the mapping needs. */
export type SetUpDifference =
  | { readonly kind: 'base-role-missing'; readonly role: string }
  | { readonly kind: 'grant-group-missing'; readonly group: string; readonly roles: readonly string[] }
  | {
      readonly kind: 'grant-group-roles';
      readonly group: string;
      readonly missing: readonly string[];
      readonly extra: readonly string[];
    }
  /** A group with the prefix for which there is no grant. */
  | { readonly kind: 'orphaned-grant-group'; readonly group: string; readonly roles: readonly string[] }
  /** An account that was not provisioned is in the group of a grant. */
  | { readonly kind: 'foreign-member'; readonly group: string; readonly account: PlannedAccount }
  | { readonly kind: 'unknown-role'; readonly grant: string; readonly role: string }
  /** A group that is not the provisioner's gives a role that the mapping gives, or Admin. */
  | { readonly kind: 'foreign-group'; readonly group: string; readonly roles: readonly string[] }
  | { readonly kind: 'unmanaged-account'; readonly account: PlannedAccount; readonly roles: readonly string[] };

/** The names of all kinds of items. */
export type PlanItemKind = PlanItem['kind'];

/** One deviation of a Superset from the directory and the mapping. */
export type PlanItem = {
  /** `change`: apply puts it right. `report`: somebody has to decide, or it is for information. */
  readonly action: 'change' | 'report';
  /** One sentence for people. */
  readonly text: string;
} & (
  | ({
      readonly user: { readonly id: string; readonly userName: string };
      /** Undefined when there is none yet. */
      readonly account: PlannedAccount | undefined;
    } & AccountDifference)
  | ({ readonly user?: never } & SetUpDifference)
);

/** An item about one user's account. */
export type AccountItem = Extract<PlanItem, { readonly user: object }>;

/** An item about a Superset's own set-up. */
export type SetUpItem = Exclude<PlanItem, AccountItem>;
