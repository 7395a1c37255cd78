export { createProvisioner } from './create-provisioner.ts';
export type { ExplainedRole, Explanation, RolePath, TargetExplanation } from './explain/explanation.ts';
export type { MappingProblem } from './mapping/check-mapping.ts';
export { defineRoleMapping } from './mapping/define-role-mapping.ts';
export { parseRoleMapping } from './mapping/parse-role-mapping.ts';
export type {
  AdoptionPolicy,
  DirectoryGroup,
  Grant,
  GrantInput,
  GrantPredicate,
  GrantReason,
  GrantRule,
  GroupSelector,
  RoleMapping,
  RoleMappingInput,
} from './mapping/role-mapping.ts';
export type { ApplyPlanOptions } from './plan/apply-plan.ts';
export type { ApplyReport, ItemOutcome } from './plan/apply-report.ts';
export { hasDrift, type Plan, type TargetPlan } from './plan/plan.ts';
export type {
  AccountDifference,
  PlanItem,
  PlanItemKind,
  PlannedAccount,
  ProfileDifference,
  SetUpDifference,
} from './plan/plan-item.ts';
export { type PlanSign, type RenderPlanOptions, renderPlan } from './plan/render-plan.ts';
export type { PlanOptions, Provisioner, SettledOptions, TargetStatus } from './provisioner.ts';
export { ProvisionerError, type ProvisionerErrorCode } from './provisioner-error.ts';
export type { ProvisionerEndpointOptions, ProvisionerOptions } from './provisioner-options.ts';
export type { ProvisionerTiming } from './provisioner-timing.ts';
export type { StoredAttributes } from './stored-attributes.ts';
export type { Target } from './target/target.ts';
export type { Availability } from './worker/circuit.ts';
