import type { Logger, ReconciliationStore } from '@scim-superset/core';

/** The lease of claims, renewed until it is ended. */
export interface Lease {
  /** Whether the claims are held up to now. */
  readonly isHeld: boolean;
  /**
   * Ends the renewal. True when the claims were held from beginning to end; false when another process may have applied
   * a user meanwhile, because this one was suspended, blocked, or could not reach the store in time.
   */
  end(): boolean;
}

/** What a lease is of. */
export interface LeaseOptions {
  readonly reconciliation: ReconciliationStore;
  readonly target: string;
  readonly userIds: readonly string[];
  readonly leaseMs: number;
  /** When the claim was asked for, by `performance.now()`: a clock that is set must not feign a lease that is held. */
  readonly claimedAt: number;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** Keeps the lease of claimed users from ending while an attempt is under way. */
export function keepLease(options: LeaseOptions): Lease {
  const { reconciliation, target, userIds, leaseMs, logger, clock } = options;
  let heldUntil = options.claimedAt + leaseMs;
  let wasHeld = true;

  function check(): boolean {
    wasHeld &&= performance.now() < heldUntil;
    return wasHeld;
  }

  async function renew(): Promise<void> {
    // Renewing a lease that has ended would prolong that of whoever took the user over.
    if (!check()) return;
    const startedAt = performance.now();
    try {
      await reconciliation.renew({ target, userIds, until: clock() + leaseMs });
      if (check()) heldUntil = startedAt + leaseMs;
    } catch (error) {
      logger.error(
        { target, users: userIds.length, err: error },
        'The store failed; another process may take users over',
      );
    }
  }

  const renewal = setInterval(() => void renew(), leaseMs / 3);
  return {
    get isHeld() {
      return check();
    },
    end() {
      clearInterval(renewal);
      return check();
    },
  };
}
