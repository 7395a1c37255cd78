import type { DirtyMark, Link, ReconciliationStore } from '@scim-superset/core';
import { readLinks } from './read-links.ts';

/** Has the users of a target looked at again whose links say so. Returns how many they are. */
export async function markLinks(
  reconciliation: ReconciliationStore,
  target: string,
  isOutdated: (link: Link) => boolean,
): Promise<number> {
  let marked = 0;
  for await (const links of readLinks(reconciliation, target)) {
    const marks = links
      .filter(isOutdated)
      .map(({ userId }): DirtyMark => ({ kind: 'user', id: userId, urgent: false }));
    if (marks.length > 0) marked += await reconciliation.markDirty(marks);
  }
  return marked;
}
