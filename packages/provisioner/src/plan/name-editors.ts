import type { CallOptions, SupersetUser } from '@scim-superset/superset-client';
import type { LastEditReader } from '../target/last-edit.ts';
import type { PlanItem } from './plan-item.ts';

/**
 * Adds to items about an account who edited it last and when, as far as Superset knows. What the workers have still to
 * bring in line was nobody's edit.
 */
export async function nameEditors(
  items: readonly PlanItem[],
  accounts: ReadonlyMap<number, SupersetUser>,
  readLastEdit: LastEditReader,
  options: CallOptions,
): Promise<readonly PlanItem[]> {
  const named: PlanItem[] = [];
  for (const item of items) {
    const id = 'account' in item ? item.account?.id : undefined;
    const account = id === undefined || item.pending ? undefined : accounts.get(id);
    const changed = account && (await readLastEdit(account, options));
    named.push(changed === undefined ? item : { ...item, changed });
  }
  return named;
}
