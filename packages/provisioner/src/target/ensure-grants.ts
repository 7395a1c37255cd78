import { type CallOptions, type SupersetClient, SupersetError } from '@scim-superset/superset-client';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { sameIds } from './same-ids.ts';
import { grantRoleIds, readCatalog, type TargetCatalog } from './target-catalog.ts';

/** A catalog whose base role exists, and in group mode a group for every grant. */
export interface ReadyCatalog extends TargetCatalog {
  readonly baseRoleId: number;
}

/** Something that {@link ensureGrants} did to a Superset. */
export interface GrantSetUp {
  readonly kind: 'base-role' | 'grant-group' | 'grant-group-roles';
  readonly name: string;
  readonly roles: readonly string[];
}

/**
 * Creates the base role and, in group mode, a group per grant where they are missing, and gives grant groups the
 * roles of the mapping. Members are left alone. Two that do this at once agree on the result.
 */
export async function ensureGrants(
  superset: SupersetClient,
  mapping: RoleMapping,
  report: (change: GrantSetUp) => void,
  options?: CallOptions,
): Promise<ReadyCatalog> {
  const found = await readCatalog(superset, mapping, options);
  let wrote = false;
  const write = async (change: GrantSetUp, call: () => Promise<unknown>): Promise<void> => {
    wrote = true;
    await unlessTaken(call);
    report(change);
  };
  if (found.baseRoleId === undefined) {
    const change = { kind: 'base-role', name: mapping.baseRole, roles: [] } as const;
    await write(change, () => superset.roles.create(mapping.baseRole, options));
  }
  for (const grant of found.mode === 'group' ? mapping.grants : []) {
    const group = found.grantGroups.get(grant.name);
    const roleIds = grantRoleIds(grant, found);
    const name = mapping.groupPrefix + grant.name;
    if (group === undefined) {
      const description = `Kept by scim-superset for the grant "${grant.name}". Changes by hand are undone.`;
      const create = () => superset.groups.create({ name, label: grant.name, description, roleIds }, options);
      await write({ kind: 'grant-group', name, roles: grant.roles }, create);
    } else if (!sameIds(group.roleIds, roleIds)) {
      const update = () => superset.groups.update(group.id, { roleIds }, options);
      await write({ kind: 'grant-group-roles', name, roles: grant.roles }, update);
    }
  }
  const ready = wrote ? await readCatalog(superset, mapping, options) : found;
  const { baseRoleId } = ready;
  if (baseRoleId === undefined) {
    throw new SupersetError('protocol', `Superset accepted the role "${mapping.baseRole}" but does not list it`);
  }
  return { ...ready, baseRoleId };
}

/** Another process may create the same role or group between our look and our write. */
async function unlessTaken(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(SupersetError.is(error) && error.code === 'conflict')) throw error;
  }
}
