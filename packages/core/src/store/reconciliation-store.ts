import type { AuditEventDraft } from './audit-chain.ts';
import type { DirtyMark } from './resource-store.ts';

/**
 * Which users each target has still to be brought in line with. Every user has a desired version, raised by each
 * commit that may change the user's access, and per target the version that was last applied. The record of a deleted
 * user stays until every target that knows the user has applied the deletion.
 */
export interface ReconciliationStore {
  /** Raises the desired version of the users, for example of everybody for a full resync. Returns how many. */
  markDirty(marks: readonly DirtyMark[] | 'everyone'): Promise<number>;
  /**
   * Takes users whose applied version lags: urgent ones first, then the longest waiting. A claimed user is not given
   * out again for that target until it is settled or the lease ends. A target is new at its first claim; all users lag
   * there. From the claim on there is a link, because the target may get to know the user whatever becomes of the claim.
   */
  claim(request: ClaimRequest): Promise<readonly Claim[]>;
  /**
   * Lets the leases of claimed users end later, so that a short lease covers a long attempt. Users who are settled, or
   * whose lease ends later anyway, stay as they are.
   */
  renew(request: RenewRequest): Promise<void>;
  /**
   * Records what became of claims, and their audit events, in one transaction. Of an outcome that is out of date (the
   * user is gone, or a higher version was applied since) only the events are recorded.
   */
  settle(target: string, outcomes: readonly Outcome[]): Promise<void>;
  /** What is known of a user at a target. */
  link(target: string, userId: string): Promise<Link | undefined>;
  /** All links of a target with a user id greater than `after`, by user id. */
  links(target: string, page: { readonly after: string; readonly limit: number }): Promise<readonly Link[]>;
  /** How far a target is behind. */
  lag(target: string): Promise<Lag>;
}

/** What to claim. Times are milliseconds since the epoch. */
export interface ClaimRequest {
  readonly target: string;
  readonly now: number;
  /** How long the claim keeps others away. */
  readonly leaseMs: number;
  readonly limit: number;
  /** Only these users, whether or not their retry time has come; for the inline wait of a request. */
  readonly userIds?: readonly string[];
}

/** Whose leases to let end later, and when. */
export interface RenewRequest {
  readonly target: string;
  readonly userIds: readonly string[];
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** A user at a target. */
export interface Link {
  readonly userId: string;
  /** The version last applied; 0 when never. */
  readonly applied: number;
  /** The account's id at the target; undefined until it is created or adopted. */
  readonly account: string | undefined;
  /** What the provisioner put there, in its own words; JSON. */
  readonly state: Readonly<Record<string, unknown>>;
  /** The last failure, until the next success. */
  readonly failure: { readonly message: string; readonly attempts: number; readonly retryAt: number } | undefined;
}

/** A user to bring in line. */
export interface Claim extends Link {
  readonly desired: number;
  readonly urgent: boolean;
  /** The user was deleted from the directory; only the link is left. */
  readonly deleted: boolean;
  /** When the oldest change not applied was committed, in milliseconds since the epoch. */
  readonly since: number;
}

/** What became of a claim. */
export type Outcome =
  | {
      readonly kind: 'applied';
      readonly userId: string;
      /**
       * The desired version that was applied; a higher one raised meanwhile stays to be done. With the version that was
       * applied before, account and state are noted and the claim goes on.
       */
      readonly version: number;
      /** Undefined forgets the account. */
      readonly account: string | undefined;
      readonly state: Readonly<Record<string, unknown>>;
      readonly events: readonly AuditEventDraft[];
    }
  | {
      readonly kind: 'failed';
      readonly userId: string;
      /** Without secrets; shown to operators. */
      readonly message: string;
      /** Milliseconds since the epoch. */
      readonly retryAt: number;
      readonly events: readonly AuditEventDraft[];
    };

/** How far a target is behind. */
export interface Lag {
  /** Users whose applied version is lower than the desired one. */
  readonly pending: number;
  readonly urgent: number;
  /** Pending users whose last attempt failed. */
  readonly failing: number;
  /** When the oldest pending change was committed, in milliseconds since the epoch. */
  readonly oldest: number | undefined;
  readonly lastFailure: string | undefined;
}
