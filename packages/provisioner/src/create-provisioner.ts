import { type Actor, createScimEndpoint, groupResourceType, silentLogger } from '@scim-superset/core';
import { createAlarm } from './alert/create-alarm.ts';
import { createBreaker } from './breaker/breaker.ts';
import { breakerSettings } from './breaker/breaker-options.ts';
import { listStaged } from './breaker/staged-user.ts';
import { decide } from './breaker/staging.ts';
import { createDriftMonitor } from './drift/drift-monitor.ts';
import { checkDriftOptions } from './drift/drift-options.ts';
import { readDriftSummary } from './drift/drift-summary.ts';
import { explainUser } from './explain/explain-user.ts';
import { listFailures } from './explain/list-failures.ts';
import { createHeartbeat } from './heartbeat.ts';
import { createInlineApply } from './inline-apply.ts';
import { listLeavers } from './leaver/check-leavers.ts';
import { readLeaverCheck } from './leaver/leaver-note.ts';
import { createLeaverWatch } from './leaver/leaver-watch.ts';
import { findProblems } from './mapping/find-problems.ts';
import { applyPlan } from './plan/apply-plan.ts';
import { createPlan } from './plan/create-plan.ts';
import { createPreflight } from './preflight/preflight.ts';
import { previewMapping } from './preview/preview-mapping.ts';
import type { Provisioner } from './provisioner.ts';
import { ProvisionerError } from './provisioner-error.ts';
import type { ProvisionerOptions } from './provisioner-options.ts';
import { defaultTiming } from './provisioner-timing.ts';
import { storedUserType } from './stored-attributes.ts';
import { reconcilerActor } from './target/access-event.ts';
import { findTarget } from './target/target.ts';
import { createTargetContext } from './target/target-context.ts';
import { createTargetWorker } from './worker/target-worker.ts';
import { waitUntilSettled } from './worker/wait-until-settled.ts';

/**
 * Creates a provisioner. It does nothing in the background before `start()`, but changes that come through its
 * endpoint are applied with their request.
 *
 * @example
 * const provisioner = createProvisioner({
 *   store: createMemoryStore(),
 *   mapping,
 *   targets: [{ name: 'prod', superset: createSupersetClient({ url, credentials: { username, password } }) }],
 * });
 * provisioner.start();
 *
 * @throws {ProvisionerError} `invalid-option` when there is no target, two share a name, or `storedAttributes` names an
 * attribute that users do not have, or an option of `drift` is malformed; `invalid-mapping` when a target's overrides do not fit the mapping.
 */
export function createProvisioner(options: ProvisionerOptions): Provisioner {
  const { store, mapping, concurrency = 4, inlineUsers = 25, inlineCreations = 10 } = options;
  const { logger = silentLogger, clock = Date.now, storedAttributes = 'needed', deletion = 'deactivate' } = options;
  const timing = { ...defaultTiming, ...options.timing };
  const names = options.targets.map(({ name }) => name);
  checkTargets(names);
  const drift = checkDriftOptions(options.drift ?? {}, names);
  const alarm = createAlarm({ store, logger }, options.alert);
  const targets = options.targets.map((target) => {
    const context = createTargetContext(target, { store, mapping, deletion, alarm, logger, clock });
    const breaker = createBreaker(context, breakerSettings(options.breaker, target.breaker));
    const worker = createTargetWorker(context, { timing, concurrency, breaker });
    const worked = { name: target.name, context, breaker, worker };
    const leaverWatch = createLeaverWatch(context, timing.leaverMs);
    return { ...worked, leaverWatch, heartbeat: createHeartbeat(context), monitor: createDriftMonitor(worked, drift) };
  });

  const contexts = targets.map(({ context }) => context);
  const mappings = contexts.map(({ mapping: its }) => its);
  const resourceTypes = [storedUserType(mappings, storedAttributes), groupResourceType];

  return {
    endpoint: (endpointOptions) =>
      createScimEndpoint({
        logger,
        clock,
        resourceTypes,
        ...endpointOptions,
        store,
        beforeCommit: createPreflight({ store, targets, timing }),
        afterCommit: createInlineApply({
          store,
          targets,
          inlineWaitMs: timing.inlineWaitMs,
          inlineUsers,
          inlineCreations,
        }),
      }),
    start() {
      for (const { worker, leaverWatch, heartbeat, monitor } of targets) {
        worker.start();
        heartbeat.start();
        leaverWatch.start();
        if (drift.schedule) monitor.start();
      }
    },
    async stop() {
      await Promise.all(targets.flatMap(({ leaverWatch, monitor }) => [leaverWatch.stop(), monitor.stop()]));
      await Promise.all(targets.flatMap(({ worker, heartbeat }) => [worker.stop(), heartbeat.stop()]));
    },
    async resync() {
      const marked = await store.reconciliation.markDirty('everyone');
      for (const { worker } of targets) worker.wake();
      return marked;
    },
    settled: ({ target, ...waiting } = {}) => waitUntilSettled(store.reconciliation, select(targets, target), waiting),
    async drift({ target, full = false, actor = reconcilerActor, signal = new AbortController().signal, onWait } = {}) {
      const checks = select(targets, target).map(({ name, monitor }) => {
        return monitor.check({ full, actor, signal, onWait: (holder) => onWait?.({ target: name, holder }) });
      });
      return { checkedAt: new Date(clock()).toISOString(), targets: await Promise.all(checks) };
    },
    async acceptRoles({ target, actor, reason, signal = new AbortController().signal, onWait }) {
      const accepted = select(targets, target).map(async ({ name, monitor }) => {
        const waiting = { signal, onWait: (holder: string | undefined) => onWait?.({ target: name, holder }) };
        return { target: name, items: await monitor.acceptRoles({ actor, reason }, waiting) };
      });
      return Promise.all(accepted);
    },
    async plan({ target, kinds, ...call } = {}) {
      const contexts = select(targets, target).map(({ context }) => context);
      return createPlan(contexts, { store, now: clock(), kinds }, call);
    },
    apply: (plan, applyOptions = {}) => applyPlan(plan, targets, store, applyOptions),
    preview: (candidate, previewing = {}) =>
      previewMapping(candidate, { store, mapping, targets: options.targets, storedAttributes }, previewing),
    async staged({ target } = {}) {
      return (await Promise.all(select(targets, target).map(({ context }) => listStaged(context)))).flat();
    },
    applyStaged: async ({ target, users, removals, actor = unknownOperator } = {}) =>
      decide(select(targets, target), { users, removals }, { status: 'approved', actor }),
    reject: async ({ target, users, removals, actor = unknownOperator, reason }) =>
      decide(select(targets, target), { users, removals }, { status: 'rejected', actor, reason }),
    explain: (user, call = {}) => explainUser(user, contexts, store, call),
    leavers: ({ target, apply = false, ...call } = {}) =>
      Promise.all(select(targets, target).map(({ context }) => listLeavers(context, { apply, ...call }))),
    check: (checking = {}) => findProblems({ contexts, store, storedAttributes }, checking),
    status: () =>
      Promise.all(
        targets.map(async ({ name, context, worker, breaker, heartbeat }) => ({
          target: name,
          availability: worker.availability,
          lag: await store.reconciliation.lag(name),
          breaker: await breaker.status(),
          lastSuccess: await worker.lastSuccess(),
          leavers: await readLeaverCheck(context),
          drift: await readDriftSummary(context),
          heartbeat: await heartbeat.read(),
        })),
      ),
    failures: async ({ target } = {}) =>
      (await Promise.all(select(targets, target).map(({ context }) => listFailures(context)))).flat(),
  };
}

const unknownOperator: Actor = { kind: 'operator', id: 'unknown' };

function checkTargets(names: readonly string[]): void {
  if (names.length === 0) throw new ProvisionerError('invalid-option', 'targets: name at least one Superset');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new ProvisionerError('invalid-option', `targets: two are named "${twice}"; rename one`);
}

function select<T extends { readonly name: string }>(targets: readonly T[], wanted: string | undefined): readonly T[] {
  return wanted === undefined ? targets : [findTarget(targets, wanted)];
}
