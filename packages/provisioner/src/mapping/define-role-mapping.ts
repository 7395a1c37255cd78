import { createHash } from 'node:crypto';
import { ProvisionerError } from '../provisioner-error.ts';
import { compileRule } from './compile-rule.ts';
import type { CompiledRule, GrantInput, RoleMapping, RoleMappingInput, UserRuleInput } from './role-mapping.ts';

/** Superset's column of a group's name. */
const groupNameLength = 100;
/** Superset's column of a role's name. */
const roleNameLength = 64;

/**
 * Validates a role mapping and compiles its rules. Whether the roles exist in a Superset is checked by
 * `provisioner.check()`, because that needs the Superset.
 *
 * @example
 * const mapping = defineRoleMapping({
 *   grants: [
 *     { name: 'Admins', roles: ['Admin'], group: 'Superset Admins' },
 *     { name: 'Finance', roles: ['Gamma', 'Finance Reader'], filter: `${enterpriseUserUrn}:department eq "Finance"` },
 *     { name: 'Builders', roles: ['Alpha'], when: (user, groups) => groups.some((g) => g.displayName.startsWith('eng-')) },
 *   ],
 * });
 *
 * @throws {ProvisionerError} `invalid-mapping`; the message names the grant and the remedy.
 */
export function defineRoleMapping(input: RoleMappingInput): RoleMapping {
  const { baseRole = 'SCIM Base', groupPrefix = 'scim: ', accountsFor = 'everybody', adoption = 'adopt' } = input;
  checkName('baseRole', baseRole, roleNameLength);
  if (groupPrefix.trim() === '') {
    fail('groupPrefix must not be empty: it tells the provisioner\'s groups from those made by hand. Try "scim: "');
  }
  checkGrants(input.grants, baseRole, groupPrefix);
  const grants = input.grants.map((grant) => ({
    ...compileRule(`grant "${grant.name}"`, grant),
    name: grant.name,
    roles: [...new Set(grant.roles)],
  }));
  const scope = input.scope && compileRule('the scope', input.scope);
  const protectedAccounts = [...(input.protectedAccounts ?? [])].map((username) => username.toLowerCase()).sort();
  return {
    grants,
    scope,
    accountsFor,
    baseRole,
    groupPrefix,
    protectedAccounts: new Set(protectedAccounts),
    adoption,
    input: { ...input, grants: input.grants.map((grant) => ({ ...grant, roles: [...grant.roles] })) },
    readsGroups: [...grants, ...(scope === undefined ? [] : [scope])].some(readsGroups),
    fingerprint: fingerprint([
      grants.map((grant, index) => [grant.name, grant.roles.toSorted(), describeRule(grant, input.grants[index])]),
      scope && describeRule(scope, input.scope),
      [baseRole, groupPrefix, protectedAccounts, adoption, accountsFor, input.version],
    ]),
  };
}

function checkGrants(grants: readonly GrantInput[], baseRole: string, groupPrefix: string): void {
  const names = new Set<string>();
  for (const { name, roles } of grants) {
    checkName("A grant's name", name, groupNameLength - groupPrefix.length);
    if (names.has(name.toLowerCase())) {
      fail(`Two grants are named "${name}" (regardless of case): rename one, or merge their roles into one grant`);
    }
    names.add(name.toLowerCase());
    if (roles.length === 0) fail(`Grant "${name}" gives no role: name at least one Superset role in "roles"`);
    for (const role of roles) checkName(`A role of grant "${name}"`, role, roleNameLength);
    if (roles.includes(baseRole)) {
      fail(`Grant "${name}" gives the base role "${baseRole}", which everybody has: give it another role`);
    }
  }
}

function readsGroups({ rule }: CompiledRule): boolean {
  return rule.kind === 'when' || (rule.kind === 'group' && rule.by === 'externalId');
}

function describeRule({ rule }: CompiledRule, input: UserRuleInput | undefined): readonly unknown[] {
  return [rule, input?.when?.toString()];
}

function fingerprint(description: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(description)).digest('hex');
}

function checkName(what: string, name: string, length: number): void {
  if (name.trim() === '') fail(`${what} must not be empty`);
  if (name.includes('\0')) fail(`${what} must not contain NUL: Superset's database refuses it`);
  if ([...name].length > length)
    fail(`${what}, "${name}", is longer than the ${length} characters Superset has room for`);
}

function fail(message: string): never {
  throw new ProvisionerError('invalid-mapping', message);
}
