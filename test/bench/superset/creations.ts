import { randomBytes } from 'node:crypto';
import { person } from './accounts.ts';
import { inParallel, type Measurement, median, timed } from './measurement.ts';
import { createWorld, userBody } from './world.ts';

const rounds = 5;
const users = 100;
/** The provisioner's default. */
const concurrency = 4;

/** New users in the directory until all have an account, beside as many raw POSTs, by turns. */
export async function benchCreations(): Promise<readonly Measurement[]> {
  const world = await createWorld();
  const { raw, client, provisioner } = world;
  try {
    const baseRole = (await client.roles.list()).find(({ name }) => name === 'SCIM Base')?.id;
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const people = Array.from({ length: users }, (_, index) => index + round * users);
      theirs.push(
        await timed(() =>
          inParallel(people, concurrency, (number) => {
            const { username, email, firstName: first_name, lastName: last_name } = person('raw', number);
            const password = randomBytes(32).toString('base64url');
            const account = { username, email, first_name, last_name, password, active: true, roles: [baseRole] };
            return raw.call('POST', '/users/', account);
          }),
        ),
      );
      // Without workers a creation that does not wait stays in the queue.
      await provisioner.stop();
      for (const number of people) await world.scim('POST', '/Users', userBody(person('ours', number)));
      ours.push(
        await timed(async () => {
          provisioner.start();
          await provisioner.settled({ timeoutMs: 600_000 });
        }),
      );
    }
    const name = `${rounds * users} new users, as many raw POSTs, ${concurrency} at a time`;
    return [{ name, ours: median(ours) * rounds, raw: median(theirs) * rounds, limit: 1.1 }];
  } finally {
    await world.end();
  }
}
