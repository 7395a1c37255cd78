import type { NewSupersetUser, SupersetUser } from '@scim-superset/superset-client';
import { expect } from 'vitest';
import { addUser, type ContractCase, gammaId } from './contract-case.ts';
import type { WireClient } from './wire-client.ts';

/** What the client makes of all this. */
export const clientCases: readonly ContractCase[] = [
  {
    name: 'the client creates, reads, finds and changes an account',
    async run({ wire, client }) {
      const groupId = await client.groups.create({ name: wire.unique('Group') });
      const user = person(wire, "Zoë O'Neil_%\\!");
      const id = await client.users.create({ ...user, groupIds: [groupId] });
      const { password: _, ...plain } = user;
      const expected = { ...plain, id, groupIds: [groupId], changedOn: expect.any(String), changedBy: 1 };
      expect(await client.users.get(id)).toEqual(expected);
      expect(await client.users.findByUsername(user.username)).toEqual([expected]);
      expect(await client.users.findByEmail(user.email.toUpperCase())).toEqual([expected]);
      const change = { firstName: 'Ada', active: false, groupIds: [] };
      await client.users.update(id, change);
      expect(await client.users.get(id)).toMatchObject({ ...plain, ...change });
    },
  },
  {
    name: 'the client finds usernames regardless of ASCII case, and nothing that is only similar',
    async run({ wire, client }) {
      const { id, username } = await addUser(wire, 'Case_x');
      await addUser(wire, 'similar', { username: username.replace('_', '-') });
      await addUser(wire, 'longer', { username: `${username}-${username}` });
      const twin = await addUser(wire, 'twin', { username: username.toLowerCase() });
      const found = await client.users.findByUsername(username.toUpperCase());
      expect(found.map((user) => user.id).sort()).toEqual([id, twin.id].sort());
      expect(await client.users.findByUsername(wire.unique('nobody'))).toEqual([]);
      expect(await client.users.findByUsername('')).toEqual([]);
    },
  },
  {
    name: 'the client tells why an account cannot be created',
    async run({ wire, client }) {
      const user = person(wire, 'first');
      await client.users.create(user);
      const second = person(wire, 'second');
      await expect(client.users.create({ ...second, username: user.username })).rejects.toMatchObject({
        code: 'conflict',
        attribute: 'username',
      });
      await expect(client.users.create({ ...second, email: user.email })).rejects.toMatchObject({
        code: 'conflict',
        attribute: 'email',
      });
      await expect(client.users.create({ ...second, roleIds: [99999] })).rejects.toMatchObject({
        code: 'validation',
        message: expect.stringContaining('99999'),
      });
    },
  },
  {
    name: 'the client tells why an account cannot be changed',
    async run({ wire, client }) {
      const owner = await addUser(wire, 'owner');
      const { id } = await addUser(wire, 'other');
      const update = (change: object, target = id): Promise<void> => client.users.update(target, change);
      await expect(update({ firstName: 'x' }, 99999)).rejects.toMatchObject({ code: 'not-found' });
      await expect(update({ username: owner.username })).rejects.toMatchObject({
        code: 'conflict',
        attribute: 'username',
      });
      await expect(update({ email: owner.email })).rejects.toMatchObject({ code: 'conflict', attribute: 'email' });
      await expect(update({ roleIds: [99999] })).rejects.toMatchObject({ code: 'validation', attribute: 'roleIds' });
      await expect(update({ groupIds: [99999] })).rejects.toMatchObject({ code: 'validation', attribute: 'groupIds' });
      await expect(update({ roleIds: [] })).rejects.toMatchObject({ code: 'validation', status: 400 });
      expect(await client.users.get(99999)).toBeUndefined();
    },
  },
  {
    name: 'the client lists everybody once, in the order of ids',
    async run({ wire, client }) {
      const { id } = await addUser(wire, 'listed');
      const all: SupersetUser[] = [];
      for await (const user of client.users.list()) all.push(user);
      const ids = all.map((user) => user.id);
      expect(ids).toEqual([...new Set(ids)].sort((left, right) => left - right));
      expect(ids).toContain(id);
    },
  },
  {
    name: 'the client creates, changes and deletes groups and creates roles',
    async run({ wire, client }) {
      const role = wire.unique('Role');
      const roleId = await client.roles.create(role);
      expect(await client.roles.list()).toContainEqual({ id: roleId, name: role });
      await expect(client.roles.create(role)).rejects.toMatchObject({ code: 'conflict', attribute: 'name' });
      const { id: userId } = await addUser(wire, 'member');
      const name = wire.unique('Group');
      const id = await client.groups.create({ name, label: 'Label', roleIds: [roleId], userIds: [userId] });
      const group = { id, name, label: 'Label', description: '', roleIds: [roleId], userIds: [userId] };
      expect(await client.groups.get(id)).toEqual(group);
      expect(await client.groups.list()).toContainEqual(group);
      await expect(client.groups.create({ name })).rejects.toMatchObject({ code: 'conflict', attribute: 'name' });
      const other = wire.unique('Group');
      await client.groups.create({ name: other });
      await expect(client.groups.update(id, { name: other })).rejects.toMatchObject({
        code: 'conflict',
        attribute: 'name',
      });
      await client.groups.update(id, { description: 'Text', userIds: [] });
      expect(await client.groups.get(id)).toEqual({ ...group, description: 'Text', userIds: [] });
      await client.groups.delete(id);
      expect(await client.groups.get(id)).toBeUndefined();
      await expect(client.groups.delete(id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(client.groups.update(id, { label: 'x' })).rejects.toMatchObject({ code: 'not-found' });
    },
  },
];

function person(wire: WireClient, name: string): NewSupersetUser {
  const username = wire.unique(name);
  return {
    username,
    firstName: 'First',
    lastName: 'Last',
    email: `${encodeURIComponent(username)}@example.com`,
    active: true,
    password: 'secret-1',
    roleIds: [gammaId],
  };
}
