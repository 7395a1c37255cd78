import { createSupersetClient } from '@scim-superset/superset-client';
import { expect } from 'vitest';
import { addUser, type ContractCase, fatal, gammaId, list, missing, newUser, seen } from './contract-case.ts';
import { findSales } from './fixtures.ts';
import type { WireClient } from './wire-client.ts';

const path = '/api/v1/security/users/';

/**
 * What a Superset does whose configuration hides the account `hidden`, lowers pages to ten, has no alerts and reports,
 * and issues API keys where there are any (`superset_config.py` beside this).
 */
export const restrictedCases: readonly ContractCase[] = [
  {
    name: 'a hidden account looks deleted from 6.0 on, but holds its name and its role; before, nothing is hidden',
    async run({ wire, client, since6 }) {
      const user = newUser(wire, 'hidden', { username: 'hidden' });
      const { id } = (await wire.call('POST', path, { body: user })).body as { id: number };
      const found = await client.users.findByUsername('hidden');
      if (!since6) return expect(found).toMatchObject([{ id }]);
      expect(found).toEqual([]);
      expect(await client.users.get(id)).toBeUndefined();
      expect(seen(await wire.call('PUT', `${path}${id}`, { body: { first_name: 'x' } }))).toEqual(fatal);
      await expect(client.users.update(id, { firstName: 'x' })).rejects.toMatchObject({ code: 'not-found' });
      expect(seen(await wire.call('DELETE', `${path}${id}`))).toEqual(missing);
      expect(seen(await wire.call('POST', path, { body: { ...user, email: 'other@example.com' } }))).toEqual({
        status: 422,
        body: { message: 'UNIQUE constraint failed: ab_user.username' },
      });
      const gamma = (await client.roles.assignments())?.find((role) => role.id === gammaId);
      expect(gamma?.userIds).toContain(id);
      await expect(wire.signIn('hidden', 'secret-1')).resolves.toEqual(expect.any(String));
    },
  },
  {
    name: 'the client reads everything from pages of ten',
    async run({ wire, client }) {
      const ids: number[] = [];
      for (let index = 0; index < 11; index++) ids.push((await addUser(wire, 'paged')).id);
      const page = await wire.call('GET', list('users', '(columns:!(id),keys:!(none),page_size:100)'));
      expect((page.body as { ids: number[] }).ids).toHaveLength(10);
      const all = (await Array.fromAsync(client.users.list())).map(({ id }) => id);
      expect(all).toEqual([...new Set(all)].sort((left, right) => left - right));
      expect(all).toEqual(expect.arrayContaining(ids));
      expect(all).toHaveLength((page.body as { count: number }).count);
      const permissions = await client.permissions.list();
      expect(permissions.length).toBeGreaterThan(20);
      expect(new Set(permissions.map(({ id }) => id)).size).toBe(permissions.length);
      for (let index = 0; index < 10; index++) await wire.call('GET', '/api/v1/dashboard/?q=(columns:!(id))');
      const entries = await client.log.list({ limit: 12 });
      expect(new Set(entries.map(({ id }) => id)).size).toBe(12);
    },
  },
  {
    name: 'without alerts and reports none is found, and the client says what switches them on',
    async run({ wire, client }) {
      for (const address of ['', '1', '_info']) {
        expect(seen(await wire.call('GET', `/api/v1/report/${address}`))).toEqual(missing);
      }
      await expect(client.assets.list('report')).rejects.toMatchObject({ code: 'not-found' });
      await expect(client.assets.setReportActive(1, false)).rejects.toMatchObject({ code: 'not-found' });
      const { reports, reportWrite } = await client.features();
      const absent = { state: 'absent', reason: expect.stringContaining('ALERT_REPORTS') };
      expect([reports, reportWrite]).toEqual([absent, absent]);
    },
  },
  {
    name: 'an API key, which everybody with Gamma can make from 6.1 on, reads and writes until its account is deactivated',
    async run({ wire, since6 }) {
      const { id, username } = await addUser(wire, 'keyed', { roles: [1] });
      const authorization = `Bearer ${await wire.signIn(username, 'secret-1')}`;
      const issued = await wire.call('POST', '/api/v1/security/api_keys/', {
        body: { name: 'script' },
        headers: { authorization },
      });
      if (!since6) return expect(issued.status).toBe(404);
      const gamma = `Bearer ${await wire.signIn((await addUser(wire, 'gamma')).username, 'secret-1')}`;
      expect(await keys(wire, gamma)).toEqual([]);
      expect(issued).toMatchObject({ status: 201, body: { result: { key: expect.stringMatching(/^sst_/) } } });
      const { key } = (issued.body as { result: { key: string } }).result;
      const client = createSupersetClient({ url: wire.url, credentials: { apiKey: key } });
      expect(await client.probe()).toMatchObject({ missingPermissions: [], self: { id, username } });
      expect((await client.features()).apiKeys).toEqual({ state: 'works' });
      const { id: other } = await addUser(wire, 'other');
      await client.users.update(other, { firstName: 'By key' });
      // Outside of /security/ a key needs the proof against forgery, too.
      const rule = { name: wire.unique('rule'), filterType: 'Regular', clause: '1 = 1', roleIds: [] } as const;
      await client.rowLevelSecurity.create({ ...rule, datasetIds: [await findSales(wire)] });
      expect((await keys(wire, authorization)).map(({ name }) => name)).toEqual(['script']);
      expect(await keys(wire)).toEqual([]);
      const unknown = createSupersetClient({ url: wire.url, credentials: { apiKey: 'sst_unknown' } });
      await expect(unknown.users.get(1)).rejects.toMatchObject({ code: 'unauthorised', status: 401 });

      await wire.call('PUT', `${path}${id}`, { body: { active: false } });
      await expect(client.users.get(id)).rejects.toMatchObject({ code: 'unauthorised' });
      await wire.call('PUT', `${path}${id}`, { body: { active: true } });
      expect(await client.users.get(id)).toMatchObject({ username });
      await client.close();
      await unknown.close();
    },
  },
];

/** The keys of an account, which shows them to nobody else; the administrator's without `authorization`. */
async function keys(wire: WireClient, authorization?: string): Promise<readonly { name: string }[]> {
  const headers = authorization === undefined ? {} : { authorization };
  const { body } = await wire.call('GET', '/api/v1/security/api_keys/', { headers });
  return (body as { result: { name: string }[] }).result;
}
