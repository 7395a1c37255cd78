import type { DirtyMark } from '@scim-superset/core';
import { parseAccountState } from '../target/account-state.ts';
import type { TargetContext } from '../target/target-context.ts';

const pageSize = 1_000;

/** Marks the users who were last applied under another mapping, and returns how many they are. */
export async function remark(context: TargetContext): Promise<number> {
  const { store, mapping, name: target } = context;
  let marked = 0;
  for (let after = ''; ; ) {
    const links = await store.reconciliation.links(target, { after, limit: pageSize });
    const marks = links.flatMap(({ userId, state }): DirtyMark[] => {
      const applied = parseAccountState(state);
      const outdated = applied === undefined ? 'leftAlone' in state : applied.mapping !== mapping.fingerprint;
      return outdated ? [{ kind: 'user', id: userId, urgent: false }] : [];
    });
    if (marks.length > 0) marked += await store.reconciliation.markDirty(marks);
    after = links.at(-1)?.userId ?? after;
    if (links.length < pageSize) return marked;
  }
}
