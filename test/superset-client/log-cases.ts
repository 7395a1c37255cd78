import { setTimeout as wait } from 'node:timers/promises';
import type { SupersetClient, SupersetLogEntry } from '@scim-superset/superset-client';
import { expect } from 'vitest';
import { addUser, type ContractCase, gammaId, idOf, list } from './contract-case.ts';
import { write } from './fixtures.ts';

/** The action log. */
export const logCases: readonly ContractCase[] = [
  {
    name: 'the log tells of no change of accounts, groups and roles, and of one line for each search of roles',
    async run({ wire, client, since6 }) {
      const { id } = await addUser(wire, 'logged');
      const after = await settledLog(client);
      await client.users.update(id, { firstName: 'Changed', active: false, roleIds: [gammaId, 3] });
      const groupId = await client.groups.create({ name: wire.unique('Group'), userIds: [id] });
      await client.groups.update(groupId, { label: 'Label' });
      await client.groups.delete(groupId);
      const role = await client.roles.create(wire.unique('Role'));
      await client.roles.setPermissions(role, [1]);
      await wire.call('PUT', `/api/v1/security/roles/${role}/users`, { body: { user_ids: [id] } });
      await client.roles.delete(role);
      await client.users.delete(id);
      await wire.call('GET', list('users', '()'));
      expect(await since(client, after)).toEqual([]);
      await client.roles.assignments();
      await client.roles.assignments();
      expect(await since(client, after)).toEqual(since6 ? ['get_list', 'get_list'] : []);
    },
  },
  {
    name: 'the log tells what people do with dashboards, newest first, and can be asked for what came after',
    async run({ wire, client }) {
      const after = await settledLog(client);
      const board = { dashboard_title: wire.unique('Board') };
      const dashboard = idOf(await write(wire, 'POST', '/api/v1/dashboard/', board));
      await wire.call('GET', `/api/v1/dashboard/${dashboard}`);
      const entries = await client.log.list({ after: after.at });
      const seen = entries.find(({ action }) => action === 'DashboardRestApi.get');
      expect(seen).toMatchObject({ userId: 1, dashboardId: dashboard, chartId: undefined });
      expect(entries.map(({ at }) => at)).toEqual(
        entries
          .map(({ at }) => at)
          .sort()
          .reverse(),
      );
      expect(await client.log.list({ limit: 3 })).toHaveLength(3);
      expect(await client.log.list({ after: '2090-01-01T00:00:00.000000' })).toEqual([]);
    },
  },
  {
    name: 'the log can be read with can_read on Log only, and is neither ordered nor filtered by id',
    async run({ wire }) {
      const { username } = await addUser(wire, 'curious');
      const authorization = `Bearer ${await wire.signIn(username, 'secret-1')}`;
      expect((await wire.call('GET', '/api/v1/log/', { headers: { authorization } })).status).toBe(403);
      expect((await wire.call('GET', '/api/v1/log/?q=(order_column:id)')).status).toBe(400);
      expect((await wire.call('GET', '/api/v1/log/?q=(filters:!((col:id,opr:gt,value:1)))')).status).toBe(400);
      expect((await wire.call('GET', '/api/v1/log/_info')).status).toBe(404);
    },
  },
];

/** The newest entry, once what was done before is written down. */
async function settledLog(client: SupersetClient): Promise<SupersetLogEntry> {
  await client.log.list({ limit: 1 });
  await wait(50);
  const [newest] = await client.log.list({ limit: 1 });
  if (newest === undefined) throw new Error('The log is empty, although it has just been read.');
  return newest;
}

/** What was done since then, but for readings of the log. */
async function since(client: SupersetClient, { at }: SupersetLogEntry): Promise<readonly string[]> {
  await wait(50);
  const entries = await client.log.list({ after: at });
  return entries.map(({ action }) => action).filter((action) => !action.startsWith('LogRestApi.'));
}
