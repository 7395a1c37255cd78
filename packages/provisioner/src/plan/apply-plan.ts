import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor, Outcome, Store } from '@scim-superset/core';
import { type CallOptions, SupersetError } from '@scim-superset/superset-client';
import { describeHold, parseHold } from '../breaker/hold.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { reconcilerActor } from '../target/access-event.ts';
import type { TargetCatalog } from '../target/target-catalog.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { TargetWorker } from '../worker/target-worker.ts';
import type { ApplyReport, ItemOutcome } from './apply-report.ts';
import { applySetUp } from './apply-set-up.ts';
import { observeUser } from './observe-user.ts';
import type { Plan, TargetPlan } from './plan.ts';
import { type AccountItem, differenceOf, type PlanItem, sameItems } from './plan-item.ts';

/** How to apply a plan. */
export interface ApplyPlanOptions extends CallOptions {
  /** Lets a plan be applied while the directory has no user, which takes everybody's access away. Default false. */
  readonly allowEmpty?: boolean;
  /** Who applies it, for the audit chain. Default: the reconciler. */
  readonly actor?: Actor;
}

/** A target with its worker. */
export interface WorkedTarget {
  readonly name: string;
  readonly context: TargetContext;
  readonly worker: TargetWorker;
}

const concurrency = 4;
const catalogTimeoutMs = 20_000;
const claimPauseMs = 50;
const claimTries = 200;

/**
 * Puts right what a plan says is to be changed, and nothing that has changed since: each user and group is compared
 * again first.
 *
 * @throws {ProvisionerError} `stale-plan` when the mapping is another one, `empty-directory`, `unknown-target`.
 */
export async function applyPlan(
  plan: Plan,
  targets: readonly WorkedTarget[],
  store: Store,
  options: ApplyPlanOptions,
): Promise<ApplyReport> {
  const known = new Map(targets.map((target) => [target.name, target]));
  const parts = plan.targets.map((part) => {
    const target = known.get(part.target);
    if (target === undefined) {
      throw new ProvisionerError('unknown-target', `The plan is for "${part.target}", which is not a target here`);
    }
    if (part.mapping !== target.context.mapping.fingerprint) {
      throw new ProvisionerError(
        'stale-plan',
        `The role mapping of "${part.target}" has changed since the plan was made: make a new plan`,
      );
    }
    return { part, target };
  });
  if (options.allowEmpty !== true) await refuseEmptyDirectory(store);
  const applied = parts.map(async ({ part, target }) => ({
    target: part.target,
    outcomes: await applyTarget(part, target, options),
  }));
  return { targets: await Promise.all(applied) };
}

async function refuseEmptyDirectory(store: Store): Promise<void> {
  const { resources } = await store.list({ type: 'User', limit: 1, total: false });
  if (resources.length > 0) return;
  throw new ProvisionerError(
    'empty-directory',
    'The directory has no users, so applying would take access away from everybody: check the store, or allow it explicitly',
  );
}

/** A target that is down fails its own part, so that what was done at the others is reported. */
async function applyTarget(part: TargetPlan, target: WorkedTarget, options: ApplyPlanOptions): Promise<ItemOutcome[]> {
  const changes = part.items.filter(({ action }) => action === 'change');
  if (changes.length === 0) return [];
  try {
    return await applyChanges(part, changes, target, options);
  } catch (error) {
    if (!SupersetError.is(error)) throw error;
    return changes.map((item) => ({ item, outcome: 'failed', message: error.message }));
  }
}

async function applyChanges(
  part: TargetPlan,
  changes: readonly PlanItem[],
  target: WorkedTarget,
  options: ApplyPlanOptions,
): Promise<ItemOutcome[]> {
  const { context } = target;
  const byUser = Map.groupBy(part.items.filter(isAccountItem), ({ user }) => user.id);
  const setUp = await applySetUp(
    context,
    changes.filter((item) => !isAccountItem(item)),
    options,
  );
  const outcomes = [...setUp.before];
  const queue = [...byUser].filter(([, items]) => items.some(({ action }) => action === 'change'));
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      outcomes.push(...(await applyUserItems(target, next[0], next[1], options)));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return [...outcomes, ...(await setUp.finish())];
}

function isAccountItem(item: PlanItem): item is AccountItem {
  return item.user !== undefined;
}

async function applyUserItems(
  target: WorkedTarget,
  userId: string,
  items: readonly AccountItem[],
  options: ApplyPlanOptions,
): Promise<ItemOutcome[]> {
  const each = (outcome: ItemOutcome['outcome'], message?: string): ItemOutcome[] =>
    items
      .filter(({ action }) => action === 'change')
      .map((item) => ({ item, outcome, ...(message !== undefined && { message }) }));
  try {
    const catalog = await target.context.catalog.get(options.signal ?? AbortSignal.timeout(catalogTimeoutMs));
    const current = await observeUser(target.context, catalog, userId, options);
    if (!sameItems(current, items)) return each('stale');
    const urgent = items.some(({ kind }) => kind === 'deactivate');
    const outcome = await applyExactly(target, userId, urgent, options.actor ?? reconcilerActor);
    if (outcome === undefined) return each('failed', 'Superset is down, or another process holds the user: try again');
    if (outcome.kind === 'held') return await eachUnlessHeld(each('applied'), outcome, target, catalog, options);
    return outcome.kind === 'applied' ? each('applied') : each('failed', outcome.message);
  } catch (error) {
    if (SupersetError.is(error) || ProvisionerError.is(error)) return each('failed', error.message);
    throw error;
  }
}

/** Of a user who is held, everything was applied but what is held. */
async function eachUnlessHeld(
  done: readonly ItemOutcome[],
  { userId, hold }: Extract<Outcome, { kind: 'held' }>,
  { context }: WorkedTarget,
  catalog: TargetCatalog,
  options: CallOptions,
): Promise<ItemOutcome[]> {
  const left = new Set((await observeUser(context, catalog, userId, options)).map(differenceOf));
  const known = parseHold(hold);
  const message = known === undefined ? 'it is staged' : `the user ${describeHold(known)}`;
  return done.map((one) => (left.has(differenceOf(one.item)) ? { ...one, outcome: 'failed', message } : one));
}

/** Another process may claim the user between mark and claim; its attempt leaves extras, so the user is marked again. */
async function applyExactly(
  { name, context, worker }: WorkedTarget,
  userId: string,
  urgent: boolean,
  actor: Actor,
): Promise<Outcome | undefined> {
  for (let tries = 0; tries < claimTries; tries += 1) {
    await context.store.reconciliation.markDirty([{ kind: 'user', id: userId, urgent }]);
    const outcome = (await worker.applyNow([userId], { extras: 'exact', actor })).get(userId);
    if (outcome !== undefined) return outcome;
    if (!worker.availability.available) return undefined;
    context.logger.info({ target: name, userId }, 'Waiting for a user whom another process is applying');
    await sleep(claimPauseMs);
  }
  return undefined;
}
