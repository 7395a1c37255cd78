import { ProvisionerError } from '../provisioner-error.ts';
import { defineRoleMapping } from './define-role-mapping.ts';
import type { GrantInput, GrantOverride, MappingOverrides, RoleMapping, RolesOverride } from './role-mapping.ts';

/**
 * The mapping of one target: the shared one, with what the target has otherwise. It has a fingerprint of its own when
 * anything differs.
 *
 * @throws {ProvisionerError} `invalid-mapping` when the result is no valid mapping, or an override changes a grant that
 * does not exist; the message names the target.
 */
export function overrideMapping(
  mapping: RoleMapping,
  target: string,
  overrides: MappingOverrides | undefined,
): RoleMapping {
  if (overrides === undefined) return mapping;
  const { input } = mapping;
  try {
    return defineRoleMapping({
      ...input,
      grants: overrideGrants(input.grants, new Map(Object.entries(overrides.grants ?? {}))),
      protectedAccounts: [...mapping.protectedAccounts, ...(overrides.protectedAccounts ?? [])],
      adoption: overrides.adoption ?? mapping.adoption,
      accountsFor: overrides.accountsFor ?? mapping.accountsFor,
      ...(overrides.scope !== undefined && { scope: overrides.scope }),
    });
  } catch (cause) {
    if (!ProvisionerError.is(cause)) throw cause;
    throw new ProvisionerError('invalid-mapping', `Overrides of target "${target}": ${cause.message}`, { cause });
  }
}

function overrideGrants(
  grants: readonly GrantInput[],
  overrides: ReadonlyMap<string, GrantOverride>,
): readonly GrantInput[] {
  const names = new Set(grants.map(({ name }) => name));
  const kept = grants.flatMap((grant): GrantInput[] => {
    const override = overrides.get(grant.name);
    if (override === undefined) return [grant];
    if (override === false) return [];
    return [isRolesOnly(override) ? { ...grant, roles: override.roles } : { name: grant.name, ...override }];
  });
  const added = [...overrides].flatMap(([name, override]): GrantInput[] => {
    if (names.has(name)) return [];
    if (override !== false && !isRolesOnly(override)) return [{ name, ...override }];
    const has = names.size === 0 ? 'none' : [...names].map((each) => `"${each}"`).join(', ');
    throw new ProvisionerError(
      'invalid-mapping',
      `The mapping has no grant "${name}" to change; it has ${has}. Correct the name, or say by "group" or "filter" who gets it`,
    );
  });
  return [...kept, ...added];
}

function isRolesOnly(override: Exclude<GrantOverride, false>): override is RolesOverride {
  return (override.group ?? override.filter ?? override.when) === undefined;
}
