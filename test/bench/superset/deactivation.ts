import { person } from './accounts.ts';
import { inParallel, type Measurement, median, timed } from './measurement.ts';
import { createWorld, userBody } from './world.ts';

const samples = 15;
const imported = 1_000;
/** Requests that the identity provider has under way. */
const pushing = 8;

/** Deactivations while an import is under way, beside raw PUTs then and before it. */
export async function benchDeactivation(): Promise<readonly Measurement[]> {
  const world = await createWorld();
  const { raw, provisioner, store } = world;
  try {
    provisioner.start();
    const leavers: { readonly id: string; readonly account: number }[] = [];
    for (let number = 0; number < 2 * samples; number += 1) {
      const { id } = await world.scim('POST', '/Users', userBody(person('leaver', number)));
      const link = await store.reconciliation.link('bench', id);
      leavers.push({ id, account: Number(link?.account) });
    }
    const put = (account: number) => timed(() => raw.call('PUT', `/users/${account}`, { first_name: 'Raw' }));
    const idle: number[] = [];
    for (const { account } of leavers.slice(0, samples)) idle.push(await put(account));

    const numbers = Array.from({ length: imported }, (_, index) => index);
    const push = inParallel(numbers, pushing, (number) =>
      world.scim('POST', '/Users', userBody(person('import', number))),
    );
    const deactivations: number[] = [];
    const busy: number[] = [];
    for (let index = 0; index < samples; index += 1) {
      await pause(400);
      const [leaver, other] = [leavers[index], leavers[samples + index]];
      if (leaver === undefined || other === undefined) continue;
      busy.push(await put(other.account));
      await pause(400);
      deactivations.push(await deactivate(leaver.id, leaver.account));
    }
    const [status] = await provisioner.status();
    const left = status?.lag.pending ?? 0;
    await push;
    const during = `a deactivation with ${left} of ${imported} creations still waiting at the end`;
    return [
      { name: `${during}, a raw PUT at the same time`, ours: median(deactivations), raw: median(busy), limit: 5 },
      { name: 'the same, a raw PUT before the import', ours: median(deactivations), raw: median(idle) },
      { name: 'the slowest of them', ours: Math.max(...deactivations), raw: median(idle) },
    ];
  } finally {
    await world.end();
  }

  /** From the request until Superset has acknowledged that the account is cut off. */
  function deactivate(id: string, account: number): Promise<number> {
    const start = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    world.onUpdate = (updated) => {
      if (updated === account) resolve(performance.now() - start);
    };
    world
      .scim('PATCH', `/Users/${id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'active', value: false }],
      })
      .catch(reject);
    return promise;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
