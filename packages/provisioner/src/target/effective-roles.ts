import type { TargetCatalog } from './target-catalog.ts';

/** Names of the roles that count for an account: direct ones and, in group mode, those of its groups. */
export function effectiveRoles(
  account: { readonly roleIds: readonly number[]; readonly groupIds: readonly number[] },
  catalog: TargetCatalog,
): Set<string> {
  const throughGroups = account.groupIds.flatMap((id) => catalog.groups.get(id)?.roleIds ?? []);
  const names = [...account.roleIds, ...throughGroups].map((id) => catalog.roleNames.get(id) ?? `role ${id}`);
  return new Set(names);
}
