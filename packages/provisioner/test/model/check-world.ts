import { expect } from 'vitest';
import { hasDrift, type Provisioner } from '../../src/index.ts';
import { expectedRoles, grantsAt, type Person } from './model.ts';
import type { Place, World } from './world.ts';

/** Holds every Superset to the model. */
export async function checkWorld(world: World, provisioner: Provisioner): Promise<void> {
  for (const place of world.places) await checkPlace(world, place);
  const plan = await provisioner.plan();
  expect(plan.targets.flatMap(({ items }) => items.filter(({ action }) => action === 'change'))).toEqual([]);
  expect(hasDrift(plan)).toBe(false);
}

/** Holds one Superset to the model. */
export async function checkPlace(world: World, place: Place): Promise<void> {
  for (const person of world.model.people) await checkPerson(world, place, person);
  await checkForgotten(world, place);
  checkStrangers(place);
}

async function checkPerson({ model, directory }: World, place: Place, person: Person): Promise<void> {
  const { name, emulator } = place;
  const expected = expectedRoles(model, person, name);
  const link = person.id === undefined ? undefined : await directory.store.reconciliation.link(name, person.id);
  const account = emulator.users().find(({ id }) => String(id) === link?.account);
  const label = [name, person.userName];
  if (expected === undefined) {
    expect([...label, account?.active ?? false]).toEqual([...label, false]);
    return;
  }
  const { userName: username, email } = person;
  expect([...label, account]).toMatchObject([...label, { active: true, username, email, firstName: 'Given' }]);
  if (account === undefined) return;
  const roles = account.effectiveRoles.filter((role) => role !== 'SCIM Base');
  const named = new Set(grantsAt(model.mapping, name).flatMap((grant) => grant.roles));
  const extra = roles.filter((role) => !expected.includes(role));
  // Where roles sit on accounts, what somebody gave by hand and the mapping does not name is theirs to give.
  const given = new Set([...(place.givenByHand.get(account.id) ?? []), 'was Sales Reader']);
  const tolerated = isGroupMode(place) ? [] : extra.filter((role) => given.has(role) && !named.has(role));
  expect([...label, roles.filter((role) => !tolerated.includes(role)).sort()]).toEqual([...label, expected]);
}

function isGroupMode({ emulator }: Place): boolean {
  return emulator.groups().some(({ name }) => name.startsWith('scim: '));
}

function checkStrangers({ emulator, strangers }: Place): void {
  const ids = new Set(strangers.map(({ id }) => id));
  expect(emulator.users().filter(({ id }) => ids.has(id))).toEqual(strangers);
  const group = emulator.groups().find(({ name }) => name === 'by hand');
  expect([...(group?.roles ?? [])].sort()).toEqual(['By Hand', 'Public']);
}

/** Nobody whom the directory has forgotten keeps access, unless somebody gave it by hand afterwards. */
async function checkForgotten(world: World, place: Place): Promise<void> {
  for (const { id, username, active } of await forgottenAccounts(world, place)) {
    if (!place.claimedByHand.has(id)) expect([place.name, username, active]).toEqual([place.name, username, false]);
  }
}

/** Accounts that are nobody's whom the directory has, and that were not there from the beginning. */
export async function forgottenAccounts({ directory }: World, { name, emulator, strangers }: Place) {
  const known = new Set(strangers.map(({ id }) => id));
  const { reconciliation } = directory.store;
  const owners = await Promise.all(emulator.users().map(({ id }) => reconciliation.owner(name, String(id))));
  return emulator.users().filter(({ id }, index) => !known.has(id) && owners[index] === undefined);
}
