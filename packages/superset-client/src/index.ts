export { createSupersetClient } from './create-superset-client.ts';
export type {
  CallOptions,
  NewSupersetUser,
  SupersetClient,
  SupersetClientOptions,
  SupersetCredentials,
  SupersetGroup,
  SupersetGroupInput,
  SupersetGroups,
  SupersetProbe,
  SupersetRole,
  SupersetRoles,
  SupersetUser,
  SupersetUserChange,
  SupersetUsers,
} from './superset-client.ts';
export { SupersetError, type SupersetErrorCode, type SupersetErrorOptions } from './superset-error.ts';
