import type {
  CallOptions,
  SupersetClient,
  SupersetGroup,
  SupersetProbe,
  SupersetRole,
} from '@scim-superset/superset-client';
import type { Grant, RoleMapping } from '../mapping/role-mapping.ts';

/** How grants reach accounts: through Superset groups that carry the roles, or as roles on the account itself. */
export type GrantMode = 'group' | 'direct';

/** A role that a grant gives and the Superset does not have. */
interface UnknownRole {
  readonly grant: string;
  readonly role: string;
}

/** What a Superset has that accounts refer to, read at one moment. */
export interface TargetCatalog {
  /** `group` from Superset 6.0 on; before it, roles of groups do not count. */
  readonly mode: GrantMode;
  /** The account that the provisioner signs in as. */
  readonly self: SupersetProbe['self'];
  /** Undefined until {@link ensureGrants} has made it. */
  readonly baseRoleId: number | undefined;
  readonly roleIds: ReadonlyMap<string, number>;
  readonly roleNames: ReadonlyMap<number, string>;
  /** Every group; empty in direct mode. */
  readonly groups: ReadonlyMap<number, SupersetGroup>;
  /** Superset groups by the name of the grant they stand for. */
  readonly grantGroups: ReadonlyMap<string, SupersetGroup>;
  /** Ids of groups with the mapping's prefix, those of grants that are no more included. */
  readonly ownGroupIds: ReadonlySet<number>;
  /** Ids of the base role and of every role that a grant gives. */
  readonly ownRoleIds: ReadonlySet<number>;
  readonly unknownRoles: readonly UnknownRole[];
}

/** Reads a Superset's roles and groups and relates them to the mapping. Writes nothing. */
export async function readCatalog(
  superset: SupersetClient,
  mapping: RoleMapping,
  options?: CallOptions,
): Promise<TargetCatalog> {
  const [probe, roles] = await Promise.all([superset.probe(options), superset.roles.list(options)]);
  const groups = probe.groupRoles ? await superset.groups.list(options) : [];
  return buildCatalog(probe, roles, groups, mapping);
}

/** Relates what was read to the mapping. */
export function buildCatalog(
  probe: Pick<SupersetProbe, 'groupRoles' | 'self'>,
  roles: readonly SupersetRole[],
  groups: readonly SupersetGroup[],
  mapping: RoleMapping,
): TargetCatalog {
  const roleIds = new Map(roles.map(({ id, name }) => [name, id]));
  const groupsByName = new Map(groups.map((group) => [group.name, group]));
  const owned = [mapping.baseRole, ...mapping.grants.flatMap((grant) => grant.roles)];
  return {
    mode: probe.groupRoles ? 'group' : 'direct',
    self: probe.self,
    baseRoleId: roleIds.get(mapping.baseRole),
    roleIds,
    roleNames: new Map(roles.map(({ id, name }) => [id, name])),
    groups: new Map(groups.map((group) => [group.id, group])),
    grantGroups: new Map(
      mapping.grants.flatMap(({ name }) => {
        const group = groupsByName.get(mapping.groupPrefix + name);
        return group === undefined ? [] : [[name, group]];
      }),
    ),
    ownGroupIds: new Set(groups.filter(({ name }) => name.startsWith(mapping.groupPrefix)).map(({ id }) => id)),
    ownRoleIds: new Set(owned.flatMap((name) => roleIds.get(name) ?? [])),
    unknownRoles: mapping.grants.flatMap((grant) =>
      grant.roles.filter((role) => !roleIds.has(role)).map((role) => ({ grant: grant.name, role })),
    ),
  };
}

/** Ids of the roles of a grant that the Superset has. */
export function grantRoleIds(grant: Grant, catalog: TargetCatalog): number[] {
  return grant.roles.flatMap((role) => catalog.roleIds.get(role) ?? []);
}
