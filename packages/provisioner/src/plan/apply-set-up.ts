import type { Actor } from '@scim-superset/core';
import { type CallOptions, SupersetError } from '@scim-superset/superset-client';
import { reconcilerActor } from '../target/access-event.ts';
import { readCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { ItemOutcome } from './apply-report.ts';
import { compareSetUp } from './compare-set-up.ts';
import { cutOffAgain } from './cut-off-again.ts';
import { essence, type PlanItem } from './plan-item.ts';
import { removeGroup } from './remove-group.ts';
import { removeMember } from './remove-member.ts';
import type { SetUpOutcome, SetUpWork } from './set-up-work.ts';

/** The two halves of applying set-up items: users come between them. */
export interface AppliedSetUp {
  /** Base role and grant groups, which users need. */
  readonly before: readonly ItemOutcome[];
  /** Takes accounts that are nobody's out of grant groups, or cuts them off, and removes groups that no grant needs. */
  finish(): Promise<readonly ItemOutcome[]>;
}

/** Applies the items of a plan that are about a Superset's own set-up, if they are still as planned. */
export async function applySetUp(
  context: TargetContext,
  items: readonly PlanItem[],
  { actor = reconcilerActor, ...options }: CallOptions & { readonly actor?: Actor },
): Promise<AppliedSetUp> {
  const { mapping, name: target } = context;
  const catalog = await readCatalog(context.superset, mapping, options);
  const nothingElse = { unmanaged: [], departed: new Set<number>(), clashes: [], planted: [], kept: new Map() };
  const compared = compareSetUp({ target, mapping, catalog, ...nothingElse, untouched: false });
  const current = new Set(compared.map(essence));
  // About accounts, which are compared one by one.
  const stillTrue = (item: PlanItem): boolean => isAboutAccount(item) || current.has(essence(item));
  const stale = items.filter((item) => !stillTrue(item)).map((item): ItemOutcome => ({ item, outcome: 'stale' }));
  const valid = items.filter(stillTrue);
  const late = valid.filter((item) => isAboutAccount(item) || item.kind === 'orphaned-grant-group');
  const early = valid.filter((item) => !late.includes(item));
  const tampered = early.flatMap((item) => (item.kind === 'grant-group-roles' ? [item.group] : []));
  if (early.length > 0) await context.catalog.repair(new Set(tampered), actor);
  else context.catalog.invalidate();
  const work: SetUpWork = { context, catalog, actor, options };
  return {
    before: [...stale, ...early.map((item): ItemOutcome => ({ item, outcome: 'applied' }))],
    async finish() {
      const outcomes: ItemOutcome[] = [];
      for (const item of late) outcomes.push({ item, ...(await applyLate(work, item)) });
      context.catalog.invalidate();
      return outcomes;
    },
  };
}

function isAboutAccount({ kind }: PlanItem): boolean {
  return kind === 'foreign-member' || kind === 'reactivated-leaver';
}

async function applyLate(work: SetUpWork, item: PlanItem): Promise<SetUpOutcome> {
  try {
    if (item.kind === 'foreign-member') return await removeMember(work, item);
    if (item.kind === 'reactivated-leaver') return await cutOffAgain(work, item);
    if (item.kind === 'orphaned-grant-group') return await removeGroup(work, item);
    return { outcome: 'stale' };
  } catch (error) {
    if (!SupersetError.is(error)) throw error;
    return { outcome: 'failed', message: error.message };
  }
}
