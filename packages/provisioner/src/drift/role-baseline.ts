import type { Actor } from '@scim-superset/core';
import type { SupersetRole } from '@scim-superset/superset-client';
import { z } from 'zod';
import type { RoleSnapshot, WatchedRole, WatchedRule } from './role-snapshot.ts';

/** Roles and rules as somebody has accepted them; what is there at the first check counts as accepted. */
export interface RoleBaseline {
  /** RFC 3339 instant. */
  readonly takenAt: string;
  /** Kind and id of the actor. */
  readonly by: string;
  readonly reason: string;
  /** Every role, and deleted ones that are still named here. */
  readonly roles: readonly SupersetRole[];
  readonly watched: readonly WatchedRole[];
  readonly rules: readonly WatchedRule[];
  /** No permission had a greater id when roles were looked at. */
  readonly greatestPermission: number;
}

const roleSchema = z.object({ id: z.number(), name: z.string() });
const ruleSchema = z.object({
  id: z.number(),
  name: z.string(),
  filterType: z.enum(['Regular', 'Base']),
  roleIds: z.array(z.number()),
});
const baselineSchema: z.ZodType<RoleBaseline> = z.object({
  takenAt: z.string(),
  by: z.string(),
  reason: z.string(),
  roles: z.array(roleSchema),
  watched: z.array(roleSchema.extend({ permissionIds: z.array(z.number()) })),
  rules: z.array(ruleSchema),
  greatestPermission: z.number(),
});

/** Reads a baseline from its note; undefined when there is none, or another version of this package wrote it. */
export function parseRoleBaseline(note: unknown): RoleBaseline | undefined {
  return baselineSchema.safeParse(note).data;
}

/** Who accepted a baseline, when and why. */
export interface Acceptance {
  readonly at: string;
  readonly by: Actor;
  readonly reason: string;
}

/** Takes a snapshot as the baseline. What could not be read stays as it was. */
export function takeBaseline(
  snapshot: RoleSnapshot,
  previous: RoleBaseline | undefined,
  { at, by, reason }: Acceptance,
): RoleBaseline {
  const watched = snapshot.watched ?? previous?.watched ?? [];
  return {
    takenAt: at,
    by: `${by.kind} ${by.id}`,
    reason,
    roles: snapshot.roles,
    watched,
    rules: snapshot.rules ?? previous?.rules ?? [],
    greatestPermission: greatest(watched, previous?.greatestPermission ?? 0),
  };
}

/**
 * Lets a baseline follow what needs nobody's consent: roles that are watched from now on count as accepted, and of the
 * rules it keeps what they name now and the roles that were deleted underneath them.
 */
export function followBaseline(baseline: RoleBaseline, snapshot: RoleSnapshot): RoleBaseline {
  const known = new Set<string | number>(baseline.watched.flatMap(({ id, name }) => [id, name]));
  const added = (snapshot.watched ?? []).filter(({ id, name }) => !known.has(id) && !known.has(name));
  const watched = [...baseline.watched, ...added];
  const before = new Map(baseline.rules.map((rule) => [rule.id, rule]));
  const rules = snapshot.rules?.map((rule) => {
    const lost = lostRoles(before.get(rule.id), rule, baseline.roles, snapshot.roles).map(({ id }) => id);
    return { ...rule, roleIds: [...rule.roleIds, ...lost] };
  });
  const named = new Set([
    ...watched.map(({ id }) => id),
    ...(rules ?? baseline.rules).flatMap(({ roleIds }) => roleIds),
  ]);
  const present = new Set(snapshot.roles.map(({ id }) => id));
  const gone = baseline.roles.filter(({ id }) => named.has(id) && !present.has(id));
  return {
    ...baseline,
    roles: [...snapshot.roles, ...gone],
    watched,
    rules: rules ?? baseline.rules,
    greatestPermission: greatest(added, baseline.greatestPermission),
  };
}

/** The roles that a rule named and that were deleted since. One that was made anew and put into the rule is not lost. */
export function lostRoles(
  before: WatchedRule | undefined,
  rule: WatchedRule,
  knownRoles: readonly SupersetRole[],
  roles: readonly SupersetRole[],
): SupersetRole[] {
  const names = new Map(roles.map(({ id, name }) => [id, name]));
  const namesInRule = new Set(rule.roleIds.map((id) => names.get(id)));
  const known = new Map(knownRoles.map((role) => [role.id, role]));
  return (before?.roleIds ?? [])
    .filter((id) => !names.has(id))
    .map((id) => known.get(id) ?? { id, name: `role ${id}` })
    .filter(({ name }) => !namesInRule.has(name));
}

function greatest(roles: readonly WatchedRole[], least: number): number {
  return roles.flatMap(({ permissionIds }) => permissionIds).reduce((a, b) => Math.max(a, b), least);
}
