import {
  type CallOptions,
  type SupersetClient,
  SupersetError,
  type SupersetFeature,
  type SupersetProbe,
  type SupersetRole,
} from '@scim-superset/superset-client';
import { plantedGroupsPermission, readPlantedGroups } from '../target/planted-groups.ts';
import type { TargetContext } from '../target/target-context.ts';
import { checkPowers } from './check-powers.ts';
import type { Holders } from './count-holders.ts';
import { readRolePowers } from './read-role-powers.ts';
import type { RoleMapping } from './role-mapping.ts';
import { judgeRole } from './role-power.ts';

/** Something about a mapping that cannot work or must not be (`error`), or that somebody should have a look at (`warning`). */
export interface MappingProblem {
  readonly severity: 'error' | 'warning';
  /** Undefined when it holds for every target. */
  readonly target?: string;
  readonly grant?: string;
  /** One sentence with the remedy. */
  readonly message: string;
}

/** What a target is checked with. */
export interface TargetToCheck {
  readonly context: Pick<TargetContext, 'name' | 'superset' | 'mapping'>;
  readonly holders: Holders;
  /** Whether it is known not to answer, so that it is not asked. */
  readonly isDown: boolean;
}

/** Holds a target's mapping against the Superset as it is. Writes nothing. */
export async function checkMapping(checked: TargetToCheck, options: CallOptions): Promise<MappingProblem[]> {
  const { context, holders, isDown } = checked;
  const { name: target, mapping } = context;
  const byName = (): MappingProblem[] => {
    const powerOf = (name: string) => judgeRole({ name, permissions: undefined, groupRoles: true });
    return checkPowers({ mapping, holders, powerOf });
  };
  if (isDown) return at(target, byName());
  try {
    return at(target, await checkLive(context, holders, options));
  } catch (error) {
    if (!SupersetError.is(error)) throw error;
    const message = `Superset ${target} could not be asked: ${error.message}`;
    return at(target, [...byName(), { severity: 'warning', message }]);
  }
}

function at(target: string, problems: readonly MappingProblem[]): MappingProblem[] {
  return problems.map(({ severity, ...problem }) => ({ severity, target, ...problem }));
}

async function checkLive(
  { name: target, superset, mapping }: TargetToCheck['context'],
  holders: Holders,
  options: CallOptions,
): Promise<MappingProblem[]> {
  const [probe, roles] = await Promise.all([superset.probe(options), superset.roles.list(options)]);
  const permissions = probe.missingPermissions.map((permission): MappingProblem => {
    return { severity: 'error', message: `The service account lacks "${permission}": add it to its role` };
  });
  const planted = probe.groupRoles ? [] : await plantedGroups(target, superset, roles, options);
  const powers = await livePowers(superset, { mapping, holders, roles, groupRoles: probe.groupRoles }, options);
  const base = await missingBaseRole(target, superset, { mapping, roles }, options);
  return [
    ...permissions,
    ...lostPasswords(probe),
    ...base,
    ...unknownRoles(target, mapping, roles),
    ...powers,
    ...planted,
  ];
}

const roleCreation = 'can_post on Role';
const unknownFeature: SupersetFeature = { state: 'partly', reason: 'It could not be asked for.' };

/** The base role is created with the first user, if that is allowed. */
async function missingBaseRole(
  target: string,
  superset: SupersetClient,
  { mapping: { baseRole }, roles }: Pick<LiveRoles, 'mapping' | 'roles'>,
  options: CallOptions,
): Promise<MappingProblem[]> {
  if (roles.some(({ name }) => name === baseRole)) return [];
  const { roleCreate } = await superset.features(options).catch((error: unknown) => {
    // It asks about much besides, which keeps nobody from the rest.
    if (SupersetError.is(error)) return { roleCreate: unknownFeature };
    throw error;
  });
  // Whoever may not ask for permissions on roles may have them.
  if (roleCreate.state !== 'missing' || !roleCreate.permissions.includes(roleCreation)) return [];
  const message =
    `Superset ${target} does not have the role "${baseRole}", which every account gets, and the service account may not ` +
    `create it: create the role, without permissions, or give the account "${roleCreation}"`;
  return [{ severity: 'error', message }];
}

function lostPasswords({ keepsPasswords }: SupersetProbe): MappingProblem[] {
  if (keepsPasswords) return [];
  const message =
    'Its Flask-AppBuilder may destroy the password of every account that is changed, the service account included: upgrade ' +
    'it to 4.7 or later, unless nobody signs in with a password';
  return [{ severity: 'warning', message }];
}

function unknownRoles(target: string, mapping: RoleMapping, roles: readonly SupersetRole[]): MappingProblem[] {
  const known = new Set(roles.map(({ name }) => name));
  return mapping.grants.flatMap((grant) =>
    grant.roles
      .filter((role) => !known.has(role))
      .map((role): MappingProblem => {
        const message =
          `Grant "${grant.name}" gives the role "${role}", which Superset ${target} does not have: create the role, or ` +
          'correct its name in the mapping';
        return { severity: 'error', grant: grant.name, message };
      }),
  );
}

/** What {@link livePowers} looks at. */
interface LiveRoles {
  readonly mapping: RoleMapping;
  readonly holders: Holders;
  readonly roles: readonly SupersetRole[];
  readonly groupRoles: boolean;
}

async function livePowers(
  superset: SupersetClient,
  { mapping, holders, roles, groupRoles }: LiveRoles,
  options: CallOptions,
): Promise<MappingProblem[]> {
  const given = new Set(mapping.grants.flatMap((grant) => grant.roles));
  const wanted = { roles: roles.filter(({ name }) => given.has(name)), groupRoles };
  const { powers, missing } = await readRolePowers(superset, wanted, options);
  const ids = new Map(roles.map(({ id, name }) => [name, id]));
  const problems = checkPowers({ mapping, holders, powerOf: (name) => powers.get(ids.get(name) ?? Number.NaN) });
  if (missing === undefined) return problems;
  const message =
    'What the roles of the mapping permit could not be looked into, so only Admin and Alpha count as privileged, by their ' +
    `names: the service account lacks ${missing}`;
  return [...problems, { severity: 'warning', message }];
}

async function plantedGroups(
  target: string,
  superset: SupersetClient,
  roles: readonly SupersetRole[],
  options: CallOptions,
): Promise<MappingProblem[]> {
  const names = new Map(roles.map(({ id, name }) => [id, name]));
  const planted = await readPlantedGroups(superset, options);
  if (planted === undefined) {
    const message =
      'Whether groups carry roles that an upgrade to 6.0 brings to life cannot be seen: the service account lacks ' +
      `"${plantedGroupsPermission}"`;
    return [{ severity: 'warning', message }];
  }
  return planted.map(({ name, roleIds }) => {
    const given = roleIds.map((id) => names.get(id) ?? `role ${id}`).join(', ');
    const message =
      `The group "${name}" in Superset ${target} carries ${given}: without effect now, and real after an upgrade to ` +
      '6.0. Delete it, or make sure who is in it';
    return { severity: 'warning', message };
  });
}
