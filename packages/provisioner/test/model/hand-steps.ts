import type { EmulatedUser } from '@scim-superset/superset-client/testing';
import fc from 'fast-check';
import { send } from '../support/by-hand.ts';
import { type Step, step } from './step.ts';
import type { Place, World } from './world.ts';

const anyPlace = fc.nat({ max: 1 });
const anyPerson = fc.nat({ max: 3 });

/** What somebody does in a Superset behind our back; it is passed over while that Superset is down, or not there. */
function inPlace(what: string, work: (place: Place, world: World) => Promise<void>): fc.Arbitrary<Step> {
  return anyPlace.map((index) =>
    step(`by hand at target${index}: ${what}`, async (world) => {
      const place = world.places[index];
      // Two writers on one account make Superset fail for one of them.
      if (!place?.up) return;
      place.touched = true;
      await work(place, world).catch(() => {});
    }),
  );
}

/** The same to an account that somebody has, or had. */
function toAccount(what: string, work: (place: Place, account: EmulatedUser) => Promise<void>): fc.Arbitrary<Step> {
  return anyPerson.chain((index) =>
    inPlace(`${what} p${index}`, async (place, { model, directory }) => {
      const account = place.emulator.users().find(({ username }) => new RegExp(`^p${index}\\b`).test(username));
      if (account === undefined) return;
      const owner = await directory.store.reconciliation.owner(place.name, String(account.id));
      // Whoever changes an account that nobody manages any more has it to themselves.
      if (owner === undefined || model.people[index]?.id !== owner) place.claimedByHand.add(account.id);
      await work(place, account);
    }),
  );
}

const idsOf = ({ emulator }: Place, kind: 'roles' | 'groups', names: readonly string[]): number[] =>
  emulator[kind]().flatMap(({ id, name }) => (names.includes(name) ? [id] : []));

function giveRole(role: string): fc.Arbitrary<Step> {
  return toAccount(`the role ${role} to`, async (place, { id, roles }) => {
    // Whatever has been taken away since it was read is given again.
    place.givenByHand.set(id, new Set([...(place.givenByHand.get(id) ?? []), ...roles, role]));
    await place.byHand.users.update(id, { roleIds: idsOf(place, 'roles', [...roles, role]) });
  });
}

function joinGroup(group: string): fc.Arbitrary<Step> {
  return toAccount(`the group ${group} to`, async (place, { id, groups }) => {
    await place.byHand.users.update(id, { groupIds: idsOf(place, 'groups', [...groups, group]) });
  });
}

const accountSteps = [
  giveRole('Admin'),
  giveRole('By Hand'),
  giveRole('Sales Reader'),
  joinGroup('scim: Admins'),
  joinGroup('by hand'),
  toAccount('all roles are taken from', async (place, { id }) => {
    await place.byHand.users.update(id, { roleIds: idsOf(place, 'roles', ['Public']), groupIds: [] });
    place.givenByHand.set(id, new Set(['Public']));
  }),
  toAccount('switches off', ({ byHand }, { id }) => byHand.users.update(id, { active: false })),
  toAccount('switches on', ({ byHand }, { id }) => byHand.users.update(id, { active: true })),
  toAccount('another name for', ({ byHand }, { id }) =>
    byHand.users.update(id, { firstName: 'Hand', lastName: 'Made' }),
  ),
  toAccount('deletes', async ({ emulator }, { id }) => void (await send(emulator, 'DELETE', `/security/users/${id}`))),
];

const somebodyElse = anyPerson.chain((index) =>
  inPlace(`makes an account of the name of p${index}`, async (place, { model }) => {
    const person = model.people[index];
    if (person === undefined || person.id !== undefined) return;
    const { userName: username, email } = person;
    const roleIds = idsOf(place, 'roles', ['By Hand']);
    const account = { username, email, firstName: 'Hand', lastName: 'Made', active: true, password: 'x', roleIds };
    const id = await place.byHand.users.create(account);
    place.claimedByHand.add(id);
    place.givenByHand.set(id, new Set(['By Hand']));
  }),
);

function toGroup(name: string, what: string, work: (place: Place, id: number) => Promise<void>): fc.Arbitrary<Step> {
  return inPlace(`${what} the group ${name}`, async (place) => {
    for (const id of idsOf(place, 'groups', [name])) await work(place, id);
  });
}

function toRole(name: string, what: string, work: (place: Place, id: number) => Promise<void>): fc.Arbitrary<Step> {
  return inPlace(`${what} the role ${name}`, async (place) => {
    for (const id of idsOf(place, 'roles', [name])) await work(place, id);
  });
}

const deletesRole = ({ emulator }: Place, id: number): Promise<void> =>
  send(emulator, 'DELETE', `/security/roles/${id}`).then(() => {});

const setUpSteps = [
  toGroup('scim: Sales', 'gives Admin to', (place, id) =>
    place.byHand.groups.update(id, { roleIds: idsOf(place, 'roles', ['Admin']) }),
  ),
  toGroup('scim: Sales', 'empties', ({ byHand }, id) => byHand.groups.update(id, { userIds: [] })),
  toGroup('scim: Finance', 'deletes', ({ byHand }, id) => byHand.groups.delete(id)),
  toGroup('scim: Finance', 'renames', ({ byHand }, id) => byHand.groups.update(id, { name: 'was Finance' })),
  toRole('Sales Reader', 'deletes', deletesRole),
  toRole('Finance Reader', 'deletes', deletesRole),
  toRole('SCIM Base', 'deletes', deletesRole),
  toRole('Sales Reader', 'renames', async ({ emulator }, id) => {
    await send(emulator, 'PUT', `/security/roles/${id}`, { name: 'was Sales Reader' });
  }),
  inPlace('makes the role Sales Reader', async ({ byHand }) => void (await byHand.roles.create('Sales Reader'))),
];

/** What somebody does in Superset by hand. */
export const handSteps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.oneof(...accountSteps) },
  { weight: 1, arbitrary: somebodyElse },
  { weight: 2, arbitrary: fc.oneof(...setUpSteps) },
);
