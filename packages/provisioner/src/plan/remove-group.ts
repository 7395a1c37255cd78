import { parseAccountState } from '../target/account-state.ts';
import { readLinks } from '../target/read-links.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { PlanItem } from './plan-item.ts';
import { recordSetUp, type SetUpOutcome, type SetUpWork } from './set-up-work.ts';

/** Removes a group for which the mapping has no grant, once nobody has that grant any more. */
export async function removeGroup(
  work: SetUpWork,
  { group }: Extract<PlanItem, { kind: 'orphaned-grant-group' }>,
): Promise<SetUpOutcome> {
  const { context, catalog, options } = work;
  const id = [...catalog.groups.values()].find(({ name }) => name === group)?.id;
  if (id === undefined) return { outcome: 'stale' };
  const users = await countHolders(context, group.slice(context.mapping.groupPrefix.length));
  if (users > 0) {
    const message = `${users} users have its grant until the workers, or a decision on what is staged, take it from them`;
    return { outcome: 'failed', message };
  }
  await context.superset.groups.delete(id, options);
  await recordSetUp(work, { type: 'SupersetGroup', id: group }, { change: 'orphaned-grant-group' });
  return { outcome: 'applied' };
}

/** How many users have a grant by what was last applied: nobody loses it with the group, unasked and uncounted. */
async function countHolders({ store, name }: TargetContext, grant: string): Promise<number> {
  let users = 0;
  for await (const links of readLinks(store.reconciliation, name)) {
    users += links.filter(({ account, state }) => account && parseAccountState(state)?.grants.includes(grant)).length;
  }
  return users;
}
