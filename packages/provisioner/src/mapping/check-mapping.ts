import {
  type CallOptions,
  type SupersetClient,
  SupersetError,
  type SupersetRole,
} from '@scim-superset/superset-client';
import type { Target } from '../target/target.ts';
import type { RoleMapping } from './role-mapping.ts';

/** Something about a mapping that cannot work (`error`), or that somebody should have a look at (`warning`). */
export interface MappingProblem {
  readonly severity: 'error' | 'warning';
  /** Undefined when it holds for every target. */
  readonly target?: string;
  readonly grant?: string;
  /** One sentence with the remedy. */
  readonly message: string;
}

/** Holds a mapping against the Supersets as they are. Writes nothing. */
export async function checkMapping(
  mapping: RoleMapping,
  targets: readonly Target[],
  options: CallOptions,
): Promise<MappingProblem[]> {
  const perTarget = await Promise.all(targets.map((target) => checkTarget(mapping, target, options)));
  return [...broadAdminGrants(mapping), ...perTarget.flat()];
}

function broadAdminGrants(mapping: RoleMapping): MappingProblem[] {
  return mapping.grants
    .filter(({ roles, rule }) => roles.includes('Admin') && rule.kind !== 'group')
    .map(({ name, rule }) => ({
      severity: 'warning',
      grant: name,
      message:
        `Grant "${name}" gives Admin by ${rule.kind === 'filter' ? 'a filter' : 'code'}: whoever may edit the attributes ` +
        'it looks at can become Admin. Give Admin to the members of a group instead',
    }));
}

async function checkTarget(
  mapping: RoleMapping,
  { name: target, superset }: Target,
  options: CallOptions,
): Promise<MappingProblem[]> {
  try {
    const [probe, roles] = await Promise.all([superset.probe(options), superset.roles.list(options)]);
    const known = new Set(roles.map(({ name }) => name));
    const permissions = probe.missingPermissions.map((permission): MappingProblem => {
      return { severity: 'error', target, message: `The service account lacks "${permission}": add it to its role` };
    });
    const unknown = mapping.grants.flatMap((grant) =>
      grant.roles
        .filter((role) => !known.has(role))
        .map((role): MappingProblem => {
          const message =
            `Grant "${grant.name}" gives the role "${role}", which Superset ${target} does not have: create the role, or ` +
            'correct its name in the mapping';
          return { severity: 'error', target, grant: grant.name, message };
        }),
    );
    const planted = probe.groupRoles ? [] : await plantedGroups(target, superset, roles, options);
    return [...permissions, ...unknown, ...planted];
  } catch (error) {
    if (!SupersetError.is(error)) throw error;
    return [{ severity: 'warning', target, message: `Superset ${target} could not be asked: ${error.message}` }];
  }
}

/**
 * Before 6.0 roles of a group have no effect, and Superset lets Gamma and Alpha write groups: anybody can prepare what an
 * upgrade brings to life.
 */
async function plantedGroups(
  target: string,
  superset: SupersetClient,
  roles: readonly SupersetRole[],
  options: CallOptions,
): Promise<MappingProblem[]> {
  const groups = await superset.groups.list(options).catch((error: unknown) => {
    // The service account needs no right to see them, and Supersets before groups do not know the address.
    if (SupersetError.is(error) && (error.code === 'forbidden' || error.status === 404)) return [];
    throw error;
  });
  const names = new Map(roles.map(({ id, name }) => [id, name]));
  return groups
    .filter(({ roleIds }) => roleIds.length > 0)
    .map(({ name, roleIds }) => {
      const given = roleIds.map((id) => names.get(id) ?? `role ${id}`).join(', ');
      const message =
        `The group "${name}" in Superset ${target} carries ${given}: without effect now, and real after an upgrade to ` +
        '6.0. Delete it, or make sure who is in it';
      return { severity: 'warning', target, message };
    });
}
