import { create, ensureGroup } from './directory.ts';
import { entraMember, entraUser } from './identity-provider.ts';
import { salesGroup } from './people.ts';
import type { Stage } from './world.ts';

/** How long it takes until a leaver's token is refused, beside one direct PUT of the same user to the same Superset. */
export interface DeprovisioningTime {
  /** Medians in milliseconds. */
  readonly patchToRefusal: number;
  readonly directPut: number;
  readonly ratio: number;
  readonly people: number;
}

const people = 7;

/** Measures on several people in turn, the two ways interleaved. */
export async function measureDeprovisioning({ entra, asAdmin, witness }: Stage): Promise<DeprovisioningTime> {
  const groupId = await ensureGroup(entra, salesGroup);
  const refusals: number[] = [];
  const puts: number[] = [];
  for (let index = 1; index <= people; index += 1) {
    const userName = `leaver-${index}@example.com`;
    const id = await create(entra, 'Users', entraUser({ userName, givenName: 'Leaver', familyName: `${index}` }));
    await entra.patch(`/Groups/${groupId}`, entraMember('Add', id));
    const eyes = await witness(userName);
    if ((await eyes.tokenStatus()) !== 200) throw new Error(`The token of ${userName} does not work before`);
    const { id: account } = await asAdmin.account(userName);
    for (let round = 0; round < 3; round += 1) {
      puts.push(await duration(() => asAdmin.change(account, { active: true })));
    }
    refusals.push(
      await duration(async () => {
        await entra.patch(`/Users/${id}`, [{ op: 'Replace', path: 'active', value: 'False' }]);
        while ((await eyes.tokenStatus()) !== 401) {
          // The answer may come before Superset knows; then the witness keeps asking.
        }
      }),
    );
  }
  const [patchToRefusal, directPut] = [median(refusals), median(puts)];
  return { patchToRefusal, directPut, ratio: patchToRefusal / directPut, people };
}

async function duration(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
