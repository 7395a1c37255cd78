export { createProvisioner } from './create-provisioner.ts';
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
export type { Provisioner, SettledOptions, TargetStatus } from './provisioner.ts';
export { ProvisionerError, type ProvisionerErrorCode } from './provisioner-error.ts';
export type { ProvisionerEndpointOptions, ProvisionerOptions } from './provisioner-options.ts';
export type { ProvisionerTiming } from './provisioner-timing.ts';
export type { Target } from './target/target.ts';
export type { Availability } from './worker/circuit.ts';
