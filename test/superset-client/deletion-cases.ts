import { expect } from 'vitest';
import { type Actor, addActor } from './actor.ts';
import { addUser, type ContractCase, idOf, missing, seen } from './contract-case.ts';
import { findSales, newChart, newDatabase, newDataset, newReport, write } from './fixtures.ts';
import type { WireAnswer, WireClient } from './wire-client.ts';

const path = '/api/v1/security/users/';

/** Deleting accounts. */
export const deletionCases: readonly ContractCase[] = [
  {
    name: 'who has made nothing is deleted, once',
    async run({ wire, client }) {
      const [one, other] = [await addUser(wire, 'goner'), await addUser(wire, 'also gone')];
      expect(seen(await wire.call('DELETE', `${path}${one.id}`))).toEqual({ status: 200, body: { message: 'OK' } });
      expect(seen(await wire.call('DELETE', `${path}${one.id}`))).toEqual(missing);
      await client.users.delete(other.id);
      expect(await client.users.get(other.id)).toBeUndefined();
      await expect(client.users.delete(other.id)).rejects.toMatchObject({ code: 'not-found' });
    },
  },
  {
    name: 'who made a dashboard, chart, dataset, database, report or rule stays, whoever owns it, and the client hides the SQL',
    async run({ wire, client, since6 }) {
      for (const [what, make] of Object.entries(makers)) {
        const maker = await addActor(wire, `maker of ${what}`, ['can_read on SecurityRestApi']);
        await wire.call('PUT', `${path}${maker.id}`, { body: { roles: [1] } });
        const made = await make(wire, maker);
        expect([what, made.status]).toEqual([what, 201]);
        if (['dashboard', 'chart', 'dataset', 'report'].includes(what)) {
          await write(wire, 'PUT', `/api/v1/${what}/${idOf(made)}`, { owners: [1] });
        }
        const refused = await wire.call('DELETE', `${path}${maker.id}`);
        expect([what, refused]).toMatchObject([
          what,
          { status: 422, body: { message: expect.stringContaining(since6 ? '[SQL: ' : 'FOREIGN KEY') } },
        ]);
        const error = await client.users.delete(maker.id).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: 'conflict', message: expect.not.stringContaining('SQL') });
        expect(await client.users.get(maker.id)).toMatchObject({ active: true, roleIds: [1] });
        await maker.client.close();
      }
    },
  },
  {
    name: 'who made accounts and groups is deleted all the same',
    async run({ wire, client }) {
      const maker = await addActor(wire, 'manager', ['can_post on Group', 'can_post on User']);
      const user = { username: wire.unique('made'), first_name: 'F', last_name: 'L', password: 'x', roles: [4] };
      const made = await maker.call('POST', path, { ...user, email: `${user.username}@example.com`, active: true });
      expect(made.status).toBe(201);
      const group = { name: wire.unique('made') };
      expect((await maker.call('POST', '/api/v1/security/groups/', group)).status).toBe(201);
      await client.users.delete(maker.id);
      expect(await client.users.get(idOf(made))).toBeDefined();
      await maker.client.close();
    },
  },
];

type Make = (wire: WireClient, maker: Actor) => Promise<WireAnswer>;

const makers: Readonly<Record<string, Make>> = {
  dashboard: (wire, { call }) => call('POST', '/api/v1/dashboard/', { dashboard_title: wire.unique('Made') }),
  chart: async (wire, { call }) => call('POST', '/api/v1/chart/', await newChart(wire, wire.unique('Made'))),
  database: (wire, { call }) => call('POST', '/api/v1/database/', newDatabase(wire.unique('Made'))),
  dataset: (wire, { call }) => call('POST', '/api/v1/dataset/', newDataset(wire.unique('Made'))),
  async report(wire, { call }) {
    const chart = idOf(await write(wire, 'POST', '/api/v1/chart/', await newChart(wire, wire.unique('Theirs'))));
    return call('POST', '/api/v1/report/', newReport(wire.unique('Made'), chart));
  },
  rule: async (wire, { call }) =>
    call('POST', '/api/v1/rowlevelsecurity/', {
      name: wire.unique('Made'),
      filter_type: 'Regular',
      clause: '1 = 1',
      roles: [],
      tables: [await findSales(wire)],
    }),
};
