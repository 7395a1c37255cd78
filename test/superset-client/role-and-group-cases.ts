import { expect } from 'vitest';
import { addUser, type ContractCase, fatal, gammaId, idOf, list, missing, seen } from './contract-case.ts';
import type { WireClient } from './wire-client.ts';

const rolesPath = '/api/v1/security/roles/';
const groupsPath = '/api/v1/security/groups/';

/** Roles, groups and permissions. */
export const roleAndGroupCases: readonly ContractCase[] = [
  {
    name: 'roles have a name of at most 64 characters that is unique',
    async run({ wire, since6 }) {
      const name = wire.unique('Role');
      const post = async (body: unknown): Promise<unknown> => seen(await wire.call('POST', rolesPath, { body }));
      expect(await post({ name })).toEqual({ status: 201, body: { id: expect.any(Number), result: { name } } });
      const again = await wire.call('POST', rolesPath, { body: { name } });
      if (since6) expect(seen(again)).toEqual(fatal);
      else
        expect(again).toMatchObject({
          status: 422,
          body: { message: expect.stringContaining('UNIQUE constraint failed: ab_role.name') },
        });
      expect(await post({})).toEqual({
        status: 422,
        body: { message: { name: ['Missing data for required field.'] } },
      });
      expect(await post({ name: 'x'.repeat(65) })).toEqual({
        status: 422,
        body: { message: { name: ['Longer than maximum length 64.'] } },
      });
      expect(await post({ name: wire.unique('Role'), colour: 1 })).toEqual({
        status: 422,
        body: { message: { colour: ['Unknown field.'] } },
      });
      const other = await addRole(wire, 'Other');
      const renamed = await wire.call('PUT', `${rolesPath}${other}`, { body: { name } });
      expect(renamed).toMatchObject({ status: 422, body: { message: expect.stringContaining('UNIQUE') } });
      expect(seen(await wire.call('PUT', `${rolesPath}99999`, { body: { name } }))).toEqual(missing);
    },
  },
  {
    name: 'a role is deleted even while people and groups have it',
    async run({ wire }) {
      const role = await addRole(wire, 'Doomed');
      const group = await addGroup(wire, { roles: [role] });
      const { id } = await addUser(wire, 'bereft', { roles: [role, gammaId] });
      expect(seen(await wire.call('DELETE', `${rolesPath}${role}`))).toEqual({ status: 200, body: { message: 'OK' } });
      expect(seen(await wire.call('DELETE', `${rolesPath}${role}`))).toEqual(missing);
      const user = await wire.call('GET', `/api/v1/security/users/${id}?q=(columns:!(roles.id),keys:!(none))`);
      expect(user.body).toMatchObject({ result: { roles: [{ id: gammaId }] } });
      expect(await readGroup(wire, group)).toMatchObject({ roles: [] });
    },
  },
  {
    name: "a role's permissions are replaced as a whole, and unknown ones left out",
    async run({ wire }) {
      const role = await addRole(wire, 'Permitted');
      const path = `${rolesPath}${role}/permissions`;
      const body = { permission_view_menu_ids: [1, 2, 99999] };
      expect(seen(await wire.call('POST', path, { body }))).toEqual({ status: 200, body: { result: body } });
      const read = async (): Promise<number[]> => {
        const answer = (await wire.call('GET', `${path}/`)).body as { result: { id: number }[] };
        return answer.result.map((permission) => permission.id).sort();
      };
      expect(await read()).toEqual([1, 2]);
      await wire.call('POST', path, { body: { permission_view_menu_ids: [2] } });
      expect(await read()).toEqual([2]);
      expect(seen(await wire.call('POST', `${rolesPath}99999/permissions`, { body }))).toEqual(missing);
      expect(seen(await wire.call('POST', path, { body: {} }))).toEqual({
        status: 400,
        body: { message: { permission_view_menu_ids: ['Missing data for required field.'] } },
      });
    },
  },
  {
    name: "a role's users and groups are replaced as a whole; an unknown or repeated id refuses all",
    async run({ wire }) {
      const role = await addRole(wire, 'Staffed');
      const { id } = await addUser(wire, 'staff');
      const users = async (ids: number[]): Promise<number> =>
        (await wire.call('PUT', `${rolesPath}${role}/users`, { body: { user_ids: ids } })).status;
      expect(await users([id, 99999])).toBe(404);
      expect(await users([id, id])).toBe(404);
      expect(await users([id])).toBe(200);
      const group = await addGroup(wire);
      const groups = await wire.call('PUT', `${rolesPath}${role}/groups`, { body: { group_ids: [group] } });
      expect(groups.status).toBe(200);
      expect(await readGroup(wire, group)).toMatchObject({ roles: [{ id: role }] });
      const user = await wire.call('GET', `/api/v1/security/users/${id}?q=(columns:!(roles.id),keys:!(none))`);
      expect(user.body).toMatchObject({ result: { roles: expect.arrayContaining([{ id: role }]) } });
    },
  },
  {
    name: 'searching roles exists from 6.0 on and has no page limit',
    async run({ wire, since6 }) {
      const role = await addRole(wire, 'Found');
      const group = await addGroup(wire, { roles: [role] });
      const { id } = await addUser(wire, 'found', { roles: [role] });
      const answer = await wire.call('GET', `${rolesPath}search/?q=(page_size:1000)`);
      if (!since6) return expect(seen(answer)).toEqual({ status: 404, body: 'page' });
      const { result } = answer.body as { result: { id: number }[] };
      expect(result.find((one) => one.id === role)).toEqual({
        id: role,
        name: expect.any(String),
        user_ids: [id],
        group_ids: [group],
        permission_ids: [],
      });
    },
  },
  {
    name: 'groups have a name that is unique, and roles and users that exist',
    async run({ wire, since6 }) {
      const name = wire.unique('Group');
      const post = async (body: unknown): Promise<unknown> => seen(await wire.call('POST', groupsPath, { body }));
      expect(await post({ name })).toEqual({ status: 201, body: { id: expect.any(Number) } });
      expect(await post({ name })).toEqual({
        status: 422,
        body: { message: 'UNIQUE constraint failed: ab_group.name' },
      });
      expect(await post({ name: '' })).toEqual({
        status: 400,
        body: { message: { name: ['Length must be between 1 and 100.'] } },
      });
      expect(await post({ name: wire.unique('Group'), roles: [99999] })).toEqual({
        status: 400,
        body: { message: { roles: ['Role(s) with ID(s) [99999] do not exist.'] } },
      });
      expect(await post({ name: wire.unique('Group'), users: [99999] })).toEqual({
        status: 400,
        body: { message: { users: ['User(s) with ID(s) [99999] do not exist.'] } },
      });
      const other = await addGroup(wire);
      expect(seen(await wire.call('PUT', `${groupsPath}${other}`, { body: { name } }))).toEqual(
        since6 ? fatal : { status: 422, body: { message: 'UNIQUE constraint failed: ab_group.name' } },
      );
      const q = `(columns:!(id),keys:!(none),filters:!((col:name,opr:eq,value:'${name}')))`;
      expect((await wire.call('GET', list('groups', q))).body).toMatchObject({ count: 1 });
    },
  },
  {
    name: 'a group changes partially, its lists as a whole, from both sides',
    async run({ wire }) {
      const first = await addUser(wire, 'first');
      const second = await addUser(wire, 'second');
      const group = await addGroup(wire, { users: [first.id], roles: [gammaId] });
      const put = (body: object): Promise<unknown> => wire.call('PUT', `${groupsPath}${group}`, { body });
      await put({ label: 'Label' });
      expect(await readGroup(wire, group)).toMatchObject({
        label: 'Label',
        description: null,
        roles: [{ id: gammaId }],
        users: [{ id: first.id }],
      });
      await put({ users: [second.id], roles: [] });
      expect(await readGroup(wire, group)).toMatchObject({ roles: [], users: [{ id: second.id }] });
      await wire.call('PUT', `/api/v1/security/users/${first.id}`, { body: { groups: [group] } });
      const members = (await readGroup(wire, group)).users as { id: number }[];
      expect(members.map((user) => user.id).sort()).toEqual([first.id, second.id].sort());
      expect(seen(await wire.call('PUT', `${groupsPath}99999`, { body: { label: 'x' } }))).toEqual(missing);
      expect(seen(await wire.call('DELETE', `${groupsPath}${group}`))).toEqual({
        status: 200,
        body: { message: 'OK' },
      });
      expect(seen(await wire.call('DELETE', `${groupsPath}${group}`))).toEqual(missing);
      const user = await wire.call('GET', `/api/v1/security/users/${first.id}?q=(columns:!(groups),keys:!(none))`);
      expect(user.body).toMatchObject({ result: { groups: [] } });
    },
  },
  {
    name: '_info lists what the asking account may do; others are refused',
    async run({ wire, since6 }) {
      const info = (resource: string, authorization?: string): Promise<unknown> =>
        wire
          .call('GET', `/api/v1/security/${resource}/_info?q=(keys:!(permissions))`, {
            headers: authorization === undefined ? {} : { authorization },
          })
          .then(seen);
      const crud = ['can_delete', 'can_get', 'can_info', 'can_post', 'can_put'];
      const all = { status: 200, body: { permissions: expect.arrayContaining(crud) } };
      expect(await info('users')).toEqual(all);
      expect(await info('groups')).toEqual(all);
      const { username } = await addUser(wire, 'gamma');
      const authorization = `Bearer ${await wire.signIn(username, 'secret-1')}`;
      expect(await info('users', authorization)).toEqual({ status: 403, body: { message: 'Forbidden' } });
      // Before 6.0 everybody may write groups, which becomes dangerous with the upgrade.
      expect(await info('groups', authorization)).toMatchObject({ status: since6 ? 403 : 200 });
    },
  },
];

async function addRole(wire: WireClient, name: string): Promise<number> {
  return idOf(await wire.call('POST', rolesPath, { body: { name: wire.unique(name) } }));
}

async function addGroup(wire: WireClient, members: object = {}): Promise<number> {
  return idOf(await wire.call('POST', groupsPath, { body: { name: wire.unique('Group'), ...members } }));
}

async function readGroup(wire: WireClient, id: number): Promise<Record<string, unknown>> {
  const q = '(columns:!(name,label,description,roles.id,users.id),keys:!(none))';
  const answer = await wire.call('GET', `${groupsPath}${id}?q=${q}`);
  return (answer.body as { result: Record<string, unknown> }).result;
}
