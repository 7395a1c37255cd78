import type { ResourceStore } from '@scim-superset/core';
import { walkDesired } from '../desired/walk-desired.ts';
import { overrideMapping } from '../mapping/override-mapping.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { type StoredAttributes, storedUserType, unstoredAttributes } from '../stored-attributes.ts';
import { findTarget, type Target } from '../target/target.ts';
import type { MappingPreview } from './mapping-preview.ts';
import type { PreviewOptions } from './preview-options.ts';
import { createTally } from './tally.ts';

/** What holds now. */
export interface PreviewBasis {
  readonly store: ResourceStore;
  readonly mapping: RoleMapping;
  readonly targets: readonly Pick<Target, 'name' | 'overrides'>[];
  readonly storedAttributes: StoredAttributes;
}

/**
 * Compares what two mappings want of everybody in the directory, target by target. Reads the directory once, keeps counts
 * and examples only, and asks no Superset.
 *
 * @throws {ProvisionerError} `unknown-target`; `invalid-mapping` when overrides do not fit the candidate.
 */
export async function previewMapping(
  candidate: RoleMapping,
  { store, mapping, targets, storedAttributes }: PreviewBasis,
  { targets: wanted = targets, examples = 20, onUser, signal }: PreviewOptions,
): Promise<MappingPreview> {
  const pairs = wanted.map(({ name, overrides }) => ({
    target: name,
    before: overrideMapping(mapping, name, findTarget(targets, name).overrides),
    after: overrideMapping(candidate, name, overrides),
  }));
  const earlier = pairs.map(({ before }) => before);
  const later = pairs.map(({ after }) => after);
  const tallies = pairs.map((pair) => createTally(pair, { examples, onUser }));
  let users = 0;
  for await (const user of walkDesired(store, [...earlier, ...later])) {
    signal?.throwIfAborted();
    users += 1;
    for (const tally of tallies) tally.add(user);
  }
  return {
    users,
    targets: tallies.map((tally) => tally.result()),
    notStored: unstoredAttributes(later, storedUserType(earlier, storedAttributes)),
  };
}
