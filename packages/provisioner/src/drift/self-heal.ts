import { applyPlan, type WorkedTarget } from '../plan/apply-plan.ts';
import { essence, type PlanItem } from '../plan/plan-item.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { reconcilerActor } from '../target/access-event.ts';
import type { DriftFinding, IgnoredFinding } from './drift-finding.ts';
import type { DriftSettings } from './drift-options.ts';

/** What a check found, ready to be put right. */
export interface Repair {
  readonly items: readonly PlanItem[];
  readonly findings: readonly DriftFinding[];
  readonly ignored: readonly IgnoredFinding[];
}

/**
 * The items that may be put right. An account is put right as a whole or not at all: one difference that is only to be
 * reported, or is ignored, keeps the others.
 */
export function itemsToRepair({ items, findings, ignored }: Repair, settings: DriftSettings): readonly PlanItem[] {
  const spared = new Set(ignored.map(({ item }) => essence(item)));
  const known = new Set(findings.map(({ item }) => essence(item)));
  const mayRepair = (item: PlanItem): boolean =>
    item.action === 'change' &&
    settings.isRepaired(item.kind) &&
    known.has(essence(item)) &&
    !spared.has(essence(item));
  const byUser = Map.groupBy(
    items.filter(({ user }) => user !== undefined),
    ({ user }) => user?.id,
  );
  const ofUsers = [...byUser.values()].filter((own) => {
    const changes = own.filter(({ action }) => action === 'change');
    return changes.length > 0 && changes.every(mayRepair);
  });
  return [...items.filter((item) => item.user === undefined && mayRepair(item)), ...ofUsers.flat()];
}

/** Puts items right in the way of a plan: each is compared with the world again first. Returns the findings that are gone. */
export async function repair(
  items: readonly PlanItem[],
  findings: readonly DriftFinding[],
  target: WorkedTarget,
  signal: AbortSignal,
): Promise<readonly DriftFinding[]> {
  if (items.length === 0) return [];
  const { context } = target;
  const { name, mapping, store, logger } = context;
  const plan = {
    createdAt: new Date(context.clock()).toISOString(),
    users: 0,
    targets: [{ target: name, mapping: mapping.fingerprint, items }],
  };
  try {
    const report = await applyPlan(plan, [target], store, { actor: reconcilerActor, signal });
    const applied = report.targets.flatMap(({ outcomes }) =>
      outcomes.flatMap(({ item, outcome }) => (outcome === 'applied' ? [essence(item)] : [])),
    );
    const done = new Set(applied);
    return findings.filter(({ item }) => done.has(essence(item)));
  } catch (error) {
    if (!ProvisionerError.is(error)) throw error;
    logger.warn({ target: name, err: error }, 'Deviations could not be put right');
    return [];
  }
}
