import { expect } from 'vitest';
import { addUser, type ContractCase, gammaId } from './contract-case.ts';

const usersPath = '/api/v1/security/users/';
const groupsPath = '/api/v1/security/groups/';

/** Writers that meet. */
export const concurrencyCases: readonly ContractCase[] = [
  {
    name: 'eight changes of one account at once end in 200 or 500, and the account has what one of them wrote',
    async run({ wire }) {
      const { id } = await addUser(wire, 'contested');
      const names = Array.from({ length: 8 }, (_, index) => `Name ${index}`);
      const answers = await Promise.all(
        names.map((name) => wire.call('PUT', `${usersPath}${id}`, { body: { first_name: name, roles: [gammaId] } })),
      );
      for (const { status } of answers) expect([200, 500]).toContain(status);
      expect(answers.map(({ status }) => status)).toContain(200);
      const { body } = await wire.call('GET', `${usersPath}${id}`);
      expect(names).toContain((body as { result: { first_name: string } }).result.first_name);
      expect((await wire.call('PUT', `${usersPath}${id}`, { body: { first_name: 'Alone' } })).status).toBe(200);
    },
  },
  {
    name: 'changes of different accounts at once all happen, also into the same group',
    async run({ wire, client }) {
      const group = await client.groups.create({ name: wire.unique('Joined') });
      const ids: number[] = [];
      for (let index = 0; index < 8; index++) ids.push((await addUser(wire, 'joiner')).id);
      const answers = await Promise.all(
        ids.map((id) => wire.call('PUT', `${usersPath}${id}`, { body: { groups: [group] } })),
      );
      expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 200));
      expect([...((await client.groups.get(group))?.userIds ?? [])].sort()).toEqual(ids.sort());
    },
  },
  {
    name: "a group's full list beside changes of its members may lose some of them, and alone puts it right",
    async run({ wire, client }) {
      const group = await client.groups.create({ name: wire.unique('Raced') });
      const ids: number[] = [];
      for (let index = 0; index < 8; index++) ids.push((await addUser(wire, 'racer')).id);
      const [first, ...others] = ids;
      const answers = await Promise.all([
        wire.call('PUT', `${groupsPath}${group}`, { body: { users: [first] } }),
        ...others.map((id) => wire.call('PUT', `${usersPath}${id}`, { body: { groups: [group] } })),
      ]);
      for (const { status } of answers) expect([200, 500]).toContain(status);
      const members = (await client.groups.get(group))?.userIds ?? [];
      expect(ids).toEqual(expect.arrayContaining([...members]));
      await client.groups.update(group, { userIds: ids });
      expect([...((await client.groups.get(group))?.userIds ?? [])].sort()).toEqual(ids.sort());
    },
  },
];
