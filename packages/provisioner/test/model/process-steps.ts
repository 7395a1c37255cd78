import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { ProvisionerError } from '../../src/index.ts';
import { anyTitle, changePerson } from './directory-steps.ts';
import type { GrantModel, MappingModel } from './model.ts';
import { type Step, step } from './step.ts';
import { leaseMs, type Process, type World } from './world.ts';

/** The process that began last and lives. */
function current({ processes }: World): Process | undefined {
  return processes.findLast(({ life }) => !life.isOver);
}

/** Ends processes in an orderly way. */
async function stop(world: World, which: readonly Process[]): Promise<void> {
  world.processes = world.processes.filter((process) => !which.includes(process));
  await Promise.all(which.map(({ provisioner }) => provisioner.stop()));
  for (const { life } of which) life.end();
}

const anySales = fc.record({
  name: fc.constantFrom('Sales', 'Field Sales'),
  roles: fc.constantFrom(['Gamma', 'Sales Reader'], ['Sales Reader'], ['Gamma', 'Alpha']),
  group: fc.constantFrom('Sales', 'Sales Team'),
});
const anyFinance = fc.record({
  name: fc.constant('Finance'),
  roles: fc.constantFrom(['Gamma', 'Finance Reader'], ['Finance Reader', 'Sales Reader']),
  title: fc.constant('Finance'),
});
const always: readonly GrantModel[] = [{ name: 'Admins', roles: ['Admin'], group: 'Superset Admins' }];
const legal: GrantModel = { name: 'Legal', roles: ['Legal Reader'], title: 'Legal' };

/** Any mapping: grants are there or not, have other roles or names, go to others, and are overridden at one target. */
export const anyMapping: fc.Arbitrary<MappingModel> = fc
  .record({
    sales: fc.option(anySales, { nil: undefined }),
    finance: fc.option(anyFinance, { nil: undefined }),
    legal: fc.boolean(),
    accountsFor: fc.constantFrom('everybody' as const, 'everybody' as const, 'granted' as const),
    elsewhere: fc.constantFrom(undefined, undefined, false as const, ['Gamma'], ['Legal Reader']),
  })
  .map(({ sales, finance, legal: withLegal, ...rest }) => ({
    ...rest,
    grants: [...always, ...(sales ? [sales] : []), ...(finance ? [finance] : []), ...(withLegal ? [legal] : [])],
  }));

/** What becomes of processes, of Supersets, and of the mapping that processes begin with. */
export const processSteps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .record({ after: fc.nat({ max: 4 }), moment: fc.constantFrom('before' as const, 'answer' as const) })
      .map((death) =>
        step(`the process will die at write ${death.after}, ${death.moment}`, async (world) => {
          (current(world) ?? world.begin()).life.doom(death);
        }),
      ),
  },
  {
    weight: 1,
    // Longer than a lease: another one takes over what it was about, and then it comes and writes what was true before.
    arbitrary: fc
      .record({ index: fc.nat({ max: 3 }), title: anyTitle, later: anyTitle })
      .map(({ index, title, later }) =>
        step(`a process stands still over p${index}, who is ${title} and then ${later}`, async (world) => {
          const sleeper = current(world) ?? world.begin();
          sleeper.life.stall(leaseMs * 2);
          await changePerson(world, index, { title });
          await sleep(leaseMs * 1.2);
          world.begin();
          await changePerson(world, index, { title: later });
          await sleep(leaseMs * 0.8);
        }),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      step('the process dies', async (world) => {
        const { life } = current(world) ?? {};
        if (life?.mayDie) life.end();
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constant(
      step('a process begins, beside one at most', async (world) => {
        const alive = world.processes.filter(({ life }) => !life.isOver);
        if (alive.length < 2) world.begin();
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(step('the oldest process ends', async (world) => stop(world, world.processes.slice(0, 1)))),
  },
  {
    weight: 2,
    arbitrary: fc.record({ mapping: anyMapping, rolling: fc.boolean() }).map(({ mapping, rolling }) =>
      step(
        `the mapping is ${JSON.stringify(mapping)}${rolling ? ', while others still have the old one' : ''}`,
        async (world) => {
          world.model.mapping = mapping;
          if (!rolling) await stop(world, world.processes);
          world.begin();
        },
      ),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.nat({ max: 1 }).map((index) =>
      step(`target${index} stops or starts`, async ({ places }) => {
        const place = places[index];
        if (place === undefined) return;
        place.up = !place.up;
        if (place.up) await place.emulator.start();
        else await place.emulator.stop();
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.nat({ max: 30 }).map((ms) => step(`${ms} ms pass`, () => sleep(ms))),
  },
  {
    weight: 3,
    // Somebody whose address is taken, or whose role is missing, may never be done.
    arbitrary: fc.constant(
      step('things settle', async (world) => current(world)?.provisioner.settled({ timeoutMs: 200 }).catch(ignore)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      step('everybody is looked at', async (world) => void (await current(world)?.provisioner.resync().catch(ignore))),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      step(
        'what is staged is applied',
        async (world) => void (await current(world)?.provisioner.applyStaged().catch(ignore)),
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      step(
        'what is staged is rejected',
        async (world) => void (await current(world)?.provisioner.reject({ reason: 'A mistake' }).catch(ignore)),
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constant(
      step('a plan is applied', async (world) => {
        const provisioner = current(world)?.provisioner;
        if (provisioner === undefined) return;
        await provisioner
          .plan()
          .then((plan) => provisioner.apply(plan, { allowEmpty: true }))
          .catch(ignore);
      }),
    ),
  },
);

/** The process may have died. */
function ignore(error: unknown): void {
  if (!ProvisionerError.is(error) && !(error instanceof Error && error.message === 'The process has died')) throw error;
}
