import { expect } from 'vitest';
import { type Actor, addActor, addRole } from './actor.ts';
import { type ContractCase, gammaId, seen } from './contract-case.ts';
import type { WireClient } from './wire-client.ts';

const path = '/api/v1/security/users/';

/** What moves when an account changes, and what stays. */
export const stampCases: readonly ContractCase[] = [
  {
    name: 'only a PUT of an account moves its stamps; what happens to its roles, groups and sign-ins does not',
    async run({ wire, client }) {
      const person = await addActor(wire, 'stamped', []);
      const manager = await addActor(wire, 'manager', ['can_put on User']);
      const role = await addRole(wire, 'Held', []);
      const group = await client.groups.create({ name: wire.unique('Held') });
      const moves = createWatch(wire, person.id);
      await moves();
      await manager.call('PUT', `${path}${person.id}`, { first_name: 'Same' });
      expect(await moves()).toBe(manager.id);
      await wire.call('PUT', `${path}${person.id}`, { body: { first_name: 'Same' } });
      expect(await moves()).toBe(1);
      await wire.call('PUT', `${path}${person.id}`, { body: {} });
      expect(await moves()).toBe(1);

      await wire.call('PUT', `/api/v1/security/roles/${role}/users`, { body: { user_ids: [person.id] } });
      await client.groups.update(group, { userIds: [person.id], roleIds: [gammaId] });
      await client.roles.delete(role);
      await client.groups.delete(group);
      await wire.signIn(person.username, 'secret-1');
      await expect(wire.signIn(person.username, 'wrong')).rejects.toThrow('401');
      expect(await moves()).toBeUndefined();
      await manager.client.close();
      await person.client.close();
    },
  },
  {
    name: 'a PUT keeps the password, unless it brings another one',
    async run({ wire, client }) {
      const { id, username, client: own } = await addActor(wire, 'keeper', []);
      await client.users.update(id, { lastName: 'Changed', roleIds: [gammaId], active: false });
      await client.users.update(id, { active: true });
      await expect(wire.signIn(username, 'secret-1')).resolves.toEqual(expect.any(String));
      await wire.call('PUT', `${path}${id}`, { body: { password: 'secret-2' } });
      await expect(wire.signIn(username, 'secret-1')).rejects.toThrow('401');
      await expect(wire.signIn(username, 'secret-2')).resolves.toEqual(expect.any(String));
      await own.close();
    },
  },
  {
    name: 'from 6.0 on people change their own names and passwords, which moves the stamps',
    async run({ wire, since6 }) {
      const person = await addActor(wire, 'self', [
        'can_read on SecurityRestApi',
        ...(since6 ? ['can_read on CurrentUserRestApi', 'can_write on CurrentUserRestApi'] : []),
      ]);
      const put = async (body: object): Promise<unknown> => seen(await person.call('PUT', '/api/v1/me/', body));
      if (!since6) return expect(await put({ first_name: 'Own' })).toMatchObject({ status: 405 });
      const moves = createWatch(wire, person.id);
      await moves();
      expect(await put({ first_name: 'Own' })).toMatchObject({ status: 200, body: { result: { first_name: 'Own' } } });
      expect(await moves()).toBe(person.id);
      expect(await put({ username: 'other' })).toEqual({
        status: 400,
        body: { message: { username: ['Unknown field.'] } },
      });
      expect(await put({})).toEqual({ status: 400, body: { message: 'At least one field must be provided.' } });
      expect(await put({ password: 'secret-2' })).toMatchObject({ status: 200 });
      await expect(wire.signIn(person.username, 'secret-2')).resolves.toEqual(expect.any(String));
      await person.client.close();
    },
  },
  {
    name: 'accounts can be listed by when they changed from 6.0 on; before, the client tells that they cannot',
    async run({ wire, client, since6 }) {
      const [one, other] = [await addActor(wire, 'changed', []), await addActor(wire, 'unchanged', [])];
      const { changedOn } = (await client.users.get(other.id)) ?? {};
      if (changedOn === undefined) throw new Error('The account has no stamp.');
      await client.users.update(one.id, { firstName: 'Changed' });
      const changed = Array.fromAsync(client.users.list({ changedAfter: changedOn }));
      if (since6) expect((await changed).map(({ id }) => id)).toEqual([one.id]);
      else await expect(changed).rejects.toMatchObject({ code: 'validation', status: 400 });
      await closeAll(one, other);
    },
  },
];

/** Tells who moved the stamps since the last call; undefined if nobody did. */
function createWatch(wire: WireClient, id: number): () => Promise<number | undefined> {
  let last: unknown;
  return async () => {
    const answer = await wire.call('GET', `${path}${id}?q=(columns:!(changed_on,changed_by.id),keys:!(none))`);
    const { changed_on: on, changed_by: by } = (
      answer.body as { result: { changed_on: string; changed_by: { id: number } } }
    ).result;
    const moved = last !== undefined && last !== on;
    last = on;
    return moved ? by.id : undefined;
  };
}

async function closeAll(...actors: readonly Actor[]): Promise<void> {
  for (const { client } of actors) await client.close();
}
