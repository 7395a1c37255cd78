import { createScimEndpoint, silentLogger } from '@scim-superset/core';
import { createInlineApply } from './inline-apply.ts';
import { createPreflight } from './preflight/preflight.ts';
import type { Provisioner } from './provisioner.ts';
import { ProvisionerError } from './provisioner-error.ts';
import type { ProvisionerOptions } from './provisioner-options.ts';
import { defaultTiming } from './provisioner-timing.ts';
import { createTargetContext } from './target/target-context.ts';
import { remark } from './worker/remark.ts';
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
 * @throws {ProvisionerError} `invalid-option` when there is no target or two share a name.
 */
export function createProvisioner(options: ProvisionerOptions): Provisioner {
  const { store, mapping, concurrency = 4, inlineUsers = 25, inlineCreations = 10 } = options;
  const { logger = silentLogger, clock = Date.now } = options;
  const timing = { ...defaultTiming, ...options.timing };
  checkTargets(options.targets.map(({ name }) => name));
  const targets = options.targets.map((target) => {
    const context = createTargetContext(target, { store, mapping, logger, clock });
    return { name: target.name, context, worker: createTargetWorker(context, { timing, concurrency }) };
  });

  return {
    endpoint: (endpointOptions) =>
      createScimEndpoint({
        logger,
        clock,
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
      for (const { context, worker } of targets) {
        worker.start();
        remark(context)
          .then((marked) => marked > 0 && worker.wake())
          .catch((error: unknown) => logger.error({ target: context.name, error }, 'The links could not be read'));
      }
    },
    async stop() {
      await Promise.all(targets.map(({ worker }) => worker.stop()));
    },
    async resync() {
      const marked = await store.reconciliation.markDirty('everyone');
      for (const { worker } of targets) worker.wake();
      return marked;
    },
    settled: ({ target, ...waiting } = {}) =>
      waitUntilSettled(
        store.reconciliation,
        select(
          targets.map(({ name }) => name),
          target,
        ),
        waiting,
      ),
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

function select(names: readonly string[], wanted: string | undefined): readonly string[] {
  if (wanted === undefined) return names;
  if (names.includes(wanted)) return [wanted];
  throw new ProvisionerError('unknown-target', `There is no target "${wanted}"; there are ${names.join(', ')}`);
}
