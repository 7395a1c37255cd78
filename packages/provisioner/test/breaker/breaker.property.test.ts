import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Provisioner } from '../../src/index.ts';
import { createStaff, type Staff } from './staff.ts';

const limit = 2;
const hourMs = 3_600_000;
const count = 7;

type Step =
  | {
      readonly kind: 'change';
      readonly what: 'active' | 'sales';
      readonly to: boolean;
      readonly who: readonly number[];
    }
  | { readonly kind: 'apply' }
  | { readonly kind: 'reject' }
  | { readonly kind: 'restart' }
  | { readonly kind: 'resync' }
  | { readonly kind: 'wait'; readonly ms: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      what: fc.constantFrom('active' as const, 'sales' as const),
      to: fc.oneof({ weight: 2, arbitrary: fc.constant(false) }, fc.constant(true)),
      who: fc.uniqueArray(fc.nat({ max: count - 1 }), { minLength: 1, maxLength: count }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Step>({ kind: 'apply' }, { kind: 'reject' }, { kind: 'restart' }, { kind: 'resync' }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(60_000, hourMs, 2 * hourMs) }),
  },
);

/** What somebody has: in the directory, or in Superset. */
interface Access {
  readonly active: boolean;
  readonly sales: boolean;
}

it('never lets more than the limit lose access unasked, and never holds fewer', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 10, size: 'max' }), async (steps) => {
      let now = Date.parse('2026-01-01T00:00:00.000Z');
      const staff = await createStaff(count, { options: { clock: () => now } });
      let running: Provisioner = staff.provisioner;
      const wanted = new Map(staff.people.map((person): [string, Access] => [person, { active: true, sales: true }]));
      /** Who lost what unasked, and when. */
      const lost = { active: new Map<string, number>(), sales: new Map<string, number>() };
      const recent = (what: keyof Access) => [...lost[what].values()].filter((at) => now - at < hourMs).length;

      for (const step of steps) {
        const before = look(staff);
        const stagedBefore = await stagedOf(running);
        await play(step);
        await running.settled();
        const after = look(staff);
        const stagedAfter = await stagedOf(running);
        if (step.kind === 'reject') expect(after).toEqual(before);

        for (const what of ['active', 'sales'] as const) {
          const losers = staff.people.filter((person) => loses(before, after, person, what));
          for (const person of staff.people) if (after.get(person)?.[what]) lost[what].delete(person);
          if (step.kind === 'apply') continue;
          for (const person of losers) lost[what].set(person, now);
          expect(recent(what), `${what} lost unasked at ${JSON.stringify(step)}`).toBeLessThanOrEqual(limit);
          if (step.kind !== 'change' || step.what !== what || step.to || stagedBefore[what] > 0) continue;
          const due = step.who.filter((index) => before.get(staff.people[index] ?? '')?.active);
          const isFew = recent(what) - losers.length + due.length <= limit;
          if (isFew) expect(stagedAfter[what], `few were held at ${JSON.stringify(step)}`).toBe(0);
        }
        for (const what of ['active', 'sales'] as const) {
          const decided = step.kind === 'apply' || step.kind === 'reject';
          if (decided && stagedBefore[what] > 0 && stagedAfter[what] === 0) lost[what].clear();
        }
      }

      const held = (await running.staged()).map(({ userId }) => userId);
      if (held.length > 0) await running.applyStaged({ users: held });
      await running.settled();
      for (const [person, access] of look(staff)) {
        const want = wanted.get(person) ?? { active: false, sales: false };
        expect(access, person).toEqual({ active: want.active, sales: want.active && want.sales });
      }
      await running.stop();

      async function play(step: Step): Promise<void> {
        if (step.kind === 'wait') now += step.ms;
        else if (step.kind === 'apply') await running.applyStaged();
        else if (step.kind === 'reject') await running.reject({ reason: 'by chance' });
        else if (step.kind === 'resync') await running.resync();
        else if (step.kind === 'restart') {
          await running.stop();
          running = staff.another();
          running.start();
        } else await change(step);
      }

      /** A group changes in one commit, accounts one by one, as identity providers do it. */
      async function change({ what, to, who }: Extract<Step, { kind: 'change' }>): Promise<void> {
        const people = who.flatMap((index) => staff.people[index] ?? []);
        for (const person of people) wanted.set(person, { ...(wanted.get(person) as Access), [what]: to });
        if (what === 'sales') await staff.directory.members('Sales', to ? { add: people } : { remove: people });
        else for (const person of people) await staff.directory.user(person, { active: to });
      }
    }),
    { numRuns: 25 },
  );
}, 120_000);

function look(staff: Staff): ReadonlyMap<string, Access> {
  const inSales = new Set(staff.inSales());
  const active = new Set(staff.active());
  return new Map(staff.people.map((person) => [person, { active: active.has(person), sales: inSales.has(person) }]));
}

/** Whose account goes loses no grant besides. */
function loses(
  before: ReadonlyMap<string, Access>,
  after: ReadonlyMap<string, Access>,
  person: string,
  what: keyof Access,
): boolean {
  const [had, has] = [before.get(person), after.get(person)];
  if (what === 'active') return had?.active === true && has?.active === false;
  return had?.sales === true && has?.sales === false && has.active;
}

async function stagedOf(provisioner: Provisioner): Promise<Record<keyof Access, number>> {
  const staged = (await provisioner.staged()).filter(({ status }) => status === 'staged');
  const sales = staged.filter(({ kind }) => kind === 'grant-loss').length;
  return { active: staged.length - sales, sales };
}
