import type { SupersetAssetKind } from '@scim-superset/superset-client';
import { expect } from 'vitest';
import { addActor } from './actor.ts';
import { addUser, type ContractCase, idOf, missing, seen } from './contract-case.ts';
import { addAssets, newChart, write } from './fixtures.ts';

const kinds = ['dashboard', 'chart', 'dataset', 'report'] as const satisfies readonly SupersetAssetKind[];
const reading = ['Dashboard', 'Chart', 'Dataset', 'ReportSchedule'].map((view) => `can_read on ${view}`);
const writing = reading.map((permission) => permission.replace('read', 'write'));
const csrf = 'can_read on SecurityRestApi';
const allData = 'all_datasource_access on all_datasource_access';

/** What people own, and who may see and change it. */
export const assetCases: readonly ContractCase[] = [
  {
    name: 'the client lists what somebody owns, and nothing for an account that does not exist',
    async run({ wire, client }) {
      const owner = await addUser(wire, 'owner');
      const owned = await addAssets(wire, [owner.id]);
      for (const kind of kinds) {
        const [asset, ...more] = await client.assets.list(kind, { owner: owner.id });
        expect(more).toEqual([]);
        const report = kind === 'report' ? { active: true, reportType: 'Report' } : {};
        expect(asset).toEqual({
          kind,
          id: owned[kind],
          name: owned.names[kind],
          ownerIds: [owner.id],
          ...report,
        });
        expect(await client.assets.list(kind, { owner: 99999 })).toEqual([]);
        // Superset itself ignores a filter by an account that does not exist.
        const q = '(columns:!(id),keys:!(none),filters:!((col:owners,opr:rel_m_m,value:99999)))';
        const { body } = await wire.call('GET', `/api/v1/${kind}/?q=${encodeURIComponent(q)}`);
        expect((body as { count: number }).count).toBeGreaterThan(0);
        expect((await client.assets.list(kind)).map(({ id }) => id)).toContain(owned[kind]);
      }
      expect(await client.datasets.list()).toContainEqual({
        id: owned.dataset,
        name: owned.names.dataset,
        schema: undefined,
        databaseId: 1,
        databaseName: 'Demo',
      });
    },
  },
  {
    name: 'an Admin replaces owners, also by nobody and by inactive accounts, and switches reports off',
    async run({ wire, client }) {
      const owner = await addUser(wire, 'leaver');
      const heir = await addUser(wire, 'heir', { active: false });
      const owned = await addAssets(wire, [owner.id]);
      for (const kind of kinds) {
        await client.assets.setOwners(kind, owned[kind], [heir.id]);
        expect(await client.assets.list(kind, { owner: owner.id })).toEqual([]);
        expect((await client.assets.list(kind, { owner: heir.id })).map(({ id }) => id)).toEqual([owned[kind]]);
        await expect(client.assets.setOwners(kind, owned[kind], [99999])).rejects.toMatchObject({
          code: 'validation',
          status: 422,
        });
        await client.assets.setOwners(kind, owned[kind], []);
        await expect(client.assets.setOwners(kind, 99999, [heir.id])).rejects.toMatchObject({ code: 'not-found' });
      }
      await client.assets.setReportActive(owned.report, false);
      const reports = await client.assets.list('report');
      expect(reports.find(({ id }) => id === owned.report)).toMatchObject({ active: false, ownerIds: [] });
      await expect(client.assets.setReportActive(99999, false)).rejects.toMatchObject({ code: 'not-found' });
    },
  },
  {
    name: 'who is not Admin sees drafts of others not at all, other things with access to the data, and changes nothing',
    async run({ wire }) {
      const owner = await addUser(wire, 'owner');
      const owned = await addAssets(wire, [owner.id]);
      const writer = await addActor(wire, 'writer', [...reading, ...writing, csrf, allData]);
      const blind = await addActor(wire, 'blind', [...reading, ...writing, csrf]);
      const forbidden = { status: 403, body: { message: 'Forbidden' } };
      for (const kind of kinds) {
        const path = `/api/v1/${kind}/${owned[kind]}`;
        const put = { owners: [writer.id] };
        expect((await writer.call('GET', path)).status).toBe(kind === 'dashboard' ? 404 : 200);
        expect(seen(await writer.call('PUT', path, put))).toEqual(kind === 'dashboard' ? missing : forbidden);
        expect(seen(await blind.call('GET', path))).toEqual(missing);
        expect(seen(await blind.call('PUT', path, put))).toEqual(missing);
        expect(await blind.client.assets.list(kind)).toEqual([]);
      }
      // A published dashboard shows itself to whoever has access to the data of one of its charts.
      const board = { dashboard_title: wire.unique('Board'), published: true };
      const id = idOf(await write(wire, 'POST', '/api/v1/dashboard/', board));
      expect((await writer.call('GET', `/api/v1/dashboard/${id}`)).status).toBe(404);
      const chart = await newChart(wire, wire.unique('Chart'), { dashboards: [id] });
      await write(wire, 'POST', '/api/v1/chart/', chart);
      expect((await writer.call('GET', `/api/v1/dashboard/${id}`)).status).toBe(200);
      expect((await blind.call('GET', `/api/v1/dashboard/${id}`)).status).toBe(404);
      await writer.client.close();
      await blind.client.close();
    },
  },
  {
    name: 'an owner who is not Admin cannot give away what it owns, and the client says so',
    async run({ wire }) {
      const owner = await addActor(wire, 'owner', [...reading, ...writing, csrf, allData]);
      const heir = await addUser(wire, 'heir');
      const owned = await addAssets(wire, [owner.id]);
      for (const kind of kinds) {
        await expect(owner.client.assets.setOwners(kind, owned[kind], [heir.id])).rejects.toMatchObject({
          code: 'forbidden',
          maybeApplied: true,
        });
        const [asset] = await owner.client.assets.list(kind, { owner: owner.id });
        expect([...(asset?.ownerIds ?? [])].sort()).toEqual([owner.id, heir.id].sort());
      }
      await owner.client.assets.setReportActive(owned.report, false);
      await owner.client.close();
    },
  },
  {
    name: 'changes name unknown members and owners of the wrong type, each resource in its own way',
    async run({ wire }) {
      const { dashboard, chart, dataset, report } = await addAssets(wire, []);
      const put = async (path: string, body: object): Promise<unknown> =>
        seen(await write(wire, 'PUT', `/api/v1/${path}`, body));
      const errors = { owners: { 0: ['Not a valid integer.'] }, colour: ['Unknown field.'] };
      const wrong = { owners: ['x'], colour: 'red' };
      for (const path of [`dashboard/${dashboard}`, `chart/${chart}`, `report/${report}`]) {
        expect(await put(path, wrong)).toEqual({ status: 400, body: { message: errors } });
      }
      expect(await put(`dataset/${dataset}`, wrong)).toMatchObject({
        status: 422,
        body: { errors: [{ error_type: 'MARSHMALLOW_ERROR', extra: { messages: errors } }] },
      });
      expect(await put(`report/${report}`, { active: 'banana' })).toEqual({
        status: 400,
        body: { message: { active: ['Not a valid boolean.'] } },
      });
    },
  },
];
