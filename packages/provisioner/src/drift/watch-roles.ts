import type { Actor, AuditEventDraft } from '@scim-superset/core';
import type { CallOptions, SupersetRoleAssignments } from '@scim-superset/superset-client';
import { reconcilerActor } from '../target/access-event.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import { comparePermissions, compareRoles, watchItem } from './compare-roles.ts';
import type { WatchItem } from './drift-item.ts';
import type { PermissionNamer } from './permission-names.ts';
import { followBaseline, parseRoleBaseline, type RoleBaseline, takeBaseline } from './role-baseline.ts';
import { builtInRoles, type RoleSnapshot, readRoleSnapshot } from './role-snapshot.ts';

/** Name of the note that holds a target's {@link RoleBaseline}. */
export const rolesNote = 'drift-roles';

/** What roles are watched with. */
export interface RoleWatching {
  readonly context: TargetContext;
  readonly catalog: Pick<TargetCatalog, 'roleNames'>;
  /** Undefined before Superset 6.0. */
  readonly assignments: readonly SupersetRoleAssignments[] | undefined;
  readonly nameRoles: PermissionNamer;
}

/** What watching roles came to. */
export interface RoleObservation {
  readonly items: readonly WatchItem[];
  readonly snapshot: RoleSnapshot;
  /** Names of kinds that could not be seen, because something could not be read. */
  readonly unseen: ReadonlySet<string>;
}

/** Compares roles and row-level security with their baseline. The first time there is nothing to compare with. */
export async function watchRoles(watching: RoleWatching, options: CallOptions): Promise<RoleObservation> {
  const { context, catalog, assignments } = watching;
  const { mapping, store, name, superset, clock } = context;
  const note = await store.reconciliation.note(name, rolesNote);
  const baseline = parseRoleBaseline(note);
  const granted = [mapping.baseRole, ...mapping.grants.flatMap(({ roles }) => roles)];
  const roles = [...catalog.roleNames].map(([id, role]) => ({ id, name: role }));
  const watch = { names: granted, ids: baseline?.watched.map(({ id }) => id) ?? [] };
  const snapshot = await readRoleSnapshot(superset, { roles, assignments }, watch, options);
  const at = new Date(clock()).toISOString();
  const next =
    baseline === undefined
      ? takeBaseline(snapshot, undefined, { at, by: reconcilerActor, reason: 'as they were at the first check' })
      : followBaseline(baseline, snapshot);
  if (JSON.stringify(next) !== JSON.stringify(baseline)) await store.reconciliation.putNote(name, rolesNote, next);
  const unseen = new Set([
    ...(snapshot.watched === undefined ? ['role-permissions'] : []),
    ...(snapshot.rules === undefined ? ['rule-role-deleted', 'rule-without-roles'] : []),
  ]);
  const watched = new Set([...granted, ...builtInRoles]);
  const isWatched = (role: string): boolean => watched.has(role);
  const permissions = await watching.nameRoles(comparePermissions(next, snapshot, isWatched), options);
  const differences = [...compareRoles(next, snapshot, isWatched), ...permissions];
  return { items: differences.map(watchItem), snapshot, unseen };
}

/** Takes what roles permit now, and which rules name them, as accepted. */
export async function acceptRoles(
  watching: RoleWatching,
  by: { readonly actor: Actor; readonly reason: string },
  options: CallOptions,
): Promise<readonly WatchItem[]> {
  const { context } = watching;
  const { store, name, clock } = context;
  const { items, snapshot } = await watchRoles(watching, options);
  const previous = parseRoleBaseline(await store.reconciliation.note(name, rolesNote));
  const at = new Date(clock()).toISOString();
  const next: RoleBaseline = takeBaseline(snapshot, previous, { at, by: by.actor, reason: by.reason });
  const event: AuditEventDraft = {
    type: 'drift.accepted',
    at,
    actor: by.actor,
    subject: { type: 'Target', id: name },
    data: { target: name, reason: by.reason, accepted: items.map(({ text }) => text) },
  };
  await store.commit({ at, events: [event] });
  await store.reconciliation.putNote(name, rolesNote, next);
  return items;
}
