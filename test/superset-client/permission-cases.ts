import { expect } from 'vitest';
import { permissionIds } from './actor.ts';
import { type ContractCase, idOf } from './contract-case.ts';
import { addDataset, write } from './fixtures.ts';

/** Permissions, and the roles that hold them. */
export const permissionCases: readonly ContractCase[] = [
  {
    name: 'the client replaces the permissions of a role, and finds out about those that do not exist',
    async run({ wire, client }) {
      const role = await client.roles.create(wire.unique('Permitted'));
      await client.roles.setPermissions(role, [2, 1, 2]);
      expect([...(await client.roles.permissions(role))].sort()).toEqual([1, 2]);
      await expect(client.roles.setPermissions(role, [2, 99999])).rejects.toMatchObject({
        code: 'validation',
        attribute: 'permissionIds',
        message: expect.stringContaining('99999'),
        maybeApplied: true,
      });
      expect(await client.roles.permissions(role)).toEqual([2]);
      await expect(client.roles.setPermissions(99999, [1])).rejects.toMatchObject({ code: 'not-found' });
      await expect(client.roles.permissions(99999)).rejects.toMatchObject({ code: 'not-found' });
      await client.roles.delete(role);
      await expect(client.roles.delete(role)).rejects.toMatchObject({ code: 'not-found' });
    },
  },
  {
    name: 'the client lists every permission once; a renamed dataset keeps its own, under another name',
    async run({ wire, client }) {
      const { id, name } = await addDataset(wire);
      const granting = async () =>
        (await client.permissions.list()).filter(({ resource }) => resource.endsWith(`(id:${id})`));
      const [before, ...more] = (await granting()).filter(({ name: one }) => one === 'datasource_access');
      expect(before).toEqual({
        id: expect.any(Number),
        name: 'datasource_access',
        resource: `[Demo].[${name}](id:${id})`,
      });
      expect(more).toEqual([]);
      const renamed = wire.unique('Renamed');
      expect((await write(wire, 'PUT', `/api/v1/dataset/${id}`, { table_name: renamed })).status).toBe(200);
      const after = (await granting()).filter(({ name: one }) => one === 'datasource_access');
      expect(after).toEqual([{ ...before, resource: `[Demo].[${renamed}](id:${id})` }]);

      const all = await client.permissions.list();
      const ids = all.map((permission) => permission.id);
      expect(ids).toEqual([...new Set(ids)].sort((left, right) => left - right));
      expect(ids.length).toBe((await permissionIds(wire)).size);
      expect(all).toContainEqual({ id: expect.any(Number), name: 'can_get', resource: 'User' });
    },
  },
  {
    name: 'from 6.0 on one search tells the assignments of more roles than a page of any list has',
    async run({ wire, client, since6 }) {
      if (!since6) return expect(await client.roles.assignments()).toBeUndefined();
      const ids: number[] = [];
      for (let index = 0; index < 101; index++) {
        ids.push(idOf(await wire.call('POST', '/api/v1/security/roles/', { body: { name: wire.unique('Many') } })));
      }
      const assignments = await client.roles.assignments();
      const all = await client.roles.list();
      for (const id of ids) await wire.call('DELETE', `/api/v1/security/roles/${id}`);
      expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
      expect(assignments?.map(({ id, name }) => ({ id, name }))).toEqual(all);
      expect(assignments?.find(({ name }) => name === 'Admin')?.userIds).toContain(1);
    },
  },
];
