import fc from 'fast-check';
import { groupIds, type Person } from './model.ts';
import { type Step, step } from './step.ts';
import type { World } from './world.ts';

const anyPerson = fc.nat({ max: 3 });
const anyGroup = fc.constantFrom(...groupIds);

/** Does something with a person, and passes over one who is not in the directory. */
export async function changePerson({ model, directory }: World, index: number, what: Partial<Person>): Promise<void> {
  const person = model.people[index];
  if (person?.id === undefined) return;
  Object.assign(person, what);
  const { id, userName, email, active, title } = person;
  await directory.user(id, { userName, emails: [{ value: email, primary: true }], active, title });
}

async function changeMember({ model, directory }: World, group: string, index: number, joins: boolean): Promise<void> {
  const person = model.people[index];
  if (person?.id === undefined || !model.groups.has(group)) return;
  if (joins) model.members.add(`${group}/${index}`);
  else model.members.delete(`${group}/${index}`);
  await directory.members(group, joins ? { add: [person.id] } : { remove: [person.id] });
}

/** What the mapping may look at. */
export const anyTitle: fc.Arbitrary<string> = fc.constantFrom('Finance', 'Legal', 'None');

const stays = fc.constantFrom(true, true, false);
const join = fc.record({ index: anyPerson, active: stays, title: anyTitle });

/** Puts everybody into the directory, with a title each. */
export async function populate(world: World, titles: readonly string[]): Promise<void> {
  for (const [index, person] of world.model.people.entries()) {
    const title = titles[index];
    if (title === undefined) continue;
    person.lives += 1;
    person.id = `p${index}-${person.lives}`;
    await changePerson(world, index, { active: true, title });
    await changeMember(world, 'Sales', index, true);
  }
}

/** What an identity provider does. */
export const directorySteps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: join.map(({ index, active, title }) =>
      step(`p${index} is put, ${active ? 'active' : 'inactive'}, ${title}`, async (world) => {
        const person = world.model.people[index];
        if (person === undefined) return;
        if (person.id === undefined) {
          person.lives += 1;
          person.id = `p${index}-${person.lives}`;
        }
        await changePerson(world, index, { active, title });
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: anyPerson.map((index) =>
      step(`p${index} is deleted`, async ({ model, directory }) => {
        const person = model.people[index];
        if (person?.id === undefined) return;
        await directory.delete('User', person.id);
        person.id = undefined;
        for (const id of groupIds) model.members.delete(`${id}/${index}`);
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ index: anyPerson, alias: fc.boolean() })
      .map(({ index, alias }) =>
        step(`p${index} gets ${alias ? 'another' : 'the first'} address`, (world) =>
          changePerson(world, index, { email: `p${index}${alias ? '.alias' : ''}@example.com` }),
        ),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .record({ index: anyPerson, married: fc.boolean() })
      .map(({ index, married }) =>
        step(`p${index} gets ${married ? 'another' : 'the first'} name`, (world) =>
          changePerson(world, index, { userName: `p${index}${married ? '-married' : ''}` }),
        ),
      ),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({ index: anyPerson, group: anyGroup, joins: stays })
      .map(({ index, group, joins }) =>
        step(`p${index} ${joins ? 'joins' : 'leaves'} ${group}`, (world) => changeMember(world, group, index, joins)),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ group: anyGroup, to: fc.constantFrom('', ' Team') }).map(({ group, to }) =>
      step(`the group ${group} is called ${group}${to}`, async ({ model, directory }) => {
        if (!model.groups.has(group)) return;
        model.groups.set(group, group + to);
        await directory.group(group, { displayName: group + to });
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: anyGroup.map((group) =>
      step(`the group ${group} is deleted, or made anew`, async ({ model, directory }) => {
        if (model.groups.delete(group)) {
          for (const index of model.people.keys()) model.members.delete(`${group}/${index}`);
          await directory.delete('Group', group);
        } else {
          model.groups.set(group, group);
          await directory.group(group);
        }
      }),
    ),
  },
);
