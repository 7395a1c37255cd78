import { type CallOptions, SupersetError } from '@scim-superset/superset-client';
import { reconcilerActor } from '../target/access-event.ts';
import { isProtected } from '../target/protected-account.ts';
import { readCatalog, type TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { ItemOutcome } from './apply-report.ts';
import { compareSetUp } from './compare-set-up.ts';
import type { PlanItem } from './plan-item.ts';

const catalogTimeoutMs = 20_000;

type ForeignMember = Extract<PlanItem, { kind: 'foreign-member' }>;
type OrphanedGroup = Extract<PlanItem, { kind: 'orphaned-grant-group' }>;

/** The two halves of applying set-up items: users come between them. */
export interface AppliedSetUp {
  /** Base role and grant groups, which users need. */
  readonly before: readonly ItemOutcome[];
  /** Takes accounts that were not provisioned out of grant groups, and removes groups that no grant needs. */
  finish(): Promise<readonly ItemOutcome[]>;
}

/** Applies the items of a plan that are about a Superset's own set-up, if they are still as planned. */
export async function applySetUp(
  context: TargetContext,
  items: readonly PlanItem[],
  options: CallOptions,
): Promise<AppliedSetUp> {
  const { mapping, name: target } = context;
  const catalog = await readCatalog(context.superset, mapping, options);
  const current = new Set(
    compareSetUp({ target, mapping, catalog, unmanaged: [] }).map((item) => JSON.stringify(item)),
  );
  const stillTrue = (item: PlanItem): boolean => item.kind === 'foreign-member' || current.has(JSON.stringify(item));
  const stale = items.filter((item) => !stillTrue(item)).map((item): ItemOutcome => ({ item, outcome: 'stale' }));
  const valid = items.filter(stillTrue);
  const late = valid.filter(({ kind }) => kind === 'foreign-member' || kind === 'orphaned-grant-group');
  const early = valid.filter((item) => !late.includes(item));
  if (early.length > 0) await context.catalog.repair();
  else context.catalog.invalidate();
  return {
    before: [...stale, ...early.map((item): ItemOutcome => ({ item, outcome: 'applied' }))],
    async finish() {
      const outcomes: ItemOutcome[] = [];
      for (const item of late) outcomes.push(await applyOne(context, item, catalog, options));
      context.catalog.invalidate();
      return outcomes;
    },
  };
}

async function applyOne(
  context: TargetContext,
  item: PlanItem,
  catalog: TargetCatalog,
  options: CallOptions,
): Promise<ItemOutcome> {
  try {
    if (item.kind === 'foreign-member') return { item, outcome: await removeMember(context, item, catalog, options) };
    if (item.kind === 'orphaned-grant-group') {
      return { item, outcome: await removeGroup(context, item, catalog, options) };
    }
    return { item, outcome: 'stale' };
  } catch (error) {
    if (!SupersetError.is(error)) throw error;
    return { item, outcome: 'failed', message: error.message };
  }
}

async function removeMember(
  context: TargetContext,
  { account, group }: ForeignMember,
  catalog: TargetCatalog,
  options: CallOptions,
): Promise<'applied' | 'stale'> {
  const live = await context.superset.users.get(account.id, options);
  const groupId = [...catalog.ownGroupIds].find((id) => catalog.groups.get(id)?.name === group);
  if (live === undefined || groupId === undefined || !live.groupIds.includes(groupId)) return 'stale';
  if (isProtected(context.mapping, catalog, live)) return 'stale';
  if ((await context.owners.owner(account.id)) !== undefined) return 'stale';
  const groupIds = live.groupIds.filter((id) => id !== groupId);
  // An account without any role or group is an error page to its owner, and Superset refuses to make one.
  const roleIds =
    live.roleIds.length + groupIds.length === 0
      ? [(await context.catalog.get(options.signal ?? AbortSignal.timeout(catalogTimeoutMs))).baseRoleId]
      : undefined;
  await context.superset.users.update(account.id, { groupIds, ...(roleIds && { roleIds }) }, options);
  await record(context, 'SupersetUser', account.username, { change: 'foreign-member', group });
  return 'applied';
}

async function removeGroup(
  context: TargetContext,
  { group }: OrphanedGroup,
  catalog: TargetCatalog,
  options: CallOptions,
): Promise<'applied' | 'stale'> {
  const id = [...catalog.groups.values()].find(({ name }) => name === group)?.id;
  if (id === undefined) return 'stale';
  await context.superset.groups.delete(id, options);
  await record(context, 'SupersetGroup', group, { change: 'orphaned-grant-group' });
  return 'applied';
}

async function record(context: TargetContext, type: string, id: string, data: object): Promise<void> {
  const at = new Date(context.clock()).toISOString();
  const subject = { type, id };
  const event = { type: 'access.setup', at, actor: reconcilerActor, subject, data: { target: context.name, ...data } };
  await context.store.commit({ at, events: [event] });
}
