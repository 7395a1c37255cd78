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
  /** Greatest pause between attempts on a user. Default 300,000; 2,000 for users who lose access. */
  readonly retryMaxMs: number;
  /**
   * How long after a deactivation what the leaver owns is looked up; those who leave meanwhile are looked at together.
   * Default 5,000.
   */
  readonly leaverMs: number;
  /**
   * How long after a write to Superset was given up, or took unusually long, its account is looked at again, in case the
   * write arrives after a later one; and once more after four and after sixteen times that. Default 15,000.
   */
  readonly lateMs: number;
  /** Greatest pause between looks at a Superset that is down. Default 2,000. */
  readonly probeMaxMs: number;
  /** How long a Superset has been down before people are alerted. Default 30,000. */
  readonly unavailableAlertMs: number;
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
  leaverMs: 5_000,
  lateMs: 15_000,
  probeMaxMs: 2_000,
  unavailableAlertMs: 30_000,
};
