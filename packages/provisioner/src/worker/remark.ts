import { parseAccountState } from '../target/account-state.ts';
import { markLinks } from '../target/mark-links.ts';
import type { GrantMode } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';

/**
 * Marks the users who were last applied under another mapping, or before the Superset was upgraded to roles through
 * groups. Returns how many they are.
 */
export async function remark({ store, mapping, name }: TargetContext, mode: GrantMode): Promise<number> {
  return markLinks(store.reconciliation, name, ({ state }) => {
    const applied = parseAccountState(state);
    if (applied !== undefined) return applied.mapping !== mapping.fingerprint || applied.mode !== mode;
    const decidedBy = state.excludedBy ?? state.heldBy;
    return 'leftAlone' in state || (decidedBy !== undefined && decidedBy !== mapping.fingerprint);
  });
}
