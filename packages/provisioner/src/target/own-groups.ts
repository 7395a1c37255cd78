import type { ReconciliationStore } from '@scim-superset/core';
import { z } from 'zod';
import { parseAccountState } from './account-state.ts';
import { readLinks } from './read-links.ts';

/**
 * Tells whether a Superset group with the name of a grant's group is the provisioner's own. `asMade` says that it
 * looks as the provisioner would have made it.
 */
export type GroupRecogniser = (name: string, asMade: boolean) => boolean;

const noteName = 'grant-groups';
const noteSchema = z.object({ names: z.array(z.string()) });

/**
 * Finds out which groups of a target are the provisioner's own. Before Superset 6.0 people with ordinary roles may
 * write groups, which have no effect there, and prepare one with the name of a grant for the day of the upgrade. So a
 * group is the provisioner's when it made it and noted so; where nothing was ever noted, when users were applied through
 * groups already, or when nobody was applied at all and the group gives nothing that the mapping does not.
 */
export async function recogniseGroups(reconciliation: ReconciliationStore, target: string): Promise<GroupRecogniser> {
  const noted = noteSchema.safeParse(await reconciliation.note(target, noteName)).data;
  if (noted !== undefined) {
    const names = new Set(noted.names);
    return (name) => names.has(name);
  }
  let isNew = true;
  for await (const links of readLinks(reconciliation, target)) {
    const states = links.flatMap(({ state }) => parseAccountState(state) ?? []);
    if (states.some(({ mode }) => mode === 'group')) return () => true;
    isNew &&= states.length === 0;
  }
  return (_name, asMade) => isNew && asMade;
}

/** Notes which groups are the provisioner's own; none while roles are given to accounts themselves. */
export async function noteOwnGroups(
  reconciliation: ReconciliationStore,
  target: string,
  names: readonly string[],
): Promise<void> {
  const value = names.length === 0 ? undefined : { names: [...names].sort() };
  const noted = await reconciliation.note(target, noteName);
  if (JSON.stringify(noted) !== JSON.stringify(value)) await reconciliation.putNote(target, noteName, value);
}
