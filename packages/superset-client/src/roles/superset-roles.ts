import type { CallOptions } from '../call-options.ts';
import type { SupersetPermission } from '../permissions/superset-permissions.ts';

/** A Superset role, without its permissions. */
export interface SupersetRole {
  readonly id: number;
  readonly name: string;
}

/** A role and everything that is attached to it. */
export interface SupersetRoleAssignments extends SupersetRole {
  /** Accounts that have it directly. */
  readonly userIds: readonly number[];
  readonly groupIds: readonly number[];
  /** Ids of {@link SupersetPermission}s. */
  readonly permissionIds: readonly number[];
}

/** Roles (`/api/v1/security/roles/`). */
export interface SupersetRoles {
  list(options?: CallOptions): Promise<readonly SupersetRole[]>;
  /** Creates a role without any permission. An answer that got lost is resolved by looking. Returns the id. */
  create(name: string, options?: CallOptions): Promise<number>;
  /**
   * Deletes a role, even one that is assigned, and even a built-in one. **A row-level-security rule that names it stops
   * filtering without a word**: look at `rowLevelSecurity.list()` before. Throws `not-found` when there is none, unless an
   * earlier attempt of this call may have deleted it. Needs `can_delete on Role`.
   */
  delete(id: number, options?: CallOptions): Promise<void>;
  /** Ids of a role's permissions. Throws `not-found`. Needs `can_list_role_permissions on Role`. */
  permissions(id: number, options?: CallOptions): Promise<readonly number[]>;
  /** A role's permissions with their names, in one call. Throws `not-found`. Needs `can_list_role_permissions on Role`. */
  permits(id: number, options?: CallOptions): Promise<readonly SupersetPermission[]>;
  /**
   * Replaces a role's permissions, and reads them back, because Superset drops ids that it does not know without a word:
   * then throws `validation`, with the others in place. `superset init` takes additions to the built-in roles away again.
   * Throws `not-found`. Needs `can_add_role_permissions on Role` and `can_list_role_permissions on Role`.
   */
  setPermissions(id: number, permissionIds: readonly number[], options?: CallOptions): Promise<void>;
  /**
   * Every role with its accounts, groups and permissions, in one call per 1,000 roles, hidden accounts included. Undefined
   * before 6.0. Each call writes a row to Superset's action log. Needs `can_list_roles on RoleRestAPI`.
   */
  assignments(options?: CallOptions): Promise<readonly SupersetRoleAssignments[] | undefined>;
}
