import type { LastEdit } from '../target/last-edit.ts';

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
  | {
      readonly kind: 'create';
      readonly username: string;
      readonly grants: readonly string[];
      /** True when the user had an account, which is gone from Superset. */
      readonly vanished?: boolean;
    }
  /** An account that nobody provisioned is taken over; roles and groups that nobody granted go. */
  | { readonly kind: 'adopt'; readonly grants: readonly string[] }
  | { readonly kind: 'activate' }
  | {
      readonly kind: 'deactivate';
      /** `excluded`: the mapping gives an active user no account here. */
      readonly reason: 'inactive' | 'deleted' | 'excluded';
      /** True when the account was switched off before, and somebody switched it on again. */
      readonly reactivated?: boolean;
    }
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
  /** An account of the user's name is not touched. */
  | {
      readonly kind: 'left-alone';
      /** `policy`: it was not provisioned, and the adoption policy does not take it over. */
      readonly because: 'service-account' | 'protected' | 'policy';
    };

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
  /** The account of somebody who was deleted from the directory is active again. */
  | { readonly kind: 'reactivated-leaver'; readonly account: PlannedAccount; readonly roles: readonly string[] }
  | { readonly kind: 'unknown-role'; readonly grant: string; readonly role: string }
  /** A group that is not the provisioner's gives a role that the mapping gives, or one that is or makes Admin, or reads all data. */
  | { readonly kind: 'foreign-group'; readonly group: string; readonly roles: readonly string[] }
  | { readonly kind: 'unmanaged-account'; readonly account: PlannedAccount; readonly roles: readonly string[] }
  /** Accounts whose usernames differ by case only, the provisioned one first: Superset lets none of them sign in. */
  | { readonly kind: 'username-clash'; readonly accounts: readonly PlannedAccount[] }
  /** Before Superset 6.0: a group with roles, which count for its members as soon as Superset is upgraded. */
  | {
      readonly kind: 'planted-group';
      readonly group: string;
      readonly roles: readonly string[];
      /** How many accounts are in the group. */
      readonly members: number;
    };

/** The names of all kinds of items. */
export type PlanItemKind = PlanItem['kind'];

/** One deviation of a Superset from the directory and the mapping. */
export type PlanItem = {
  /** `change`: apply puts it right. `report`: somebody has to decide, or it is for information. */
  readonly action: 'change' | 'report';
  /** One sentence for people. */
  readonly text: string;
  /** True when the workers have still to bring this in line: no deviation, but a change that has not arrived. */
  readonly pending?: boolean;
  /** Set when it takes access away and is staged, so that somebody has to decide, or was rejected. */
  readonly held?: 'staged' | 'rejected';
  /** The last edit of the account, if Superset knows and it was not the provisioner's. */
  readonly changed?: LastEdit;
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

/** Whether two lists say the same: what is to be changed counts, not what else is known about it. */
export function sameItems(a: readonly PlanItem[], b: readonly PlanItem[]): boolean {
  const [first, second] = [a.map(essence), b.map(essence)];
  return first.length === second.length && first.every((item, index) => item === second[index]);
}

/** The difference alone as text, whatever is to be done about it. */
export function differenceOf({
  action: _action,
  text: _text,
  pending: _pending,
  changed: _changed,
  held: _held,
  ...difference
}: PlanItem): string {
  return JSON.stringify(difference);
}

/** The item as text, without what may change while the difference stays the same. */
export function essence({
  pending: _pending,
  changed: _changed,
  ...rest
}: Pick<PlanItem, 'pending' | 'changed'>): string {
  return JSON.stringify(rest);
}
