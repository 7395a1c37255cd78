import {
  type CallOptions,
  type SupersetAsset,
  SupersetError,
  type SupersetFeatures,
} from '@scim-superset/superset-client';
import { readDesired } from '../desired/read-desired.ts';
import { readCatalog, type TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import { assetKinds, describeLimit, writing } from './asset-kinds.ts';
import { carryOut } from './carry-out.ts';
import { decide, type OwnerState } from './decide.ts';
import { type FoundLeavers, findLeavers, findThese } from './find-leavers.ts';
import { findReceiver } from './find-receiver.ts';
import { leaverFoundEvent, type PlannedAsset } from './leaver-event.ts';
import type { Leaver, LeaverAsset, TargetLeavers } from './leavers.ts';
import { readAssets } from './read-assets.ts';

/** What to check, and how far to go. */
export interface CheckLeaversOptions extends CallOptions {
  /** Accounts that have just been cut off: what they own is recorded in the audit chain. Default none. */
  readonly justLeft?: readonly number[];
  /** Looks at those of `justLeft` alone, with few calls. Default: at everybody who has left. */
  readonly only?: 'just-left';
  /** Whether the target's policy is carried out. */
  readonly apply: boolean;
}

/**
 * Looks up what people own in a target who have left, and carries the target's policy out if asked to. Works from what is
 * there now, so that it can be repeated at any time, and goes on where an earlier call was cut short.
 *
 * @throws {SupersetError} when Superset does not answer.
 */
export async function checkLeavers(context: TargetContext, options: CheckLeaversOptions): Promise<TargetLeavers> {
  const { superset, mapping, name: target, leaver } = context;
  const { justLeft = [], only, apply, ...call } = options;
  const catalog = context.catalog.peek() ?? (await readCatalog(superset, mapping, call));
  const found = await (only === undefined
    ? findLeavers(context, catalog, call)
    : findThese(context, catalog, justLeft, call));
  const result = { target, policy: leaver.policy, checked: found.accounts.size };
  if (found.accounts.size === 0) return { ...result, leavers: [], allReportsSeen: true, unseen: [], obstacles: [] };

  const features = await superset.features(call);
  const { assets, unseen } = await readAssets(superset, features, new Set(found.accounts.keys()), call);
  const { decided, problem } = await decideAll(context, catalog, found, assets, call);
  const planned = decided.filter((asset): asset is PlannedAsset => asset.step !== undefined);
  const obstacles = [...(problem === undefined ? [] : [problem]), ...limitsOf(features, planned)];
  const allReportsSeen = ['works', 'absent'].includes(features.reports.state);
  const owned = { ...result, leavers: byLeaver(found, decided), allReportsSeen, unseen, obstacles };
  await recordFound(context, owned, found, justLeft);
  if (!apply) return owned;
  const outcomes = await carryOut(context, planned.filter(mayWrite(features)), call);
  const done = decided.map((asset): LeaverAsset => {
    const outcome = outcomes.get(asset as PlannedAsset);
    return outcome === undefined ? asset : { ...asset, outcome };
  });
  return { ...owned, leavers: byLeaver(found, done) };
}

/** The same for a list of targets: one that does not answer says so in its part. */
export async function listLeavers(context: TargetContext, options: CheckLeaversOptions): Promise<TargetLeavers> {
  try {
    return await checkLeavers(context, options);
  } catch (error) {
    if (!SupersetError.is(error)) throw error;
    const { name: target, leaver } = context;
    const nothing = { checked: 0, leavers: [], allReportsSeen: false, unseen: [], obstacles: [] };
    return { target, policy: leaver.policy, ...nothing, failure: error.message };
  }
}

/** Without a permission there is no point in trying; whether an account is Admin, which Superset also asks for, may not be known. */
function mayWrite(features: SupersetFeatures): (asset: PlannedAsset) => boolean {
  return ({ kind }) => writing(features, kind).state !== 'missing';
}

function limitsOf(features: SupersetFeatures, planned: readonly PlannedAsset[]): string[] {
  const kinds = new Set(planned.map(({ kind }) => kind));
  return assetKinds
    .filter((kind) => kinds.has(kind))
    .flatMap((kind) => describeLimit(kind, 'changed', writing(features, kind)) ?? []);
}

async function decideAll(
  context: TargetContext,
  catalog: TargetCatalog,
  found: FoundLeavers,
  assets: readonly SupersetAsset[],
  options: CallOptions,
): Promise<{ readonly decided: readonly LeaverAsset[]; readonly problem: string | undefined }> {
  const { leaver } = context;
  const receiver =
    leaver.policy === 'transfer' && assets.length > 0
      ? await findReceiver(context, catalog, leaver.receiver, found, options)
      : undefined;
  const states = new Map<number, OwnerState>();
  for (const owner of assets.flatMap(({ ownerIds }) => ownerIds)) {
    if (!states.has(owner)) states.set(owner, await ownerState(context, found, owner));
  }
  const decided = assets.map((asset) =>
    decide(asset, {
      owners: asset.ownerIds.map((owner) => states.get(owner) ?? 'inactive'),
      policy: leaver.policy,
      receiver: receiver?.id,
    }),
  );
  return { decided, problem: receiver?.problem };
}

async function ownerState(context: TargetContext, found: FoundLeavers, owner: number): Promise<OwnerState> {
  const left = found.accounts.get(owner);
  if (left === undefined) return (await found.isActive(owner)) ? 'active' : 'inactive';
  if (left.userId === undefined) return 'left';
  const desired = await readDesired(context.store, context.mapping, left.userId);
  return desired?.excluded === undefined ? 'left' : 'excluded';
}

function byLeaver({ accounts }: FoundLeavers, assets: readonly LeaverAsset[]): Leaver[] {
  const owned = new Map<number, LeaverAsset[]>();
  for (const asset of assets) {
    for (const owner of asset.ownerIds) owned.set(owner, [...(owned.get(owner) ?? []), asset]);
  }
  return [...accounts.values()]
    .map(({ id, username, userId }) => ({ account: { id, username }, userId, assets: owned.get(id) ?? [] }))
    .filter(({ assets: theirs }) => theirs.length > 0)
    .sort((a, b) => (a.account.username < b.account.username ? -1 : 1));
}

/** Also of those who own nothing: that is what an auditor asks for. */
async function recordFound(
  { store, clock }: TargetContext,
  result: TargetLeavers,
  { accounts }: FoundLeavers,
  justLeft: readonly number[],
): Promise<void> {
  const news = justLeft.flatMap((id) => accounts.get(id) ?? []);
  if (news.length === 0) return;
  const at = new Date(clock()).toISOString();
  const owning = new Map(result.leavers.map((leaver) => [leaver.account.id, leaver]));
  const events = news.map(({ id, username, userId }) =>
    leaverFoundEvent(result, owning.get(id) ?? { account: { id, username }, userId, assets: [] }, at),
  );
  await store.commit({ at, events });
}
