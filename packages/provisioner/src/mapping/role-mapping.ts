import type { User } from '@scim-superset/core';

/** A group of the directory, as rules see it. */
export interface DirectoryGroup {
  readonly id: string;
  readonly displayName: string;
  readonly externalId?: string;
}

/** Which SCIM group a grant goes to: its `displayName`, or one of its names explicitly. */
export type GroupSelector =
  | string
  | { readonly displayName: string }
  | { readonly externalId: string }
  | { readonly id: string };

/** Decides in code who gets a grant. It must be quick and depend on its arguments only. */
export type GrantPredicate = (user: User, groups: readonly DirectoryGroup[]) => boolean;

/** A grant as it is written: a name, Superset roles, and exactly one of `group`, `filter` and `when`. */
export type GrantInput = {
  /** Unique in the mapping; from Superset 6.0 on also the name of the Superset group, after the prefix. */
  readonly name: string;
  /** Names of Superset roles; at least one. */
  readonly roles: readonly string[];
} & (
  | {
      /** Members of this SCIM group, nested groups included. Names compare regardless of case, as SCIM's do. */
      readonly group: GroupSelector;
      readonly filter?: never;
      readonly when?: never;
      readonly attributes?: never;
    }
  | {
      /** Users that match this SCIM filter (RFC 7644 §3.4.2.2). */
      readonly filter: string;
      readonly group?: never;
      readonly when?: never;
      readonly attributes?: never;
    }
  | {
      /** Users for whom this returns true. */
      readonly when: GrantPredicate;
      /**
       * Paths of the user's attributes that `when` looks at, besides those that Superset's accounts are made of. Default:
       * any, so that the directory has to store them all (see {@link StoredAttributes}).
       */
      readonly attributes?: readonly string[];
      readonly group?: never;
      readonly filter?: never;
    }
);

/**
 * What becomes of a Superset account that nobody provisioned and that has the username of a directory user:
 * `adopt` takes it over when the e-mail matches too and otherwise refuses the user with 409; `refuse` always refuses;
 * `report` accepts the user, leaves the account alone and lists it in every plan.
 */
export type AdoptionPolicy = 'adopt' | 'refuse' | 'report';

/** What {@link defineRoleMapping} takes. */
export interface RoleMappingInput {
  readonly grants: readonly GrantInput[];
  /** A role without permissions that every account gets, because Superset demands one. Default `SCIM Base`. */
  readonly baseRole?: string;
  /** Put before a grant's name to name its Superset group. Default `scim: `. */
  readonly groupPrefix?: string;
  /** Usernames of break-glass accounts, which are never touched. The service account never is anyway. Default none. */
  readonly protectedAccounts?: readonly string[];
  /** Default `adopt`. */
  readonly adoption?: AdoptionPolicy;
}

/** Who gets a grant. */
export type GrantRule =
  | { readonly kind: 'group'; readonly by: 'displayName' | 'externalId' | 'id'; readonly value: string }
  | { readonly kind: 'filter'; readonly filter: string }
  | { readonly kind: 'when' };

/** Why a user has a grant: a link in the chain user → group or filter → grant → role. */
export type GrantReason =
  | { readonly kind: 'group'; readonly group: DirectoryGroup }
  | { readonly kind: 'filter'; readonly filter: string }
  | { readonly kind: 'when' };

/** A compiled grant. */
export interface Grant {
  readonly name: string;
  readonly roles: readonly string[];
  readonly rule: GrantRule;
  /** Paths of the user's attributes that the rule looks at; `any` when that is not known. */
  readonly attributes: readonly string[] | 'any';
  /**
   * The reason why the user has the grant, or undefined.
   *
   * @throws {ProvisionerError} `rule-failed` when the grant's `when` throws.
   */
  match(user: User, groups: readonly DirectoryGroup[]): GrantReason | undefined;
}

/** A validated role mapping: who gets which Superset roles. */
export interface RoleMapping {
  readonly grants: readonly Grant[];
  readonly baseRole: string;
  readonly groupPrefix: string;
  /** Lower-case. */
  readonly protectedAccounts: ReadonlySet<string>;
  readonly adoption: AdoptionPolicy;
  /** Whether rules look at more of a group than its id and display name. */
  readonly readsGroups: boolean;
  /** Differs when any part of the mapping does; `when` counts by its source text. */
  readonly fingerprint: string;
}
