import type { DirtyMark } from '@scim-superset/core';
import { parseAccountState } from '../target/account-state.ts';
import { readLinks } from '../target/read-links.ts';
import type { GrantMode } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';

/**
 * Marks the users who were last applied under another mapping, or before the Superset was upgraded to roles through
 * groups. Returns how many they are.
 */
export async function remark(context: TargetContext, mode: GrantMode): Promise<number> {
  const { store, mapping, name: target } = context;
  let marked = 0;
  for await (const links of readLinks(store.reconciliation, target)) {
    const marks = links.flatMap(({ userId, state }): DirtyMark[] => {
      const applied = parseAccountState(state);
      const outdated =
        applied === undefined ? 'leftAlone' in state : applied.mapping !== mapping.fingerprint || applied.mode !== mode;
      return outdated ? [{ kind: 'user', id: userId, urgent: false }] : [];
    });
    if (marks.length > 0) marked += await store.reconciliation.markDirty(marks);
  }
  return marked;
}
