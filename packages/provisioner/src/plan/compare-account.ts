import type { SupersetUser } from '@scim-superset/superset-client';
import type { DesiredAccount } from '../desired/desired-account.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import type { AccountDifference, ProfileDifference } from './plan-item.ts';

/** A difference, and whether apply puts it right. */
export type Found = AccountDifference & { readonly action: 'change' | 'report' };

/**
 * Compares the account of a user with what is wanted of it. A leaver's account must be inactive and bare. `given` is what
 * was put there before.
 */
export function compareAccount(
  live: SupersetUser,
  desired: DesiredAccount,
  mapping: RoleMapping,
  catalog: TargetCatalog,
  given: readonly number[] = [],
): Found[] {
  const found: Found[] = [];
  const change = (difference: AccountDifference): void => void found.push({ ...difference, action: 'change' });
  const differences = compareProfile(live, desired);
  if (differences.length > 0) change({ kind: 'update-profile', differences });
  if (desired.active) {
    if (!live.active) change({ kind: 'activate' });
  } else if (live.active) {
    change({ kind: 'deactivate', reason: desired.excluded === undefined ? 'inactive' : 'excluded' });
  }
  if (!live.roleIds.some((id) => catalog.roleNames.get(id) === mapping.baseRole)) {
    change({ kind: 'missing-base-role', role: mapping.baseRole });
  }
  const grants = desired.grants.map(({ name }) => name);
  // Reactivation starts from nothing, so what is on an inactive account goes in any case.
  const takesOver = !live.active || !desired.active;
  if (catalog.mode === 'group') {
    for (const difference of compareGroups(live, grants, mapping, catalog)) change(difference);
    for (const role of directRoles(live, mapping, catalog)) change({ kind: 'extra-role', role });
  } else {
    const wanted = new Set(mapping.grants.filter(({ name }) => grants.includes(name)).flatMap(({ roles }) => roles));
    const actual = new Set(directRoles(live, mapping, catalog));
    for (const role of wanted.difference(actual)) {
      if (catalog.roleIds.has(role)) change({ kind: 'missing-role', role });
    }
    const mayBeRenamed = catalog.unknownRoles.some(({ grant }) => grants.includes(grant));
    for (const role of actual.difference(wanted)) {
      const id = catalog.roleIds.get(role) ?? Number.NaN;
      // It stays until the mapping or the Superset says which name it has.
      if (mayBeRenamed && given.includes(id) && !catalog.ownRoleIds.has(id)) continue;
      const owned = catalog.ownRoleIds.has(id) || given.includes(id);
      found.push({ kind: 'extra-role', role, action: owned || takesOver ? 'change' : 'report' });
    }
  }
  return found;
}

function compareProfile(live: SupersetUser, desired: DesiredAccount): ProfileDifference[] {
  // Nobody sees a leaver's names, but a name or address that is given up must be free for others.
  const members = desired.active
    ? (['username', 'firstName', 'lastName', 'email'] as const)
    : (['username', 'email'] as const);
  return members.flatMap((member) => {
    const after = desired[member];
    const before = live[member];
    return after === undefined || after === before ? [] : [{ member, before, after }];
  });
}

function compareGroups(
  live: SupersetUser,
  grants: readonly string[],
  mapping: RoleMapping,
  catalog: TargetCatalog,
): AccountDifference[] {
  const wanted = new Map(grants.map((grant) => [mapping.groupPrefix + grant, grant]));
  const actual = live.groupIds.map((id) => ({ id, name: catalog.groups.get(id)?.name ?? `group ${id}` }));
  const missing = [...wanted].filter(([group]) => !actual.some(({ name }) => name === group));
  const extra = actual.filter(({ name }) => !wanted.has(name));
  return [
    ...missing.map(([, grant]): AccountDifference => {
      const roles = mapping.grants.find(({ name }) => name === grant)?.roles ?? [];
      return { kind: 'missing-grant', grant, roles };
    }),
    ...extra.map(({ id, name }): AccountDifference => {
      const roles = roleNames(catalog.groups.get(id)?.roleIds ?? [], catalog);
      return { kind: catalog.ownGroupIds.has(id) ? 'extra-grant' : 'extra-group', group: name, roles };
    }),
  ];
}

function directRoles(live: SupersetUser, mapping: RoleMapping, catalog: TargetCatalog): string[] {
  return roleNames(live.roleIds, catalog).filter((role) => role !== mapping.baseRole);
}

/** Names of roles in alphabetical order; one that was deleted meanwhile shows by its id. */
export function roleNames(ids: readonly number[], catalog: Pick<TargetCatalog, 'roleNames'>): string[] {
  return ids.map((id) => catalog.roleNames.get(id) ?? `role ${id}`).sort();
}
