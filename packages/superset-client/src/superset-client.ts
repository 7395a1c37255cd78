import type { Dispatcher } from 'undici';

/** A request's options. Every call also has a deadline of its own (see {@link SupersetClientOptions}). */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

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
  /** Superset's naive server-local time; compare for equality only. */
  readonly changedOn: string | undefined;
  /** Id of the account that last changed this one through the users API. */
  readonly changedBy: number | undefined;
}

/** A Superset role, without its permissions. */
export interface SupersetRole {
  readonly id: number;
  readonly name: string;
}

/** A Superset group. Its roles count from Superset 6.0 on only. */
export interface SupersetGroup {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly roleIds: readonly number[];
  readonly userIds: readonly number[];
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

/** What a group is created with or changed to; lists replace. */
export interface SupersetGroupInput {
  readonly name: string;
  readonly label?: string;
  readonly description?: string;
  readonly roleIds?: readonly number[];
  readonly userIds?: readonly number[];
}

/** What a Superset can do, found by asking it. */
export interface SupersetProbe {
  /** From 6.0 on roles of a group count and `/security/roles/search/` answers. */
  readonly groupRoles: boolean;
  /** Permissions the service account lacks, by the names Superset uses, for example `can_put on User`; empty when it can work. */
  readonly missingPermissions: readonly string[];
  /** The account the client signs in as; undefined when Superset does not tell. */
  readonly self: { readonly id: number; readonly username: string } | undefined;
}

/** Accounts (`/api/v1/security/users/`). */
export interface SupersetUsers {
  /** Undefined when there is none with this id. */
  get(id: number, options?: CallOptions): Promise<SupersetUser | undefined>;
  /** Finds by username regardless of case, because sign-in does too. More than one means that sign-in is broken for all of them. */
  findByUsername(username: string, options?: CallOptions): Promise<readonly SupersetUser[]>;
  /** Finds by e-mail regardless of case. */
  findByEmail(email: string, options?: CallOptions): Promise<readonly SupersetUser[]>;
  /** All accounts, page by page, by id. */
  list(options?: CallOptions): AsyncIterable<SupersetUser>;
  /** Creates an account. An answer that got lost is resolved by looking, never by sending again. Returns the id. */
  create(user: NewSupersetUser, options?: CallOptions): Promise<number>;
  /** Changes an account. Not to be called twice at once for the same account. */
  update(id: number, change: SupersetUserChange, options?: CallOptions): Promise<void>;
}

/** Roles (`/api/v1/security/roles/`). */
export interface SupersetRoles {
  list(options?: CallOptions): Promise<readonly SupersetRole[]>;
  /** Creates a role without any permission. Returns the id. */
  create(name: string, options?: CallOptions): Promise<number>;
}

/** Groups (`/api/v1/security/groups/`). */
export interface SupersetGroups {
  list(options?: CallOptions): Promise<readonly SupersetGroup[]>;
  get(id: number, options?: CallOptions): Promise<SupersetGroup | undefined>;
  /** Returns the id. */
  create(group: SupersetGroupInput, options?: CallOptions): Promise<number>;
  update(id: number, change: Partial<SupersetGroupInput>, options?: CallOptions): Promise<void>;
  delete(id: number, options?: CallOptions): Promise<void>;
}

/** Typed access to one Superset's identity API. */
export interface SupersetClient {
  /** The base URL, without a trailing slash. */
  readonly url: string;
  readonly users: SupersetUsers;
  readonly roles: SupersetRoles;
  readonly groups: SupersetGroups;
  probe(options?: CallOptions): Promise<SupersetProbe>;
  /** Ends kept-alive connections. */
  close(): Promise<void>;
}

/** How the client signs in. Treat these credentials as Admin: whoever may write users can become Admin. */
export type SupersetCredentials =
  /** An account of Superset's own database; its access token is refreshed ahead of expiry. */
  | { readonly username: string; readonly password: string }
  /** An API key of Superset 6 (`FAB_API_KEY_ENABLED`); costs about 100 ms a request. */
  | { readonly apiKey: string }
  /** Headers for each request, for example from a proxy's identity. */
  | { readonly headers: () => Promise<Readonly<Record<string, string>>> };

/** Options of {@link createSupersetClient}. */
export interface SupersetClientOptions {
  readonly url: string;
  readonly credentials: SupersetCredentials;
  /** Deadline of one HTTP attempt in milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
  /** Attempts after the first for what is safe to repeat. Default 3. */
  readonly retries?: number;
  /** First wait between attempts in milliseconds; it doubles each time, with jitter. Default 200. */
  readonly retryDelayMs?: number;
  /** Connections kept to this Superset. Default 8. */
  readonly connections?: number;
  /** Carries the connections, for example through a proxy or with a private certificate authority. Default: an undici `Agent` of the client's own. */
  readonly dispatcher?: Dispatcher;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
}
