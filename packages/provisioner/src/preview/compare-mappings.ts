import type { RoleMapping, UserRuleInput } from '../mapping/role-mapping.ts';
import type { GrantPreview, SettingPreview } from './mapping-preview.ts';

/** The grants of two mappings with how they differ, the order of the second first. */
export function compareGrants(before: RoleMapping, after: RoleMapping): Pick<GrantPreview, 'grant' | 'change'>[] {
  const earlier = describeGrants(before);
  const later = describeGrants(after);
  const change = (grant: string): GrantPreview['change'] => {
    if (!earlier.has(grant)) return 'added';
    if (!later.has(grant)) return 'removed';
    return earlier.get(grant) === later.get(grant) ? 'same' : 'changed';
  };
  return [...new Set([...later.keys(), ...earlier.keys()])].map((grant) => ({ grant, change: change(grant) }));
}

/** The settings in which two mappings differ. */
export function compareSettings(before: RoleMapping, after: RoleMapping): SettingPreview[] {
  const earlier = describeSettings(before);
  const later = describeSettings(after);
  return later.flatMap(([setting, text], index) => {
    const previous = earlier[index]?.[1] ?? '';
    return previous === text ? [] : [{ setting, before: previous, after: text }];
  });
}

function describeGrants({ grants, input }: RoleMapping): Map<string, string> {
  return new Map(
    grants.map(({ name, roles, rule }, index) => {
      return [name, JSON.stringify([roles.toSorted(), rule, input.grants[index]?.when?.toString()])];
    }),
  );
}

function describeSettings(mapping: RoleMapping): (readonly [SettingPreview['setting'], string])[] {
  const { accountsFor, adoption, baseRole, groupPrefix, protectedAccounts, input } = mapping;
  return [
    ['scope', describeScope(input.scope)],
    ['accountsFor', accountsFor],
    ['protectedAccounts', [...protectedAccounts].sort().join(', ')],
    ['adoption', adoption],
    ['baseRole', baseRole],
    ['groupPrefix', groupPrefix],
  ];
}

function describeScope(scope: UserRuleInput | undefined): string {
  if (scope === undefined) return 'everybody';
  return scope.when === undefined ? JSON.stringify(scope.group ?? scope.filter) : scope.when.toString();
}
