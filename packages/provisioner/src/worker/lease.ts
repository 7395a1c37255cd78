import type { Logger, ReconciliationStore } from '@scim-superset/core';

/** A claim's lease, renewed until it is ended. */
export interface Lease {
  /**
   * Ends the renewal. True when the claim was held from beginning to end; false when another process may have applied
   * the user meanwhile, because this one was suspended, blocked, or could not reach the store in time.
   */
  end(): boolean;
}

/** What a lease is of. */
export interface LeaseOptions {
  readonly reconciliation: ReconciliationStore;
  readonly target: string;
  readonly userId: string;
  readonly leaseMs: number;
  /** When the claim was asked for, by `performance.now()`: a clock that is set must not feign a lease that is held. */
  readonly claimedAt: number;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

/** Keeps the lease of a claimed user from ending while an attempt is under way. */
export function keepLease(options: LeaseOptions): Lease {
  const { reconciliation, target, userId, leaseMs, logger, clock } = options;
  let heldUntil = options.claimedAt + leaseMs;
  let isHeld = true;

  function check(): boolean {
    isHeld &&= performance.now() < heldUntil;
    return isHeld;
  }

  async function renew(): Promise<void> {
    // Renewing a lease that has ended would prolong that of whoever took the user over.
    if (!check()) return;
    const startedAt = performance.now();
    try {
      await reconciliation.renew({ target, userIds: [userId], until: clock() + leaseMs });
      if (check()) heldUntil = startedAt + leaseMs;
    } catch (error) {
      logger.error({ target, userId, err: error }, 'The store failed; another process may take the user over');
    }
  }

  const renewal = setInterval(() => void renew(), leaseMs / 3);
  return {
    end() {
      clearInterval(renewal);
      return check();
    },
  };
}
