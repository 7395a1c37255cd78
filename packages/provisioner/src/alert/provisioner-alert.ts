/** What every alert says. */
interface AlertBase {
  /** Name of the target. */
  readonly target: string;
  /** RFC 3339 instant. */
  readonly at: string;
  /** One or two sentences for people, with what to do. Holds no secret. */
  readonly message: string;
}

/** More people would lose access at once than is usual, so nobody of them does until somebody decides. */
export interface StagedAlert extends AlertBase {
  readonly kind: 'staged';
  /** What they would lose: their account, some of their grants, or for good the deactivated account itself. */
  readonly loss: 'account' | 'grants' | 'removal';
  /** How many users it is about, those included who lost it already. */
  readonly users: number;
  /** How many of them lost it already, within the window. */
  readonly applied: number;
  /** How many may lose it within the window without anybody being asked. */
  readonly limit: number;
  readonly windowMs: number;
  /** Usernames of a few of them. */
  readonly examples: readonly string[];
}

/** A Superset has been unavailable for a while; changes wait. */
export interface UnavailableAlert extends AlertBase {
  readonly kind: 'unavailable';
  /** RFC 3339 instant since when. */
  readonly since: string;
}

/** A Superset that an `unavailable` alert was about is available again. */
export interface AvailableAlert extends AlertBase {
  readonly kind: 'available';
  readonly downMs: number;
}

/** A check found deviations that no alert told of before. */
export interface DriftAlert extends AlertBase {
  readonly kind: 'drift';
  /** How many. */
  readonly findings: number;
  /** How many of them were put right. */
  readonly repaired: number;
  /** How many of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Sentences about a few of them. */
  readonly examples: readonly string[];
}

/** Somebody has left whose alerts or reports Superset goes on running, after what the policy did. */
export interface LeaverAlert extends AlertBase {
  readonly kind: 'leaver';
  /** How many still run. */
  readonly running: number;
  /** Names of a few of them. */
  readonly examples: readonly string[];
}

/** Something that a person should hear of soon. */
export type ProvisionerAlert = DriftAlert | StagedAlert | UnavailableAlert | AvailableAlert | LeaverAlert;
