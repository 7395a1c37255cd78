import { expect } from 'vitest';
import { addActor } from './actor.ts';
import { addUser, type ContractCase, gammaId, seen } from './contract-case.ts';

const adminId = 1;

/** How little it takes to become Admin, which is why the service account must be guarded as one. */
export const escalationCases: readonly ContractCase[] = [
  {
    name: 'can_put on User suffices to become Admin, and to deactivate oneself',
    async run({ wire }) {
      const writer = await addActor(wire, 'climber', ['can_put on User']);
      const path = `/api/v1/security/users/${writer.id}`;
      expect((await writer.call('GET', '/api/v1/security/roles/')).status).toBe(403);
      expect((await writer.call('PUT', path, { roles: [adminId] })).status).toBe(200);
      expect((await writer.call('GET', '/api/v1/security/roles/')).status).toBe(200);
      expect((await writer.call('PUT', path, { active: false })).status).toBe(200);
      await expect(wire.signIn(writer.username, 'secret-1')).rejects.toThrow('401');
      await writer.client.close();
    },
  },
  {
    name: 'can_post on Group suffices from 6.0 on, at the next request',
    async run({ wire, client, since6 }) {
      const writer = await addActor(wire, 'planter', ['can_post on Group']);
      const group = { name: wire.unique('Planted'), roles: [adminId], users: [writer.id] };
      const created = await writer.call('POST', '/api/v1/security/groups/', group);
      expect(created.status).toBe(201);
      expect((await writer.call('GET', '/api/v1/security/roles/')).status).toBe(since6 ? 200 : 403);
      await client.groups.delete((created.body as { id: number }).id);
      expect((await writer.call('GET', '/api/v1/security/roles/')).status).toBe(403);
      await writer.client.close();
    },
  },
  {
    name: 'before 6.0 everybody with Gamma can plant a group that will make Admins with the upgrade',
    async run({ wire, client, since6 }) {
      const { id, username } = await addUser(wire, 'gamma', { roles: [gammaId] });
      const authorization = `Bearer ${await wire.signIn(username, 'secret-1')}`;
      const body = { name: wire.unique('Planted'), roles: [adminId], users: [id] };
      const planted = await wire.call('POST', '/api/v1/security/groups/', { body, headers: { authorization } });
      if (since6) return expect(seen(planted)).toEqual({ status: 403, body: { message: 'Forbidden' } });
      expect(planted.status).toBe(201);
      expect(await client.groups.list()).toContainEqual(
        expect.objectContaining({ name: body.name, roleIds: [adminId], userIds: [id] }),
      );
      expect((await wire.call('GET', '/api/v1/security/roles/', { headers: { authorization } })).status).toBe(403);
      await client.groups.delete((planted.body as { id: number }).id);
    },
  },
];
