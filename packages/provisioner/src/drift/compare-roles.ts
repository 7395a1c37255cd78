import { adminRole } from '../mapping/role-power.ts';
import { describeWatch } from './describe-watch.ts';
import type { RoleDifference, WatchItem } from './drift-item.ts';
import { lostRoles, type RoleBaseline } from './role-baseline.ts';
import type { RoleSnapshot, WatchedRole } from './role-snapshot.ts';

/** Permissions that a role got or lost since the baseline. */
export interface PermissionDifference {
  readonly role: string;
  readonly added: readonly number[];
  readonly removed: readonly number[];
}

/** How the roles that are to be watched differ from the baseline in what they permit. */
export function comparePermissions(
  baseline: RoleBaseline,
  snapshot: RoleSnapshot,
  isWatched: (role: string) => boolean,
): PermissionDifference[] {
  const { watched } = snapshot;
  if (watched === undefined) return [];
  return baseline.watched
    .filter(({ name }) => isWatched(name))
    .flatMap((before): PermissionDifference[] => {
      const now = find(before, watched);
      if (now === undefined) return [];
      const had = new Set(before.permissionIds);
      const has = new Set(now.permissionIds);
      const isOwn = (id: number): boolean => before.name !== adminRole || id <= baseline.greatestPermission;
      const added = [...has.difference(had)].filter(isOwn).sort((a, b) => a - b);
      const removed = [...had.difference(has)].sort((a, b) => a - b);
      return added.length + removed.length > 0 ? [{ role: before.name, added, removed }] : [];
    });
}

/** What was done to roles, and to rules that name roles, since the baseline; permissions left out. */
export function compareRoles(
  baseline: RoleBaseline,
  snapshot: RoleSnapshot,
  isWatched: (role: string) => boolean,
): RoleDifference[] {
  const byId = new Map(snapshot.roles.map(({ id, name }) => [id, name]));
  const names = new Set(byId.values());
  const roles = baseline.watched
    .filter(({ name }) => isWatched(name))
    .flatMap(({ id, name: role }): RoleDifference[] => {
      const name = byId.get(id);
      if (name === undefined) return [{ kind: 'role-deleted', role, recreated: names.has(role) }];
      return name === role ? [] : [{ kind: 'role-renamed', role, name }];
    });
  const before = new Map(baseline.rules.map((rule) => [rule.id, rule]));
  const rules = (snapshot.rules ?? []).flatMap((rule): RoleDifference[] => {
    const lost = lostRoles(before.get(rule.id), rule, baseline.roles, snapshot.roles);
    const { name, filterType } = rule;
    if (lost.length === 0 && filterType === 'Regular' && rule.roleIds.length === 0) {
      return [{ kind: 'rule-without-roles', rule: name }];
    }
    return lost.map((role) => ({ kind: 'rule-role-deleted', rule: name, role: role.name, filterType }));
  });
  return [...roles, ...rules];
}

/** A difference as an item. */
export function watchItem(difference: Parameters<typeof describeWatch>[0]): WatchItem {
  return { ...difference, action: 'report', text: describeWatch(difference) };
}

/** The role as it is now: the same one, else the one that was made anew under its name. */
function find(before: WatchedRole, watched: readonly WatchedRole[]): WatchedRole | undefined {
  return watched.find(({ id }) => id === before.id) ?? watched.find(({ name }) => name === before.name);
}
