import { expect } from 'vitest';
import type { RealSuperset } from '../real-superset.ts';
import { addActor } from './actor.ts';
import { type ContractCase, gammaId } from './contract-case.ts';
import { findSales } from './fixtures.ts';

const initialise = 'import sys; from superset.cli.main import superset; sys.exit(superset())';

/** What takes SQL, which the emulator does not run. */
export const sqlCases: readonly ContractCase[] = [
  {
    name: 'who has run one query stays, too',
    async run({ wire, client }) {
      const analyst = await addActor(wire, 'analyst', ['can_read on SecurityRestApi']);
      await client.users.update(analyst.id, { roleIds: [1] });
      const query = { database_id: 1, sql: 'select 1', runAsync: false, client_id: wire.unique('q'), tab: 'x' };
      const answer = await analyst.call('POST', '/api/v1/sqllab/execute/', { ...query, queryLimit: 10 });
      expect(answer).toMatchObject({ status: 200, body: { status: 'success' } });
      await expect(client.users.delete(analyst.id)).rejects.toMatchObject({ code: 'conflict' });
      expect(await client.users.get(analyst.id)).toMatchObject({ active: true });
      await analyst.client.close();
    },
  },
  {
    name: 'SQL Lab shows rows that row-level security hides from charts',
    async run({ wire, client }) {
      const sales = await findSales(wire);
      const access = (await client.permissions.list()).filter(
        ({ name, resource }) =>
          (name === 'datasource_access' && resource.endsWith(`(id:${sales})`)) ||
          (name === 'database_access' && resource.endsWith('(id:1)')),
      );
      const analyst = await addActor(wire, 'restricted', [
        'can_read on SecurityRestApi',
        'can_execute_sql_query on SQLLab',
        ...access.map(({ name, resource }) => `${name} on ${resource}`),
      ]);
      const { roleIds = [] } = (await client.users.get(analyst.id)) ?? {};
      const rule = { name: wire.unique('rule'), filterType: 'Regular', clause: '1 = 0' } as const;
      const ruleId = await client.rowLevelSecurity.create({ ...rule, roleIds, datasetIds: [sales] });
      const query = { database_id: 1, sql: 'select count(*) as n from sales', runAsync: false, tab: 'x' };
      const answer = await analyst.call('POST', '/api/v1/sqllab/execute/', { ...query, client_id: wire.unique('q') });
      expect(answer).toMatchObject({ status: 200, body: { data: [{ n: expect.any(Number) }] } });
      expect((answer.body as { data: { n: number }[] }).data[0]?.n).toBeGreaterThan(0);
      await client.rowLevelSecurity.delete(ruleId);
      await analyst.client.close();
    },
  },
];

/** What takes Superset's command line. */
export function commandCases(superset: () => RealSuperset): readonly ContractCase[] {
  return [
    {
      name: '`superset init` takes additions to built-in roles away, and leaves own roles and Public alone',
      async run({ wire, client }) {
        const log = (await client.permissions.list()).find(
          ({ name, resource }) => name === 'can_read' && resource === 'Log',
        );
        if (log === undefined) throw new Error('Superset has no permission can_read on Log.');
        const own = await client.roles.create(wire.unique('Own'));
        const publicId = (await client.roles.list()).find(({ name }) => name === 'Public')?.id ?? 0;
        const before = await client.roles.permissions(gammaId);
        expect(before).not.toContain(log.id);
        await client.roles.setPermissions(gammaId, [...before, log.id]);
        await client.roles.setPermissions(own, [log.id]);
        await client.roles.setPermissions(publicId, [log.id]);
        await superset().python('superset init', ['-c', initialise, 'init']);
        const after = await client.roles.permissions(gammaId);
        expect(after).toEqual(expect.arrayContaining([...before]));
        expect(after).not.toContain(log.id);
        expect(await client.roles.permissions(own)).toEqual([log.id]);
        expect(await client.roles.permissions(publicId)).toEqual([log.id]);
      },
    },
  ];
}
