import type { CallOptions, UrgentCallOptions } from '../call-options.ts';

/** A Superset account. */
export interface SupersetUser {
  readonly id: number;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly active: boolean;
  /** Roles given directly, not those that come through groups. */
  readonly roleIds: readonly number[];
  readonly groupIds: readonly number[];
  /** When it was last changed through the users API, in Superset's naive server-local time. */
  readonly changedOn: string | undefined;
  /** Id of the account that last changed this one through the users API. */
  readonly changedBy: number | undefined;
}

/** What an account is created with. At least one role or group is needed. */
export interface NewSupersetUser {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly active: boolean;
  /** Superset demands one; give a long random value that nobody keeps. */
  readonly password: string;
  readonly roleIds: readonly number[];
  readonly groupIds?: readonly number[];
}

/** The members of an account to change; what is absent stays. Lists replace. */
export type SupersetUserChange = Partial<Omit<NewSupersetUser, 'password'>>;

/** Which accounts to list. Default: all. */
export interface SupersetUserQuery extends CallOptions {
  /** Only accounts that are active, or only those that are not. Accounts that never were told (`null`, before 6.0) match neither. */
  readonly active?: boolean;
  /**
   * Only accounts changed after this time, as an earlier `changedOn` gave it. From Superset 6.0 on; `validation` before.
   * Sees changes through the users API alone: not those of a role's users or of a group's, and no sign-ins.
   */
  readonly changedAfter?: string;
}

/** Accounts (`/api/v1/security/users/`). Accounts that `EXCLUDE_USERS_FROM_LISTS` hides are as if they did not exist. */
export interface SupersetUsers {
  /** What managing accounts needs and the service account lacks, such as `can_put on User`. A single read: a health check. */
  missingPermissions(options?: CallOptions): Promise<readonly string[]>;
  /** Undefined when there is none with this id. */
  get(id: number, options?: UrgentCallOptions): Promise<SupersetUser | undefined>;
  /** Finds by username regardless of case, because sign-in does too. More than one means that sign-in is broken for all of them. */
  findByUsername(username: string, options?: CallOptions): Promise<readonly SupersetUser[]>;
  /** Finds by e-mail regardless of case. */
  findByEmail(email: string, options?: CallOptions): Promise<readonly SupersetUser[]>;
  /** Accounts, each once, read in pages of 100, one ahead of what is asked for; by id, but that before 6.0 what a deletion moves comes late. */
  list(query?: SupersetUserQuery): AsyncIterable<SupersetUser>;
  /** Creates an account. An answer that got lost is resolved by looking, never by sending again. Returns the id. */
  create(user: NewSupersetUser, options?: CallOptions): Promise<number>;
  /** Changes an account. Not to be called twice at once for the same account. */
  update(id: number, change: SupersetUserChange, options?: UrgentCallOptions): Promise<void>;
  /**
   * Deletes an account for good. Throws `conflict`, with nothing changed, for whoever created something in Superset or ran
   * a query; `not-found` when there is none, unless an earlier attempt of this call may have deleted it.
   */
  delete(id: number, options?: CallOptions): Promise<void>;
}
