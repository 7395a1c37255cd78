import { expect } from 'vitest';
import { addRole } from './actor.ts';
import { type ContractCase, missing, seen } from './contract-case.ts';
import { findSales, write } from './fixtures.ts';

const path = '/api/v1/rowlevelsecurity/';

/** Row-level-security rules. */
export const ruleCases: readonly ContractCase[] = [
  {
    name: 'the client changes the clause of a rule, and keeps its roles and datasets',
    async run({ wire, client }) {
      const [roleId, datasetId] = [await addRole(wire, 'Ruled', []), await findSales(wire)];
      const rule = { name: wire.unique('rule'), filterType: 'Regular', clause: "region = 'EMEA'" } as const;
      const lists = { roleIds: [roleId], datasetIds: [datasetId] };
      const id = await client.rowLevelSecurity.create({ ...rule, ...lists });
      const read = async (): Promise<unknown> =>
        (await client.rowLevelSecurity.list()).find((found) => found.id === id);
      expect(await read()).toEqual({ ...rule, ...lists, id, groupKey: '' });
      await client.rowLevelSecurity.update(id, { clause: "region = 'APAC'" });
      expect(await read()).toEqual({ ...rule, ...lists, id, groupKey: '', clause: "region = 'APAC'" });
      await client.rowLevelSecurity.update(id, { roleIds: [], groupKey: 'key' });
      expect(await read()).toMatchObject({ roleIds: [], datasetIds: [datasetId], groupKey: 'key' });
      await client.rowLevelSecurity.delete(id);
      expect(await read()).toBeUndefined();
      await expect(client.rowLevelSecurity.delete(id)).rejects.toMatchObject({ code: 'not-found' });
      await expect(client.rowLevelSecurity.update(id, { clause: 'x' })).rejects.toMatchObject({ code: 'not-found' });
    },
  },
  {
    name: 'a change empties the roles and datasets that it leaves out',
    async run({ wire, since6 }) {
      const [role, sales] = [await addRole(wire, 'Left out', []), await findSales(wire)];
      const body = {
        name: wire.unique('rule'),
        filter_type: 'Regular',
        clause: '1 = 1',
        roles: [role],
        tables: [sales],
      };
      const { id } = (await write(wire, 'POST', path, body)).body as { id: number };
      const lists = async (): Promise<unknown> => {
        const q = '(columns:!(tables.id,roles.id),keys:!(none))';
        return ((await wire.call('GET', `${path}${id}?q=${q}`)).body as { result: unknown }).result;
      };
      expect(await lists()).toEqual({ roles: [{ id: role }], tables: [{ id: sales }] });
      const changed = await write(wire, 'PUT', `${path}${id}`, { roles: [role] });
      expect(seen(changed)).toEqual({ status: since6 ? 200 : 201, body: { id, result: { roles: [role] } } });
      expect(await lists()).toEqual({ roles: [{ id: role }], tables: [] });
      await write(wire, 'PUT', `${path}${id}`, { clause: '1 = 0' });
      expect(await lists()).toEqual({ roles: [], tables: [] });
      expect(seen(await write(wire, 'DELETE', `${path}${id}`))).toEqual({ status: 200, body: { message: 'OK' } });
      expect(seen(await write(wire, 'DELETE', `${path}${id}`))).toEqual(missing);
    },
  },
  {
    name: 'a rule is refused without saying why, and the client tells',
    async run({ wire, client }) {
      const [roleId, datasetId] = [await addRole(wire, 'Refused', []), await findSales(wire)];
      const name = wire.unique('rule');
      const rule = {
        name,
        filterType: 'Regular',
        clause: '1 = 1',
        roleIds: [roleId],
        datasetIds: [datasetId],
      } as const;
      const id = await client.rowLevelSecurity.create(rule);
      const wired = { name, filter_type: 'Regular', clause: '1 = 1', roles: [roleId], tables: [datasetId] };
      const post = async (change: object): Promise<unknown> =>
        seen(await write(wire, 'POST', path, { ...wired, ...change }));
      expect(await post({})).toEqual({ status: 422, body: { message: '()' } });
      const other = { name: wire.unique('rule') };
      expect(await post({ ...other, roles: [99999] })).toMatchObject({ status: 422 });
      expect(await post({ ...other, roles: [roleId, roleId] })).toMatchObject({ status: 422 });
      expect(await post({ ...other, tables: [] })).toEqual({
        status: 400,
        body: { message: { tables: ['Shorter than minimum length 1.'] } },
      });
      const create = (change: object): Promise<number> =>
        client.rowLevelSecurity.create({ ...rule, ...other, ...change });
      await expect(create({ name })).rejects.toMatchObject({ code: 'conflict', attribute: 'name' });
      await expect(create({ roleIds: [99999] })).rejects.toMatchObject({ code: 'validation', attribute: 'roleIds' });
      await expect(create({ datasetIds: [99999] })).rejects.toMatchObject({
        code: 'validation',
        attribute: 'datasetIds',
      });
      await expect(client.rowLevelSecurity.update(id, { roleIds: [99999] })).rejects.toMatchObject({
        code: 'validation',
        attribute: 'roleIds',
      });
      await client.rowLevelSecurity.delete(id);
    },
  },
];
