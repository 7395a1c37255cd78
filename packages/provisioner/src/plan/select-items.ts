import type { PlanItem, PlanItemKind } from './plan-item.ts';

/**
 * The items of some kinds, and whatever else differs for the same users: an account is put right as a whole or not at
 * all. Undefined kinds select everything.
 */
export function selectItems(
  items: readonly PlanItem[],
  kinds: readonly PlanItemKind[] | undefined,
): readonly PlanItem[] {
  if (kinds === undefined) return items;
  const wanted = new Set(kinds);
  const users = new Set(items.flatMap(({ kind, user }) => (user !== undefined && wanted.has(kind) ? [user.id] : [])));
  return items.filter(({ kind, user }) => (user === undefined ? wanted.has(kind) : users.has(user.id)));
}
