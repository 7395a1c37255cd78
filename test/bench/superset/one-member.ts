import { person } from './accounts.ts';
import { fill } from './fill.ts';
import { type Measurement, median, timed } from './measurement.ts';
import { createWorld, patchMembers, rawGroup } from './world.ts';

const members = 10_000;
const samples = 31;

/** One more member of a grant that 10,000 have, from the SCIM request on, beside a raw PUT that does the same. */
export async function benchOneMember(): Promise<readonly Measurement[]> {
  const world = await createWorld();
  try {
    const people = Array.from({ length: members + samples }, (_, index) => person('member', index));
    const users = await fill(world, people, (index) => (index < members ? 'North' : undefined));
    const others = Array.from({ length: members + samples }, (_, index) => person('other', index));
    const raws = await fill(world, others, () => undefined);
    const group = await rawGroup(world, 'raw North', raws.slice(0, members));
    world.provisioner.start();

    const visible: number[] = [];
    const answered: number[] = [];
    const puts: number[] = [];
    for (let index = members; index < members + samples; index += 1) {
      const [user, other] = [users[index], raws[index]];
      if (user === undefined || other === undefined) continue;
      puts.push(await timed(() => world.raw.call('PUT', `/users/${other.account}`, { groups: [group] })));
      const start = performance.now();
      world.onUpdate = () => visible.push(performance.now() - start);
      await patchMembers(world, 'North', { add: [user.id] });
      answered.push(performance.now() - start);
    }
    const raw = median(puts);
    return [
      { name: '1 member more of 10,000, a raw user PUT', ours: median(visible), raw, limit: 1.5 },
      { name: 'the same until the SCIM response', ours: median(answered), raw },
    ];
  } finally {
    await world.end();
  }
}
