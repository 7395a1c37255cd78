import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkWorld } from './model/check-world.ts';
import { anyTitle, populate } from './model/directory-steps.ts';
import { finishWorld } from './model/finish-world.ts';
import { anyMapping } from './model/process-steps.ts';
import type { Step } from './model/step.ts';
import { anyHistory } from './model/steps.ts';
import { createWorld, type WorldOptions } from './model/world.ts';

/**
 * How long random histories are played; `MODEL_SECONDS=3600` does so for an hour, `MODEL_SEED` says from where, and with
 * `MODEL_SHRINK=1` a history that fails is made smaller.
 */
const seconds = Number(process.env.MODEL_SECONDS ?? 30);
const seed = Number(process.env.MODEL_SEED ?? 20_261_124);

const anyWorld = fc.record({
  versions: fc.array(fc.constantFrom('6.1' as const, '5.0' as const, '4.1' as const), { minLength: 1, maxLength: 2 }),
  mapping: anyMapping,
  onDisk: fc.boolean(),
  cautious: fc.boolean(),
  titles: fc.array(anyTitle, { minLength: 0, maxLength: 4, size: 'max' }),
});

/** Plays one history, and holds what it comes to against the model. */
async function play(
  options: WorldOptions & { readonly titles: readonly string[] },
  steps: readonly Step[],
): Promise<void> {
  const world = await createWorld(options);
  try {
    world.begin();
    await populate(world, options.titles);
    for (const step of steps) await step.run(world);
    await checkWorld(world, await finishWorld(world));
  } finally {
    await world.end();
  }
}

it(
  `whatever happens for ${seconds} s, every Superset ends up as the directory and the mapping say, and nothing else is touched`,
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scim-superset-model-'));
    let histories = 0;
    let last: Promise<void> = Promise.resolve();
    const property = fc.asyncProperty(anyWorld, anyHistory, ({ onDisk, ...options }, steps) => {
      histories += 1;
      last = play({ ...options, file: onDisk ? join(folder, `${histories}.db`) : undefined }, steps);
      return last;
    });
    try {
      // To make a history that failed smaller takes minutes.
      const endOnFailure = process.env.MODEL_SHRINK === undefined;
      const interruptAfterTimeLimit = seconds * 1_000;
      await fc.assert(property, { seed, numRuns: 1_000_000, interruptAfterTimeLimit, endOnFailure });
    } finally {
      // The history that was under way when the time was over.
      await last.catch(() => {});
      await rm(folder, { recursive: true, force: true });
    }
    process.stdout.write(`model: ${histories} histories from seed ${seed}\n`);
    expect(histories).toBeGreaterThan(5);
  },
  (seconds + 300) * 1_000,
);
