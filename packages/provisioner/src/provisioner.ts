import type { Actor, Lag, ScimEndpoint } from '@scim-superset/core';
import type { CallOptions } from '@scim-superset/superset-client';
import type { BreakerStatus } from './breaker/breaker-status.ts';
import type { StagedUser } from './breaker/staged-user.ts';
import type { StagedOutcome, StagedSelection } from './breaker/staging.ts';
import type { DriftReport } from './drift/drift-finding.ts';
import type { WatchItem } from './drift/drift-item.ts';
import type { DriftSummary } from './drift/drift-summary.ts';
import type { Explanation } from './explain/explanation.ts';
import type { FailedUser } from './explain/list-failures.ts';
import type { LeaverCheck } from './leaver/leaver-note.ts';
import type { TargetLeavers } from './leaver/leavers.ts';
import type { MappingProblem } from './mapping/check-mapping.ts';
import type { CheckOptions } from './mapping/find-problems.ts';
import type { RoleMapping } from './mapping/role-mapping.ts';
import type { ApplyPlanOptions } from './plan/apply-plan.ts';
import type { ApplyReport } from './plan/apply-report.ts';
import type { Plan } from './plan/plan.ts';
import type { PlanItemKind } from './plan/plan-item.ts';
import type { MappingPreview } from './preview/mapping-preview.ts';
import type { PreviewOptions } from './preview/preview-options.ts';
import type { ProvisionerEndpointOptions } from './provisioner-options.ts';
import type { Availability } from './worker/circuit.ts';

/** How a target stands. */
export interface TargetStatus {
  readonly target: string;
  readonly availability: Availability;
  readonly lag: Lag;
  readonly breaker: BreakerStatus;
  /** When a user was last applied, by any process, to within ten seconds; in milliseconds since the epoch. */
  readonly lastSuccess: number | undefined;
  /** How the latest look at what leavers own went, by whichever process; undefined before the first. */
  readonly leavers: LeaverCheck | undefined;
  /** How the latest check for deviations went, by whichever process; undefined before the first. */
  readonly drift: DriftSummary | undefined;
  /**
   * Last sign of life of a started provisioner, in milliseconds since the epoch; undefined when none is started. One that
   * runs gives one each 20 seconds.
   */
  readonly heartbeat: number | undefined;
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
  /**
   * Only items of these kinds, and whatever else differs for the same users, because an account is put right as a whole.
   * Default: all.
   */
  readonly kinds?: readonly PlanItemKind[];
}

/** A check of a target that waits for another one to end. */
export interface WaitingCheck {
  readonly target: string;
  /** The process that is checking, for people; undefined when that is not known. */
  readonly holder: string | undefined;
}

/** How to check for deviations. */
export interface DriftCheckOptions extends CallOptions {
  /** Only this target. Default: all. */
  readonly target?: string;
  /** Reads every account, also where a quick check is possible. Default false. */
  readonly full?: boolean;
  /** Who asks, for the audit chain. Default: the reconciler. */
  readonly actor?: Actor;
  /** Told when a target is being checked by another process, which may take minutes. */
  readonly onWait?: (waiting: WaitingCheck) => void;
}

/** What is accepted, by whom and why. */
export interface AcceptRolesOptions extends CallOptions {
  /** Only at this target. Default: at all. */
  readonly target?: string;
  readonly actor: Actor;
  readonly reason: string;
  /** As in {@link DriftCheckOptions}. */
  readonly onWait?: (waiting: WaitingCheck) => void;
}

/** What was accepted at a target. */
export interface AcceptedRoles {
  readonly target: string;
  readonly items: readonly WatchItem[];
}

/** Whose belongings to look at, and how far to go. */
export interface LeaversOptions extends CallOptions {
  /** Only this target. Default: all. */
  readonly target?: string;
  /** Carries each target's policy out. Default false: it is only said what it would do. */
  readonly apply?: boolean;
}

/** Keeps Supersets equal to a directory. */
export interface Provisioner {
  /**
   * A SCIM endpoint on the provisioner's store: refuses what Superset would refuse, and holds the response of a small
   * change until Superset has it, within the bound.
   */
  endpoint(options: ProvisionerEndpointOptions): ScimEndpoint;
  /** Starts the workers and the scheduled checks for deviations, and looks again at users who were applied under another mapping. */
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
  /**
   * Checks for deviations now and remembers what it finds, so that it can say since when each is there. Changes nothing in
   * Superset and alerts nobody; that is what the scheduled checks of a started provisioner do. Waits while another
   * process checks the same target.
   *
   * @throws {ProvisionerError} `unknown-target`, or `check-under-way` when the other check does not end.
   */
  drift(options?: DriftCheckOptions): Promise<DriftReport>;
  /**
   * Takes what roles permit now, and which row-level-security rules name them, as accepted: checks compare with it from
   * then on. Recorded in the audit chain. Returns by target what that accepts.
   *
   * @throws {ProvisionerError} `unknown-target`, `check-under-way`.
   * @throws {SupersetError} when a target cannot be read.
   */
  acceptRoles(options: AcceptRolesOptions): Promise<readonly AcceptedRoles[]>;
  /** Compares every target with the directory, and changes nothing. */
  plan(options?: PlanOptions): Promise<Plan>;
  /**
   * Applies a plan, also one that was saved as JSON. What is not as it was when the plan was made is left alone.
   *
   * @throws {ProvisionerError} `stale-plan`, `empty-directory` or `unknown-target`; nothing was changed then.
   */
  apply(plan: Plan, options?: ApplyPlanOptions): Promise<ApplyReport>;
  /** Whose loss of access waits for a decision, or was decided on and is not applied; by target and user id. */
  staged(options?: Pick<StagedSelection, 'target'>): Promise<readonly StagedUser[]>;
  /**
   * Applies what is staged now, and of each user exactly what is staged: what the directory wants of them by then that
   * takes more away is staged anew, or applied if it is nothing unusual.
   *
   * @throws {ProvisionerError} `unknown-user` when nothing is staged for one of the users, `unknown-target`.
   */
  applyStaged(options?: StagedSelection): Promise<readonly StagedOutcome[]>;
  /**
   * Lets users keep in Superset what they would lose. That holds through resyncs and restarts, until the directory wants
   * to take something else away from them, or nothing.
   *
   * @throws {ProvisionerError} `unknown-user` when nothing is staged for one of the users, `unknown-target`.
   */
  reject(options: StagedSelection & { readonly reason: string }): Promise<readonly StagedOutcome[]>;
  /**
   * Says who would gain and who would lose which role under another mapping, for the directory as it is. Asks no Superset and
   * changes nothing. Its result grows with the grants and roles, not with the directory.
   *
   * @throws {ProvisionerError} `unknown-target`, or `invalid-mapping` when overrides do not fit the candidate.
   */
  preview(candidate: RoleMapping, options?: PreviewOptions): Promise<MappingPreview>;
  /**
   * Explains a user's access, role by role.
   *
   * @param user an id or a userName, regardless of case.
   * @throws {ProvisionerError} `unknown-user`.
   */
  explain(user: string, options?: CallOptions): Promise<Explanation>;
  /**
   * Says what people own in each Superset who have left: alerts and reports keep running after a deactivation. One that
   * cannot be read says so in its part.
   */
  leavers(options?: LeaversOptions): Promise<readonly TargetLeavers[]>;
  /**
   * Holds the mapping against the live Supersets and the directory: what cannot work, what gives more than is wise, which
   * grants nobody has, and which attributes users may lack because no grant looked at them when they were stored.
   */
  check(options?: CheckOptions): Promise<readonly MappingProblem[]>;
  status(): Promise<readonly TargetStatus[]>;
  /** Who could not be applied and is tried again, and why; by target and user id. */
  failures(options?: { readonly target?: string }): Promise<readonly FailedUser[]>;
}
