import { type CallOptions, type SupersetAsset, SupersetError } from '@scim-superset/superset-client';
import { sameIds } from '../target/same-ids.ts';
import type { TargetContext } from '../target/target-context.ts';
import { assetKinds } from './asset-kinds.ts';
import { leaverStepEvent, type PlannedAsset } from './leaver-event.ts';
import type { LeaverOutcome } from './leavers.ts';

type Outcomes = ReadonlyMap<PlannedAsset, LeaverOutcome>;

/**
 * Takes the steps one after the other; each is safe to repeat. What was before is in the audit chain before anything is
 * changed, so that neither a crash nor a lost answer leaves a change behind that nobody can undo. A step that fails keeps
 * no other from being taken; but where the first of a kind is forbidden, the others of that kind are not tried.
 *
 * @throws {SupersetError} when Superset as a whole does not answer; what was done by then is recorded.
 */
export async function carryOut(
  context: TargetContext,
  planned: readonly PlannedAsset[],
  options: CallOptions,
): Promise<Outcomes> {
  const outcomes = new Map<PlannedAsset, LeaverOutcome>();
  for (const kind of assetKinds) {
    const [first, ...others] = planned.filter((asset) => asset.kind === kind);
    if (first === undefined) continue;
    const trial = await takeEach(context, [first], options);
    const outcome = trial.get(first);
    const rest =
      outcome?.done === false && outcome.code === 'forbidden'
        ? others.map((asset) => [asset, outcome] as const)
        : await takeEach(context, others, options);
    for (const [asset, result] of [...trial, ...rest]) outcomes.set(asset, result);
  }
  return outcomes;
}

async function takeEach(
  context: TargetContext,
  assets: readonly PlannedAsset[],
  options: CallOptions,
): Promise<Outcomes> {
  const outcomes = new Map<PlannedAsset, LeaverOutcome>();
  const taken: [PlannedAsset, LeaverOutcome][] = [];
  const before = assets.map((asset) => [asset, undefined] as const);
  await record(context, before);
  try {
    for (const asset of assets) {
      const { as, outcome } = await attempt(context, asset, options);
      outcomes.set(asset, outcome);
      taken.push([as, outcome]);
    }
  } finally {
    await record(context, taken);
  }
  return outcomes;
}

/** What was done, and as what the asset was found right before. */
interface Attempt {
  readonly as: PlannedAsset;
  readonly outcome: LeaverOutcome;
}

async function attempt(context: TargetContext, asset: PlannedAsset, options: CallOptions): Promise<Attempt> {
  const { assets } = context.superset;
  const { kind, id } = asset;
  try {
    const live = await assets.get(kind, id, options);
    const as = live === undefined ? asset : asItIs(asset, live);
    if (as === undefined) return { as: asset, outcome: changedMeanwhile };
    if (as !== asset) await record(context, [[as, undefined]]);
    const { step } = as;
    if (step.kind === 'switch-off') await assets.setReportActive(id, false, options);
    else if (!sameIds(step.ownerIds, as.ownerIds)) await assets.setOwners(kind, id, step.ownerIds, options);
    return { as, outcome: { done: true } };
  } catch (error) {
    if (!SupersetError.is(error) || concernsEverything(error)) throw error;
    return { as: asset, outcome: { done: false, code: error.code, reason: error.message } };
  }
}

const changedMeanwhile = {
  done: false,
  code: 'conflict',
  reason: 'It has other owners than a moment ago; the next look decides anew',
} as const;

/**
 * The step for an asset as it is now: all owners are read first, and somebody may have become one since. Undefined when
 * what was decided may not hold any more.
 */
function asItIs(asset: PlannedAsset, { ownerIds, active }: SupersetAsset): PlannedAsset | undefined {
  const { step } = asset;
  if (sameIds(asset.ownerIds, ownerIds)) return asset;
  if (step.kind === 'switch-off') return undefined;
  const left = asset.ownerIds.filter((owner) => !step.ownerIds.includes(owner));
  const joins = step.ownerIds.filter((owner) => !asset.ownerIds.includes(owner));
  const owners = [...new Set([...ownerIds.filter((owner) => !left.includes(owner)), ...joins])];
  return { ...asset, ownerIds, ...(active !== undefined && { active }), step: { kind: 'transfer', ownerIds: owners } };
}

/** Superset answers 500 when it fails at this one asset, which must not keep the others waiting. */
function concernsEverything({ code, status }: SupersetError): boolean {
  return code === 'unauthorised' || code === 'rate-limited' || (code === 'unavailable' && status !== 500);
}

async function record(
  { store, name, clock }: TargetContext,
  steps: readonly (readonly [PlannedAsset, LeaverOutcome | undefined])[],
): Promise<void> {
  if (steps.length === 0) return;
  const at = new Date(clock()).toISOString();
  await store.commit({ at, events: steps.map(([asset, outcome]) => leaverStepEvent(name, asset, outcome, at)) });
}
