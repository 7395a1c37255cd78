import type { ReconciliationStore } from '@scim-superset/core';
import { z } from 'zod';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import type { TargetCatalog } from './target-catalog.ts';

/**
 * By the grant's name, since when (RFC 3339) the roles are part of it at a target; null for those that were when this was
 * first kept. Who had the grant before has such a role only since then.
 */
export type GrantRoles = ReadonlyMap<string, ReadonlyMap<string, string | null>>;

const noteName = 'grant roles';
// Pairs: a grant or a role may be called "__proto__".
const noteSchema = z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), z.string().nullable()]))]));

/** Reads since when roles are part of grants; empty before the target was set up. */
export async function readGrantRoles(reconciliation: ReconciliationStore, target: string): Promise<GrantRoles> {
  return parse(await reconciliation.note(target, noteName)) ?? new Map();
}

/** Keeps which roles the grants give that the Superset has, and since when. Writes only when that has changed. */
export async function noteGrantRoles(
  reconciliation: ReconciliationStore,
  target: string,
  { mapping, catalog, now }: { readonly mapping: RoleMapping; readonly catalog: TargetCatalog; readonly now: number },
): Promise<void> {
  const note = await reconciliation.note(target, noteName);
  const before = parse(note);
  const at = before === undefined ? null : new Date(now).toISOString();
  const value = mapping.grants.map(({ name, roles }) => {
    const known = before?.get(name);
    const present = roles.filter((role) => catalog.roleIds.has(role)).sort();
    return [name, present.map((role) => [role, known?.has(role) ? (known.get(role) ?? null) : at])];
  });
  if (JSON.stringify(value) !== JSON.stringify(note)) await reconciliation.putNote(target, noteName, value);
}

function parse(note: unknown): GrantRoles | undefined {
  const grants = noteSchema.safeParse(note).data;
  return grants && new Map(grants.map(([grant, roles]) => [grant, new Map(roles)]));
}
