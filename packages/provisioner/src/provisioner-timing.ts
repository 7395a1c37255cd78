/** Limits of waiting, in milliseconds. */
export interface ProvisionerTiming {
  /** How long a SCIM response waits for Superset. Default 2,000. */
  readonly inlineWaitMs: number;
  /** How long a SCIM request waits for Superset to answer whether an account can be provisioned. Default 1,000. */
  readonly preflightMs: number;
  /** How often to look for work of other processes and for retries that are due. Default 500. */
  readonly pollMs: number;
  /** How long one attempt on one user may take. Default 20,000. */
  readonly attemptMs: number;
  /** How long a user stays with a process that died; attempts under way renew it. Default 4,000. */
  readonly leaseMs: number;
  /** Pause after a user's first failure; it doubles with each further one, with jitter. Default 1,000. */
  readonly retryMs: number;
  /** Greatest pause between attempts on a user. Default 300,000; 4,000 for users who lose access. */
  readonly retryMaxMs: number;
  /** Greatest pause between looks at a Superset that is down. Default 2,000. */
  readonly probeMaxMs: number;
}

/** The defaults. */
export const defaultTiming: ProvisionerTiming = {
  inlineWaitMs: 2_000,
  preflightMs: 1_000,
  pollMs: 500,
  attemptMs: 20_000,
  leaseMs: 4_000,
  retryMs: 1_000,
  retryMaxMs: 300_000,
  probeMaxMs: 2_000,
};
