import { createSupersetClient } from '@scim-superset/superset-client';
import { expect, it } from 'vitest';
import { person, withEmulator } from './emulated.ts';

it.for([
  ['6.1', true],
  ['5.0', false],
  ['4.1', false],
] as const)('tells what %s can do', ([version, groupRoles]) =>
  withEmulator(
    async ({ client }) => {
      expect(await client.probe()).toEqual({
        groupRoles,
        missingPermissions: [],
        self: { id: 1, username: 'admin' },
      });
    },
    { version },
  ),
);

it('names what an account without rights lacks', () =>
  withEmulator(async ({ emulator, client }) => {
    await client.users.create(person('gamma'));
    const { url } = emulator;
    const gamma = createSupersetClient({ url, credentials: { username: 'gamma', password: 'secret-1' } });
    expect(await gamma.probe()).toEqual({
      groupRoles: true,
      missingPermissions: [
        'can_info on User',
        'can_info on Group',
        'can_get on Role',
        'can_list_roles on RoleRestAPI',
        'can_read on CurrentUserRestApi',
      ],
      self: undefined,
    });
    await gamma.close();
  }));

it('does not take another web server for an old Superset', () =>
  withEmulator(async ({ emulator, client }) => {
    emulator.fault({ path: /users/, answer: { status: 404, body: '<h1>Not here</h1>' } });
    await expect(client.probe()).rejects.toMatchObject({ code: 'protocol' });
  }));
