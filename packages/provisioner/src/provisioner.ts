import type { Lag, ScimEndpoint } from '@scim-superset/core';
import type { CallOptions } from '@scim-superset/superset-client';
import type { Explanation } from './explain/explanation.ts';
import type { MappingProblem } from './mapping/check-mapping.ts';
import type { ApplyPlanOptions } from './plan/apply-plan.ts';
import type { ApplyReport } from './plan/apply-report.ts';
import type { Plan } from './plan/plan.ts';
import type { ProvisionerEndpointOptions } from './provisioner-options.ts';
import type { Availability } from './worker/circuit.ts';

/** How a target stands. */
export interface TargetStatus {
  readonly target: string;
  readonly availability: Availability;
  readonly lag: Lag;
  /** When this process last applied a user, in milliseconds since the epoch. */
  readonly lastSuccess: number | undefined;
}

/** How long to wait. */
export interface SettledOptions {
  /** Only this target. Default: all. */
  readonly target?: string;
  /** Default 30,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What to compare. */
export interface PlanOptions extends CallOptions {
  /** Only this target. Default: all. */
  readonly target?: string;
}

/** Keeps Supersets equal to a directory. */
export interface Provisioner {
  /**
   * A SCIM endpoint on the provisioner's store: refuses what Superset would refuse, and holds the response of a small
   * change until Superset has it, within the bound.
   */
  endpoint(options: ProvisionerEndpointOptions): ScimEndpoint;
  /** Starts the workers, and looks again at users who were applied under another mapping. */
  start(): void;
  /** Finishes what is under way and ends the workers. Changes that come later wait for the next start. */
  stop(): Promise<void>;
  /** Has everybody looked at again, whether or not anything changed. Returns how many users that is. */
  resync(): Promise<number>;
  /**
   * Waits until no user lags behind. Does no work itself: it needs a started provisioner, here or elsewhere.
   *
   * @throws {ProvisionerError} `not-settled`, with what still lags, when the time is up.
   */
  settled(options?: SettledOptions): Promise<void>;
  /** Compares every target with the directory, and changes nothing. */
  plan(options?: PlanOptions): Promise<Plan>;
  /**
   * Applies a plan, also one that was saved as JSON. What is not as it was when the plan was made is left alone.
   *
   * @throws {ProvisionerError} `stale-plan`, `empty-directory` or `unknown-target`; nothing was changed then.
   */
  apply(plan: Plan, options?: ApplyPlanOptions): Promise<ApplyReport>;
  /**
   * Explains a user's access, role by role.
   *
   * @param user an id or a userName, regardless of case.
   * @throws {ProvisionerError} `unknown-user`.
   */
  explain(user: string, options?: CallOptions): Promise<Explanation>;
  /**
   * Holds the mapping against the live Supersets and the directory: what cannot work, what is dangerous, and which
   * attributes users may lack because no grant looked at them when they were stored.
   */
  check(options?: CallOptions): Promise<readonly MappingProblem[]>;
  status(): Promise<readonly TargetStatus[]>;
}
