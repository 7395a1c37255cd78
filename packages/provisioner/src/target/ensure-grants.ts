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

/** How {@link ensureGrants} works. */
export interface EnsureOptions extends CallOptions {
  /** Told of each change. */
  readonly report: (change: GrantSetUp) => void;
  /** Whether roles that somebody else gave to or took from a grant's group are put right. Default false. */
  readonly repair?: boolean;
}

/**
 * Creates the base role and, in group mode, a group per grant where they are missing, and gives groups the roles of
 * the mapping when the mapping or the roles of the Superset have changed. A group that was changed by hand is left for
 * the plan to show, unless `repair` is set. Members are left alone. Two that do this at once agree on the result.
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
  { repair = false }: EnsureOptions,
): PendingSetUp[] {
  if (found.mode === 'direct') return [];
  return grants.flatMap((grant): PendingSetUp[] => {
    const group = found.grantGroups.get(grant.name);
    const roleIds = grantRoleIds(grant, found);
    const name = groupPrefix + grant.name;
    const description = describeGrantGroup(grant.name, roleIds);
    const input = { name, label: grant.name, description, roleIds };
    if (group === undefined) {
      const write = (options: CallOptions) => superset.groups.create(input, options);
      return [{ kind: 'grant-group', name, roles: grant.roles, write }];
    }
    const tampered = !sameIds(group.roleIds, roleIds);
    if (group.description === description && !(tampered && repair)) return [];
    const write = (options: CallOptions) => superset.groups.update(group.id, { description, roleIds }, options);
    return [{ kind: 'grant-group-roles', name, roles: grant.roles, write }];
  });
}

/** Carries which roles were last given, so that a change of the mapping can be told from a change by hand. */
function describeGrantGroup(grant: string, roleIds: readonly number[]): string {
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
