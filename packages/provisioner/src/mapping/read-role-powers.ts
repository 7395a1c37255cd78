import type { CallOptions, SupersetClient, SupersetPermission, SupersetRole } from '@scim-superset/superset-client';
import { isOutOfReach } from '../target/out-of-reach.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import { judgeRole, type RolePower } from './role-power.ts';

/** What roles of a Superset are worth. */
export interface RolePowers {
  /** By the role's id. */
  readonly powers: ReadonlyMap<number, RolePower>;
  /** The permission without which roles were judged by their names alone; undefined when they were looked into. */
  readonly missing: string | undefined;
}

/** Which roles to look into, and whether roles of groups count there. */
export interface PowersToRead {
  readonly roles: readonly SupersetRole[];
  readonly groupRoles: boolean;
}

/** Looks into roles, with a call for each. Writes nothing. */
export async function readRolePowers(
  superset: SupersetClient,
  { roles, groupRoles }: PowersToRead,
  options: CallOptions,
): Promise<RolePowers> {
  const powers = new Map<number, RolePower>();
  let missing: string | undefined;
  const read = async ({ id }: SupersetRole): Promise<readonly SupersetPermission[] | undefined> => {
    if (missing !== undefined) return undefined;
    try {
      return await superset.roles.permits(id, options);
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
      // A role that was deleted meanwhile is nobody's.
      if (error.code === 'forbidden') missing = 'can_list_role_permissions on Role';
      return undefined;
    }
  };
  for (const role of roles) {
    powers.set(role.id, judgeRole({ name: role.name, permissions: await read(role), groupRoles }));
  }
  return { powers, missing };
}

/**
 * The roles in groups that are not the provisioner's by which one is, or becomes, Admin, or reads all data. Those that the
 * mapping gives are left out.
 */
export async function readPrivilegedRoles(
  superset: SupersetClient,
  catalog: TargetCatalog,
  options: CallOptions,
): Promise<{ readonly ids: ReadonlySet<number> } & Pick<RolePowers, 'missing'>> {
  const foreign = [...catalog.groups.values()].filter(({ id }) => !catalog.ownGroupIds.has(id));
  const ids = new Set(foreign.flatMap(({ roleIds }) => roleIds)).difference(catalog.ownRoleIds);
  const roles = [...ids].map((id) => ({ id, name: catalog.roleNames.get(id) ?? '' }));
  const { powers, missing } = await readRolePowers(superset, { roles, groupRoles: catalog.mode === 'group' }, options);
  const privileged = [...powers].filter(([, { level }]) => level !== 'ordinary');
  return { ids: new Set(privileged.map(([id]) => id)), missing };
}
