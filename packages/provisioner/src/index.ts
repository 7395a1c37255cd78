export type {
  AvailableAlert,
  DriftAlert,
  LeaverAlert,
  ProvisionerAlert,
  StagedAlert,
  UnavailableAlert,
} from './alert/provisioner-alert.ts';
export type { BreakerOptions } from './breaker/breaker-options.ts';
export type { BreakerStatus, CounterStatus } from './breaker/breaker-status.ts';
export { describeHold, type Hold } from './breaker/hold.ts';
export type { StagedUser } from './breaker/staged-user.ts';
export type { StagedOutcome, StagedSelection } from './breaker/staging.ts';
export { createProvisioner } from './create-provisioner.ts';
export type { Exclusion } from './desired/desired-account.ts';
export {
  type DriftFinding,
  type DriftReport,
  type IgnoredFinding,
  isWithoutDrift,
  type ResolvedFinding,
  type TargetDrift,
} from './drift/drift-finding.ts';
export type {
  DriftItem,
  DriftKind,
  LeaverDifference,
  MonitorDifference,
  RoleDifference,
  WatchItem,
} from './drift/drift-item.ts';
export { type DriftOptions, driftKinds, type RepairableKind, repairableKinds } from './drift/drift-options.ts';
export type { DriftSummary } from './drift/drift-summary.ts';
export type { IgnoreRule } from './drift/ignore-rule.ts';
export { renderDrift } from './drift/render-drift.ts';
export type { ExplainedRole, Explanation, HandEdit, RolePath, TargetExplanation } from './explain/explanation.ts';
export type { FailedUser } from './explain/list-failures.ts';
export { heartbeatMs } from './heartbeat.ts';
export type { LeaverCheck } from './leaver/leaver-note.ts';
export type { LeaverPolicy } from './leaver/leaver-policy.ts';
export {
  type Leaver,
  type LeaverAsset,
  type LeaverOutcome,
  type LeaverStep,
  runningReports,
  type TargetLeavers,
} from './leaver/leavers.ts';
export type { MappingProblem } from './mapping/check-mapping.ts';
export { defineRoleMapping } from './mapping/define-role-mapping.ts';
export type { CheckOptions } from './mapping/find-problems.ts';
export { parseMappingOverrides, parseRoleMapping } from './mapping/parse-role-mapping.ts';
export type {
  AccountsFor,
  AdoptionPolicy,
  CompiledRule,
  DirectoryGroup,
  Grant,
  GrantInput,
  GrantOverride,
  GrantPredicate,
  GrantReason,
  GroupSelector,
  MappingOverrides,
  RoleMapping,
  RoleMappingInput,
  RolesOverride,
  UserRule,
  UserRuleInput,
} from './mapping/role-mapping.ts';
export {
  type JsonSchema,
  mappingOverridesJsonSchema,
  roleMappingJsonSchema,
} from './mapping/role-mapping-json-schema.ts';
export type { ApplyPlanOptions } from './plan/apply-plan.ts';
export type { ApplyReport, ItemOutcome } from './plan/apply-report.ts';
export { hasDrift, isInLine, type Plan, type TargetPlan } from './plan/plan.ts';
export type {
  AccountDifference,
  PlanItem,
  PlanItemKind,
  PlannedAccount,
  ProfileDifference,
  SetUpDifference,
} from './plan/plan-item.ts';
export { type PlanSign, planItemKinds, type RenderPlanOptions, renderPlan } from './plan/render-plan.ts';
export {
  type GrantPreview,
  hasChanges,
  type MappingPreview,
  type RolePreview,
  type SettingPreview,
  type TargetPreview,
  type UserPreview,
} from './preview/mapping-preview.ts';
export type { PreviewOptions } from './preview/preview-options.ts';
export type {
  AcceptedRoles,
  AcceptRolesOptions,
  DriftCheckOptions,
  LeaversOptions,
  PlanOptions,
  Provisioner,
  SettledOptions,
  TargetStatus,
  WaitingCheck,
} from './provisioner.ts';
export { ProvisionerError, type ProvisionerErrorCode } from './provisioner-error.ts';
export type { ProvisionerEndpointOptions, ProvisionerOptions } from './provisioner-options.ts';
export type { ProvisionerTiming } from './provisioner-timing.ts';
export type { StoredAttributes } from './stored-attributes.ts';
export type { DeletionPolicy, Target } from './target/target.ts';
export type { Availability } from './worker/circuit.ts';
