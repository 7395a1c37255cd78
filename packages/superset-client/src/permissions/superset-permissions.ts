import type { CallOptions } from '../call-options.ts';

/** A permission: something that can be done, and on what. */
export interface SupersetPermission {
  readonly id: number;
  /** For example `can_read`, or `datasource_access`. */
  readonly name: string;
  /** For example `Chart`; of data access `[database].[table](id:7)`, where only the id stays when something is renamed. */
  readonly resource: string;
}

/** Permissions (`/api/v1/security/permissions-resources/`). */
export interface SupersetPermissions {
  /** All permissions by id, in one call per 100. Needs `can_get on PermissionViewMenu`. */
  list(options?: CallOptions): Promise<readonly SupersetPermission[]>;
}
