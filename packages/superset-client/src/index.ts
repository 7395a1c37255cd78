export type {
  SupersetAsset,
  SupersetAssetKind,
  SupersetAssetQuery,
  SupersetAssets,
} from './assets/superset-assets.ts';
export type { CallOptions, UrgentCallOptions } from './call-options.ts';
export { createSupersetClient } from './create-superset-client.ts';
export type { SupersetDataset, SupersetDatasets } from './datasets/superset-datasets.ts';
export type { SupersetGroup, SupersetGroupInput, SupersetGroups } from './groups/superset-groups.ts';
export type { SupersetLog, SupersetLogEntry, SupersetLogQuery } from './log/superset-log.ts';
export type { SupersetPermission, SupersetPermissions } from './permissions/superset-permissions.ts';
export type { SupersetFeature, SupersetFeatures, SupersetProbe } from './probe/superset-probe.ts';
export type { SupersetRole, SupersetRoleAssignments, SupersetRoles } from './roles/superset-roles.ts';
export type {
  SupersetRowLevelSecurity,
  SupersetRowLevelSecurityInput,
  SupersetRowLevelSecurityRule,
} from './row-level-security/superset-row-level-security.ts';
export type { SupersetClient, SupersetClientOptions, SupersetCredentials } from './superset-client.ts';
export { SupersetError, type SupersetErrorCode, type SupersetErrorOptions } from './superset-error.ts';
export type {
  NewSupersetUser,
  SupersetUser,
  SupersetUserChange,
  SupersetUserQuery,
  SupersetUsers,
} from './users/superset-users.ts';
