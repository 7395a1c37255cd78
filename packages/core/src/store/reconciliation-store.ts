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
   * Takes users whose applied version lags and who are not held: urgent ones first, then the longest waiting. A claimed
   * user is not given out again for that target until it is settled or the lease ends. A target is new at its first
   * claim; all users lag there. From the claim on there is a link, because the target may get to know the user whatever
   * becomes of the claim. A lease that ends later than ten times `leaseMs` from now was given before the clock was set
   * back: it is cut to `leaseMs`.
   */
  claim(request: ClaimRequest): Promise<readonly Claim[]>;
  /**
   * Lets the leases of claimed users end later, so that a short lease covers a long attempt. Users who are settled, or
   * whose lease ends later anyway, stay as they are.
   */
  renew(request: RenewRequest): Promise<void>;
  /** Ends the leases of claimed users of whom nothing was done: they are as before the claim, and given out again. */
  release(target: string, userIds: readonly string[]): Promise<void>;
  /**
   * Records what became of claims, and their audit events, in one transaction. Of an outcome that is out of date (the
   * user is gone, or a higher version was applied or held since) only the events are recorded.
   */
  settle(target: string, outcomes: readonly Outcome[]): Promise<void>;
  /** What is known of a user at a target. */
  link(target: string, userId: string): Promise<Link | undefined>;
  /** All links of a target with a user id greater than `after`, by user id. */
  links(target: string, page: LinkPage): Promise<readonly Link[]>;
  /** The links of a target that carry a hold, paged like {@link links}. */
  held(target: string, page: LinkPage): Promise<readonly Link[]>;
  /**
   * The users with an account who lag behind and are not held, as {@link claim} would give them out, without claiming
   * them: those whom somebody has claimed are among them. Paged like {@link links}.
   */
  outstanding(
    target: string,
    page: LinkPage & {
      /** Only urgent ones. Default false. */
      readonly urgent?: boolean;
    },
  ): Promise<readonly Claim[]>;
  /** The user whom an account of the target is linked to; the first by id, should there be several. */
  owner(target: string, account: string): Promise<string | undefined>;
  /** How far a target is behind. */
  lag(target: string): Promise<Lag>;
  /** A named JSON document about a target, as it was put; undefined when there is none. */
  note(target: string, name: string): Promise<unknown>;
  /** Puts a named JSON document about a target, which need not be known yet; undefined removes it. */
  putNote(target: string, name: string, value: unknown): Promise<void>;
  /**
   * Puts a named document if the present one is still the one that {@link note} returned as `expected`, so that
   * processes that change it at the same time lose nothing of each other. Returns whether it did.
   */
  swapNote(target: string, name: string, change: NoteChange): Promise<boolean>;
  /** Forgets all that is kept about a target: links, what is pending there, and notes. It is new at its next claim. */
  forget(target: string): Promise<void>;
}

/** Which links to return: those with a user id greater than `after`, by user id. */
export interface LinkPage {
  readonly after: string;
  readonly limit: number;
}

/** A change of a note; undefined stands for none. */
export interface NoteChange {
  readonly expected: unknown;
  readonly value: unknown;
}

/** What to claim. Times are milliseconds since the epoch. */
export interface ClaimRequest {
  readonly target: string;
  readonly now: number;
  /** How long the claim keeps others away. */
  readonly leaseMs: number;
  readonly limit: number;
  /**
   * Retry times later than this from now were set before the clock was set back, and count as come. Default: none are.
   */
  readonly retryMaxMs?: number;
  /** Only urgent ones, unless users are named. Default false. */
  readonly urgent?: boolean;
  /** Only these users, whether or not they are held or their retry time has come; for the inline wait of a request. */
  readonly userIds?: readonly string[];
  /**
   * Gives out nobody while anybody of the target is claimed; and as long as one of those whom it gives out is claimed,
   * nobody of the target is given out to others. For writes that concern many accounts at once. Default false.
   */
  readonly exclusive?: boolean;
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
  /**
   * Whether a change has still to be applied: the target is not expected to be in line with the directory. False while the
   * user is held: what could be applied is.
   */
  readonly lags: boolean;
  /**
   * The last failure, until the next success or hold. A change of the user makes it due at once: `retryAt` is 0 then.
   */
  readonly failure: { readonly message: string; readonly attempts: number; readonly retryAt: number } | undefined;
  /** Why the user was last held and what was decided about it, in the provisioner's words; JSON. Until the next success. */
  readonly hold?: Readonly<Record<string, unknown>>;
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
       * applied before, account and state are noted and the claim goes on, with its failures and its hold.
       */
      readonly version: number;
      /** Undefined forgets the account. */
      readonly account: string | undefined;
      readonly state: Readonly<Record<string, unknown>>;
      readonly events: readonly AuditEventDraft[];
    }
  | {
      /** Looked at and not applied, at least not wholly: not claimed again until a newer version, or by user id. */
      readonly kind: 'held';
      readonly userId: string;
      /** The desired version that was looked at; a higher one raised meanwhile is claimed again. */
      readonly version: number;
      readonly account: string | undefined;
      readonly state: Readonly<Record<string, unknown>>;
      readonly hold: Readonly<Record<string, unknown>>;
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
  /** Users whose applied version is lower than the desired one, without the held ones. */
  readonly pending: number;
  /** Users who are held. */
  readonly held: number;
  /** Pending users who go first. */
  readonly urgent: number;
  /** Pending users whose last attempt failed. */
  readonly failing: number;
  /** When the oldest pending change was committed, in milliseconds since the epoch. */
  readonly oldest: number | undefined;
  readonly lastFailure: string | undefined;
}
