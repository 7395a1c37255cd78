import { person } from './accounts.ts';
import { fill } from './fill.ts';
import { inParallel, type Measurement, median, timed } from './measurement.ts';
import { createWorld, patchMembers, rawGroup } from './world.ts';

const moved = 5_000;
const staying = 5_000;
const rounds = 3;
/** As many user PUTs are enough to know how long all would take. */
const sampled = 200;
const concurrency = 4;

/** 5,000 members go from one group of 10,000 to another and back, beside raw calls that do the same. */
export async function benchMove(): Promise<readonly Measurement[]> {
  const world = await createWorld();
  const { raw, provisioner } = world;
  try {
    const count = moved + staying;
    const people = (prefix: string) => Array.from({ length: count }, (_, index) => person(prefix, index));
    const users = await fill(world, people('member'), () => 'North');
    const others = await fill(world, people('other'), () => undefined);
    const [movers, rest] = [others.slice(0, moved), others.slice(moved)].map((list) => list.map((one) => one.account));
    if (movers === undefined || rest === undefined) throw new Error('There are movers and others');
    const ids = users.slice(0, moved).map(({ id }) => id);
    let [from, to] = [await rawGroup(world, 'raw North', others), await rawGroup(world, 'raw South', [])];
    let [left, joined] = ['North', 'South'] as const satisfies readonly string[] as readonly string[];
    provisioner.start();

    const ours: number[] = [];
    const byGroup: number[] = [];
    const verified: number[] = [];
    const byUser: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const [keeps, gets] = round % 2 === 0 ? [rest, movers] : [[], [...rest, ...movers]];
      const readBoth = async () => {
        for (const id of [from, to]) await raw.call('GET', `/groups/${id}?q=(columns:!(users.id))`);
      };
      const before = await timed(readBoth);
      const written = await timed(async () => {
        await raw.call('PUT', `/groups/${from}`, { users: keeps });
        await raw.call('PUT', `/groups/${to}`, { users: gets });
      });
      byGroup.push(written);
      verified.push(before + written + (await timed(readBoth)));
      [from, to] = [to, from];
      const sample = timed(() =>
        inParallel(movers.slice(0, sampled), concurrency, (account) =>
          raw.call('PUT', `/users/${account}`, { groups: [from] }),
        ),
      );
      byUser.push(((await sample) / sampled) * moved);
      const [source = '', target = ''] = [left, joined];
      ours.push(
        await timed(async () => {
          await patchMembers(world, target, { add: ids });
          await patchMembers(world, source, { remove: ids });
          await provisioner.settled({ timeoutMs: 600_000 });
        }),
      );
      [left, joined] = [joined, left];
    }
    return [
      { name: '5,000 members moved, raw PUTs of both groups', ours: median(ours), raw: median(byGroup), limit: 1.3 },
      { name: 'the same, the lists read before and after', ours: median(ours), raw: median(verified) },
      { name: 'the same, raw PUTs of each user (estimated from 200)', ours: median(ours), raw: median(byUser) },
    ];
  } finally {
    await world.end();
  }
}
