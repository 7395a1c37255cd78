import { expect } from 'vitest';
import { hasDrift, type Provisioner } from '../../src/index.ts';
import { send } from '../support/by-hand.ts';
import { checkPlace, forgottenAccounts } from './check-world.ts';
import { rolesOf } from './model.ts';
import type { World } from './world.ts';

/** Lets everything come to rest: Supersets answer, roles are there, one process runs, and plans are applied. */
export async function finishWorld(world: World): Promise<Provisioner> {
  for (const place of world.places) {
    if (!place.up) await place.emulator.start();
    place.up = true;
    const known = new Set(place.emulator.roles().map(({ name }) => name));
    for (const role of rolesOf(world.model.mapping)) if (!known.has(role)) await place.byHand.roles.create(role);
  }
  const others = world.processes.splice(0);
  for (const { life } of others) if (life.mayDie) life.end();
  await Promise.all(others.map(({ provisioner }) => provisioner.stop()));
  const { provisioner } = world.begin();
  await settle(world, provisioner);
  await lateWritesSeen(world);
  await settle(world, provisioner);
  // Nothing but what was done by hand takes a plan.
  for (const place of world.places) if (!place.touched) await checkPlace(world, place);
  for (let tries = 0; tries < 10 && hasDrift(await provisioner.plan()); tries += 1) {
    // The directory may be empty in the end, and that is meant.
    const report = await provisioner.apply(await provisioner.plan(), { allowEmpty: true });
    const failed = report.targets.flatMap(({ outcomes }) => outcomes.filter(({ outcome }) => outcome === 'failed'));
    expect(failed.filter(({ message }) => !message?.includes('held'))).toEqual([]);
    await settle(world, provisioner);
  }
  return provisioner;
}

/** Waits until nobody lags; whatever takes a person to go on is done. */
async function settle(world: World, provisioner: Provisioner): Promise<void> {
  for (let rounds = 0; rounds < 10; rounds += 1) {
    const settled = await provisioner.settled({ timeoutMs: 1_500 }).then(
      () => true,
      () => false,
    );
    const staged = await provisioner.staged();
    if (settled && staged.length === 0) return;
    // Somebody's loss may have become another one meanwhile.
    if (staged.length > 0) await provisioner.applyStaged({ users: staged.map(idOf) }).catch(() => {});
    else await makeRoom(world, provisioner);
  }
  await provisioner.settled({ timeoutMs: 15_000 });
}

/** Waits until nothing is expected any more that may come late. */
async function lateWritesSeen({ places, directory }: World): Promise<void> {
  for (const { name } of places) {
    await expect
      .poll(() => directory.store.reconciliation.note(name, 'late writes'), { timeout: 30_000, interval: 10 })
      .toBeUndefined();
  }
}

const idOf = ({ userId }: { readonly userId: string }): string => userId;

/** Accounts that nobody manages any more may hold a name or an address that somebody needs. */
async function makeRoom(world: World, provisioner: Provisioner): Promise<void> {
  for (const place of world.places) {
    place.touched = true;
    for (const { id, active } of await forgottenAccounts(world, place)) {
      // One that is active is somebody's whose turn has not come yet; if not, the check at the end finds it.
      if (active && !place.claimedByHand.has(id)) continue;
      await send(place.emulator, 'DELETE', `/security/users/${id}`);
    }
  }
  await provisioner.resync();
}
