import type { SupersetClient } from '@scim-superset/superset-client';
import { describe, expect, it } from 'vitest';
import { createAssets } from '../../src/assets/create-assets.ts';
import { createRowLevelSecurity } from '../../src/row-level-security/create-row-level-security.ts';
import { person, withEmulator } from '../emulated.ts';
import { answer, serve } from '../served.ts';

const page = { status: 200, body: '<h1>Back soon</h1>' };

type Write = readonly [method: 'PUT' | 'POST' | 'DELETE', send: (client: SupersetClient, id: number) => Promise<void>];

const readBack: Readonly<Record<string, Write>> = {
  'users.update': ['PUT', (client, id) => client.users.update(id, { active: false })],
  'groups.update': ['PUT', (client) => client.groups.update(1, { label: 'Everybody' })],
  'roles.setPermissions': ['POST', (client) => client.roles.setPermissions(4, [1, 2])],
};
const notReadBack: Readonly<Record<string, Write>> = {
  'users.delete': ['DELETE', (client, id) => client.users.delete(id)],
  'groups.delete': ['DELETE', (client) => client.groups.delete(1)],
  'roles.delete': ['DELETE', (client) => client.roles.delete(3)],
};

function afterFault(send: Write, applied: boolean, test: (write: () => Promise<void>) => Promise<void>): Promise<void> {
  return withEmulator(async ({ emulator, client }) => {
    const id = await client.users.create(person('ada'));
    await client.groups.create({ name: 'Team' });
    emulator.fault({ method: send[0], answer: page, applied });
    await test(() => send[1](client, id));
  });
}

describe('a web page with status 200', () => {
  it.for(Object.entries({ ...readBack, ...notReadBack }))('is no success of %s', ([, write]) =>
    afterFault(write, false, async (send) => {
      await expect(send()).rejects.toMatchObject({ code: 'protocol', status: 200, maybeApplied: true });
    }),
  );

  it.for(Object.entries(readBack))('does not hide that %s was carried out', ([, write]) =>
    afterFault(write, true, async (send) => {
      await expect(send()).resolves.toBeUndefined();
    }),
  );

  const rule = { id: 1, tables: [{ id: 2 }], roles: [{ id: 3 }] };
  it('is no success of a change of a rule, an owner or a report', async () => {
    const { requester } = serve(({ method, path }) => {
      if (method === 'PUT') return answer(200, page.body);
      if (path.includes('csrf_token')) return answer(200, { result: 'token' });
      return answer(200, { result: { slice_name: 'Margins', owners: [{ id: 7 }], ...rule } });
    });
    const assets = createAssets(requester);
    const rules = createRowLevelSecurity(requester);
    const refused = { code: 'protocol', maybeApplied: true };
    await expect(rules.update(1, { clause: '1 = 0' })).rejects.toMatchObject(refused);
    await expect(assets.setReportActive(1, false)).rejects.toMatchObject(refused);
    await expect(assets.setOwners('chart', 1, [8])).rejects.toMatchObject(refused);
    await expect(assets.setOwners('chart', 1, [7])).resolves.toBeUndefined();
  });
});

it.for([
  ['users', { status: 500, body: { message: 'Fatal error' } }],
  ['users', page],
  ['groups', { status: 500, body: { message: 'Fatal error' } }],
] as const)('says that a change of %s may be in place when it cannot be read back: %o', ([resource, given]) =>
  withEmulator(
    async ({ emulator, client }) => {
      await client.groups.create({ name: 'Team' });
      const path = new RegExp(`${resource}/1$`);
      emulator.fault({ method: 'PUT', path, applied: true, answer: given });
      emulator.fault({ method: 'GET', path, answer: { status: 503 } });
      const change =
        resource === 'users' ? client.users.update(1, { firstName: 'A' }) : client.groups.update(1, { label: 'A' });
      await expect(change).rejects.toMatchObject({ code: 'unavailable', status: 503, maybeApplied: true });
    },
    { client: { retries: 0 } },
  ),
);
