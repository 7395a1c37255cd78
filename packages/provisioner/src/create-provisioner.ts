import { createScimEndpoint, groupResourceType, silentLogger } from '@scim-superset/core';
import { explainUser } from './explain/explain-user.ts';
import { createInlineApply } from './inline-apply.ts';
import { checkGroups } from './mapping/check-groups.ts';
import { checkMapping } from './mapping/check-mapping.ts';
import { checkStoredAttributes } from './mapping/check-stored-attributes.ts';
import { applyPlan } from './plan/apply-plan.ts';
import { createPlan } from './plan/create-plan.ts';
import { createPreflight } from './preflight/preflight.ts';
import type { Provisioner } from './provisioner.ts';
import { ProvisionerError } from './provisioner-error.ts';
import type { ProvisionerOptions } from './provisioner-options.ts';
import { defaultTiming } from './provisioner-timing.ts';
import { storedUserType } from './stored-attributes.ts';
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
 * attribute that users do not have.
 */
export function createProvisioner(options: ProvisionerOptions): Provisioner {
  const { store, mapping, concurrency = 4, inlineUsers = 25, inlineCreations = 10 } = options;
  const { logger = silentLogger, clock = Date.now, storedAttributes = 'needed' } = options;
  const timing = { ...defaultTiming, ...options.timing };
  checkTargets(options.targets.map(({ name }) => name));
  const targets = options.targets.map((target) => {
    const context = createTargetContext(target, { store, mapping, logger, clock });
    return { name: target.name, context, worker: createTargetWorker(context, { timing, concurrency }) };
  });

  const contexts = targets.map(({ context }) => context);
  const resourceTypes = [storedUserType(mapping, storedAttributes), groupResourceType];

  return {
    endpoint: (endpointOptions) =>
      createScimEndpoint({
        logger,
        clock,
        resourceTypes,
        ...endpointOptions,
        store,
        beforeCommit: createPreflight({ store, mapping, targets, timing }),
        afterCommit: createInlineApply({
          store,
          targets,
          inlineWaitMs: timing.inlineWaitMs,
          inlineUsers,
          inlineCreations,
        }),
      }),
    start() {
      for (const { worker } of targets) worker.start();
    },
    async stop() {
      await Promise.all(targets.map(({ worker }) => worker.stop()));
    },
    async resync() {
      const marked = await store.reconciliation.markDirty('everyone');
      for (const { worker } of targets) worker.wake();
      return marked;
    },
    settled: ({ target, ...waiting } = {}) => {
      const names = select(targets, target).map(({ name }) => name);
      return waitUntilSettled(store.reconciliation, names, waiting);
    },
    async plan({ target, ...call } = {}) {
      const contexts = select(targets, target).map(({ context }) => context);
      return createPlan(contexts, { store, mapping, now: clock() }, call);
    },
    apply: (plan, applyOptions = {}) => applyPlan(plan, targets, { store, mapping }, applyOptions),
    explain: (user, call = {}) => explainUser(user, contexts, { store, mapping }, call),
    async check(call = {}) {
      const problems = await Promise.all([
        checkMapping(mapping, options.targets, call),
        checkGroups(store, mapping),
        storedAttributes === 'all' ? [] : checkStoredAttributes(store, mapping),
      ]);
      return problems.flat();
    },
    status: () =>
      Promise.all(
        targets.map(async ({ name, worker }) => ({
          target: name,
          availability: worker.availability,
          lag: await store.reconciliation.lag(name),
          lastSuccess: worker.lastSuccess,
        })),
      ),
  };
}

function checkTargets(names: readonly string[]): void {
  if (names.length === 0) throw new ProvisionerError('invalid-option', 'targets: name at least one Superset');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new ProvisionerError('invalid-option', `targets: two are named "${twice}"; rename one`);
}

function select<T extends { readonly name: string }>(targets: readonly T[], wanted: string | undefined): readonly T[] {
  if (wanted === undefined) return targets;
  const found = targets.filter(({ name }) => name === wanted);
  if (found.length > 0) return found;
  const names = targets.map(({ name }) => name).join(', ');
  throw new ProvisionerError('unknown-target', `There is no target "${wanted}"; there are ${names}`);
}
