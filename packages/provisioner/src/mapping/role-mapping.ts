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

/** Which users, as it is written: exactly one of `group`, `filter` and `when`. */
export type UserRuleInput =
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
    };

/** A grant as it is written. */
export type GrantInput = {
  /** Unique in the mapping; from Superset 6.0 on also the name of the Superset group, after the prefix. */
  readonly name: string;
  /** Names of Superset roles; at least one. */
  readonly roles: readonly string[];
} & UserRuleInput;

/**
 * Who has an account. `everybody`: all active users of the directory, those without any grant with the base role alone;
 * whoever is assigned to Superset in the identity provider then exists there. `granted`: those with a grant; who loses the
 * last one is deactivated, which ends sessions, and counts as a leaver until the next one.
 */
export type AccountsFor = 'everybody' | 'granted';

/** A grant that gives other roles at one target, to the same people. */
export interface RolesOverride {
  readonly roles: readonly string[];
  readonly group?: never;
  readonly filter?: never;
  readonly when?: never;
  readonly attributes?: never;
}

/**
 * What becomes of a grant at one target: `false`, there is no such grant; roles alone, it gives these instead; roles and
 * a rule, the whole grant is another one, or one that the mapping does not have.
 */
export type GrantOverride = false | RolesOverride | ({ readonly roles: readonly string[] } & UserRuleInput);

/** Where one target deviates from the mapping that all share. */
export interface MappingOverrides {
  /** By the grant's name. */
  readonly grants?: Readonly<Record<string, GrantOverride>>;
  /** Default: as the mapping says. */
  readonly scope?: UserRuleInput;
  /** Default: as the mapping says. */
  readonly accountsFor?: AccountsFor;
  /** Usernames of break-glass accounts of this Superset, besides those of the mapping. Default none. */
  readonly protectedAccounts?: readonly string[];
  /** Default: as the mapping says. */
  readonly adoption?: AdoptionPolicy;
}

/**
 * What becomes of a Superset account that nobody provisioned and that has the username of a directory user:
 * `adopt` takes it over when the e-mail matches too and otherwise refuses the user with 409; `refuse` always refuses;
 * `report` accepts the user, leaves the account alone and lists it in every plan.
 */
export type AdoptionPolicy = 'adopt' | 'refuse' | 'report';

/** What {@link defineRoleMapping} takes. */
export interface RoleMappingInput {
  readonly grants: readonly GrantInput[];
  /**
   * Users who are provisioned at all. For everybody else it is as if the directory did not have them: no account is made,
   * one that was made is deactivated, and others of their name are left alone. Default: all.
   */
  readonly scope?: UserRuleInput;
  /** Default `everybody`. */
  readonly accountsFor?: AccountsFor;
  /** A role without permissions that every account gets, because Superset demands one. Default `SCIM Base`. */
  readonly baseRole?: string;
  /** Put before a grant's name to name its Superset group. Default `scim: `. */
  readonly groupPrefix?: string;
  /** Usernames of break-glass accounts, which are never touched. The service account never is anyway. Default none. */
  readonly protectedAccounts?: readonly string[];
  /** Default `adopt`. */
  readonly adoption?: AdoptionPolicy;
  /**
   * Any text; a change of it counts as a change of the mapping, so that everybody is looked at again. A `when` counts by its
   * source text: whoever changes what it reads from outside itself has to change this. Default none.
   */
  readonly version?: string;
}

/** Which users. */
export type UserRule =
  | { readonly kind: 'group'; readonly by: 'displayName' | 'externalId' | 'id'; readonly value: string }
  | { readonly kind: 'filter'; readonly filter: string }
  | { readonly kind: 'when' };

/** Why a rule holds for a user: a link in the chain user → group or filter → grant → role. */
export type GrantReason =
  | { readonly kind: 'group'; readonly group: DirectoryGroup }
  | { readonly kind: 'filter'; readonly filter: string }
  | { readonly kind: 'when' }
  /** None any more: that the grant goes is staged, or was rejected. */
  | { readonly kind: 'held' };

/** A compiled rule. */
export interface CompiledRule {
  readonly rule: UserRule;
  /** Paths of the user's attributes that the rule looks at; `any` when that is not known. */
  readonly attributes: readonly string[] | 'any';
  /**
   * The reason why the rule holds for the user, or undefined.
   *
   * @throws {ProvisionerError} `rule-failed` when its `when` throws.
   */
  match(user: User, groups: readonly DirectoryGroup[]): GrantReason | undefined;
}

/** A compiled grant. */
export interface Grant extends CompiledRule {
  readonly name: string;
  readonly roles: readonly string[];
}

/** A validated role mapping: who gets which Superset roles. */
export interface RoleMapping {
  readonly grants: readonly Grant[];
  /** Undefined: everybody is in scope. */
  readonly scope: CompiledRule | undefined;
  readonly accountsFor: AccountsFor;
  readonly baseRole: string;
  readonly groupPrefix: string;
  /** Lower-case. */
  readonly protectedAccounts: ReadonlySet<string>;
  readonly adoption: AdoptionPolicy;
  /** Whether rules look at more of a group than its id and display name. */
  readonly readsGroups: boolean;
  /** The mapping as it was written, which a target may deviate from. */
  readonly input: RoleMappingInput;
  /** Differs when any part of the mapping does; `when` counts by its source text, and by `version`. */
  readonly fingerprint: string;
}
