import {
  type CallOptions,
  type SupersetClient,
  SupersetError,
  type SupersetGroup,
} from '@scim-superset/superset-client';
import type { Grant, RoleMapping } from '../mapping/role-mapping.ts';
import type { GroupRecogniser } from './own-groups.ts';
import { sameIds } from './same-ids.ts';
import { grantRoleIds, readCatalog, type TargetCatalog } from './target-catalog.ts';

/** A catalog whose base role exists, and in group mode a group for every grant. */
export interface ReadyCatalog extends TargetCatalog {
  readonly baseRoleId: number;
}

/** Something that {@link ensureGrants} did to a Superset. */
export interface GrantSetUp {
  /** `grant-group-taken-over`: somebody else had made a group of that name; its roles and members were replaced. */
  readonly kind: 'base-role' | 'grant-group' | 'grant-group-roles' | 'grant-group-taken-over';
  readonly name: string;
  readonly roles: readonly string[];
  /** The grant that the group is for. */
  readonly grant?: string;
}

/** How {@link ensureGrants} works. */
export interface EnsureOptions extends CallOptions {
  /** Told of each change. */
  readonly report: (change: GrantSetUp) => void;
  /** Tells the provisioner's groups from others with their names. */
  readonly isOwn: GroupRecogniser;
  /** Names of the groups whose roles are put right if somebody else gave or took some. Default: none. */
  readonly repair?: ReadonlySet<string>;
}

/**
 * Creates the base role and, in group mode, a group per grant where they are missing, and gives groups the roles of
 * the mapping when the mapping or the roles of the Superset have changed. A group that was changed by hand is left for
 * the plan to show, unless `repair` names it. Members are left alone, except in a group that somebody else has made: they
 * would get what only the directory may give. Two that do this at once agree on the result.
 */
export async function ensureGrants(
  superset: SupersetClient,
  mapping: RoleMapping,
  options: EnsureOptions,
): Promise<ReadyCatalog> {
  const found = await readCatalog(superset, mapping, options);
  const changes = [
    ...missingBaseRole(superset, mapping, found),
    ...grantGroupChanges(superset, mapping, found, options),
  ];
  for (const { write, ...change } of changes) {
    await unlessTaken(() => write(options));
    options.report(change);
  }
  const ready = changes.length > 0 ? await readCatalog(superset, mapping, options) : found;
  const { baseRoleId } = ready;
  if (baseRoleId === undefined) {
    throw new SupersetError('protocol', `Superset accepted the role "${mapping.baseRole}" but does not list it`);
  }
  return { ...ready, baseRoleId };
}

interface PendingSetUp extends GrantSetUp {
  readonly write: (options: CallOptions) => Promise<unknown>;
}

function missingBaseRole(superset: SupersetClient, { baseRole }: RoleMapping, found: TargetCatalog): PendingSetUp[] {
  if (found.baseRoleId !== undefined) return [];
  const write = (options: CallOptions) => superset.roles.create(baseRole, options);
  return [{ kind: 'base-role', name: baseRole, roles: [], write }];
}

function grantGroupChanges(
  superset: SupersetClient,
  { grants, groupPrefix }: RoleMapping,
  found: TargetCatalog,
  { isOwn, repair }: EnsureOptions,
): PendingSetUp[] {
  if (found.mode === 'direct') return [];
  return grants.flatMap((grant): PendingSetUp[] => {
    const group = found.grantGroups.get(grant.name);
    const roleIds = groupRoleIds(grant, group, found);
    const name = groupPrefix + grant.name;
    const description = describeGrantGroup(grant.name, roleIds);
    const set = { name, grant: grant.name, roles: grant.roles };
    const input = { label: grant.name, description, roleIds };
    if (group === undefined) {
      const write = (options: CallOptions) => superset.groups.create({ name, ...input }, options);
      return [{ kind: 'grant-group', ...set, write }];
    }
    const tampered = !sameIds(group.roleIds, roleIds);
    if (!isOwn(name, group.description === description && !tampered)) {
      const write = (options: CallOptions) => superset.groups.update(group.id, { ...input, userIds: [] }, options);
      return [{ kind: 'grant-group-taken-over', ...set, write }];
    }
    if (group.description === description && !(tampered && repair?.has(name))) return [];
    const write = (options: CallOptions) => superset.groups.update(group.id, { description, roleIds }, options);
    return [{ kind: 'grant-group-roles', ...set, write }];
  });
}

/**
 * Ids of the roles that a grant's group is to have. While the Superset lacks one that the grant names, those stay that the
 * group was given before: most likely the role was renamed, and nobody is to lose it by that.
 */
export function groupRoleIds(grant: Grant, group: SupersetGroup | undefined, catalog: TargetCatalog): number[] {
  const known = grantRoleIds(grant, catalog);
  const isWhole = grant.roles.every((role) => catalog.roleIds.has(role));
  if (isWhole || group === undefined) return known;
  const given = new Set(described.exec(group.description)?.[1]?.split(',').map(Number));
  return [...new Set([...known, ...group.roleIds.filter((id) => given.has(id))])];
}

const described = /^Kept by scim-superset for the grant .* \(roles ([\d,]*)\)\.$/s;

/** A grant's group is described by which roles were last given, so that a change of the mapping can be told from a change by hand. */
export function describeGrantGroup(grant: string, roleIds: readonly number[]): string {
  const ids = [...roleIds].sort((a, b) => a - b).join(',');
  return `Kept by scim-superset for the grant "${grant}" (roles ${ids}).`;
}

/** Another process may create the same role or group between our look and our write. */
async function unlessTaken(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(SupersetError.is(error) && error.code === 'conflict')) throw error;
  }
}
