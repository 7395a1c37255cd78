import type {
  CallOptions,
  SupersetClient,
  SupersetRole,
  SupersetRoleAssignments,
} from '@scim-superset/superset-client';
import { isOutOfReach } from '../target/out-of-reach.ts';

/** A role with its permissions. */
export interface WatchedRole extends SupersetRole {
  readonly permissionIds: readonly number[];
}

/** A row-level-security rule, as far as roles are concerned. */
export interface WatchedRule {
  readonly id: number;
  readonly name: string;
  readonly filterType: 'Regular' | 'Base';
  readonly roleIds: readonly number[];
}

/** Roles and rules at one moment. */
export interface RoleSnapshot {
  /** Every role. */
  readonly roles: readonly SupersetRole[];
  /** The watched ones; undefined when their permissions cannot be read. */
  readonly watched: readonly WatchedRole[] | undefined;
  /** Undefined when rules cannot be read. */
  readonly rules: readonly WatchedRule[] | undefined;
  /** What could not be read, and the permission that is missing. */
  readonly unwatched: readonly string[];
}

/** Roles that come with Superset and give much, or give it to everybody. */
export const builtInRoles: readonly string[] = ['Admin', 'Alpha', 'Gamma', 'sql_lab', 'Public'];

/** What of the roles was read already. */
export interface KnownRoles {
  readonly roles: readonly SupersetRole[];
  /** Undefined before Superset 6.0, where each watched role is asked for. */
  readonly assignments: readonly SupersetRoleAssignments[] | undefined;
}

/** Which roles to watch, besides the built-in ones. */
export interface RolesToWatch {
  /** Those that grants give. */
  readonly names: readonly string[];
  /** Those that were watched before, whatever they are called now. */
  readonly ids: readonly number[];
}

/** Reads what the watched roles permit, and which rules name roles. Writes nothing. */
export async function readRoleSnapshot(
  superset: SupersetClient,
  { roles, assignments }: KnownRoles,
  watch: RolesToWatch,
  options: CallOptions,
): Promise<RoleSnapshot> {
  const unwatched: string[] = [];
  const ifAllowed = async <T>(reading: Promise<T>, what: string): Promise<T | undefined> => {
    try {
      return await reading;
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
      unwatched.push(what);
      return undefined;
    }
  };
  const wanted = new Set<string | number>([...watch.names, ...builtInRoles, ...watch.ids]);
  const isWatched = ({ id, name }: SupersetRole): boolean => wanted.has(name) || wanted.has(id);
  const watched = assignments
    ? assignments.filter(isWatched).map(({ id, name, permissionIds }) => ({ id, name, permissionIds }))
    : await ifAllowed(
        readPermissions(superset, roles.filter(isWatched), options),
        'what roles permit: the service account lacks can_list_role_permissions on Role',
      );
  const rules = await ifAllowed(
    superset.rowLevelSecurity.list(options),
    'row-level security: the service account lacks can_read on Row Level Security',
  );
  return {
    roles: roles.map(({ id, name }) => ({ id, name })),
    watched,
    rules: rules?.map(({ id, name, filterType, roleIds }) => ({ id, name, filterType, roleIds })),
    unwatched,
  };
}

async function readPermissions(
  superset: SupersetClient,
  roles: readonly SupersetRole[],
  options: CallOptions,
): Promise<WatchedRole[]> {
  const watched: WatchedRole[] = [];
  for (const role of roles)
    watched.push({ ...role, permissionIds: await superset.roles.permissions(role.id, options) });
  return watched;
}
