import { createSupersetClient } from '@scim-superset/superset-client';
import { expect, it } from 'vitest';
import { person, withEmulator } from '../emulated.ts';

it.for([
  ['6.1', 'since-6.0', true],
  ['5.0', 'before-6.0', false],
  ['4.1', 'before-6.0', false],
] as const)('tells what %s can do', ([version, versionClass, groupRoles]) =>
  withEmulator(
    async ({ client }) => {
      expect(await client.probe()).toEqual({
        versionClass,
        groupRoles,
        keepsPasswords: true,
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
      versionClass: 'since-6.0',
      groupRoles: true,
      keepsPasswords: true,
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

it.for([
  { status: 404, body: '404 page not found' },
  { status: 404, body: { message: 'no Route matched with those values' } },
  { status: 200, body: '<h1>Back soon</h1>' },
])('does not take %o of a proxy for what an older Superset answers', (answer) =>
  withEmulator(async ({ emulator, client }) => {
    const stray = { path: /roles.search/, answer };
    emulator.fault(stray);
    await expect(client.probe()).rejects.toMatchObject({ code: 'protocol' });
    emulator.fault(stray);
    await expect(client.features()).rejects.toMatchObject({ code: 'protocol' });
    emulator.fault(stray);
    await expect(client.roles.assignments()).rejects.toMatchObject({ code: 'protocol' });
    emulator.fault({ path: /users/, answer: { status: 404, body: { message: 'no Route matched' } } });
    await expect(client.users.get(1)).rejects.toMatchObject({ code: 'protocol' });
  }),
);

it('tells that an API is absent', () =>
  withEmulator(
    async ({ emulator, client }) => {
      await expect(client.roles.assignments()).resolves.toBeUndefined();
      const body = { errors: [{ message: '404 Not Found', error_type: 'GENERIC_BACKEND_ERROR' }] };
      emulator.fault({ path: /users/, answer: { status: 404, body } });
      await expect(client.users.get(1)).rejects.toMatchObject({ code: 'absent', status: 404 });
    },
    { version: '5.0' },
  ));

it('warns of a Flask-AppBuilder that destroys passwords, which has no groups', () =>
  withEmulator(
    async ({ emulator, client }) => {
      const body = { errors: [{ message: '404 Not Found', error_type: 'GENERIC_BACKEND_ERROR' }] };
      emulator.fault({ path: /groups/, answer: { status: 404, body } });
      expect(await client.probe()).toMatchObject({ groupRoles: false, keepsPasswords: false, missingPermissions: [] });
      emulator.fault({ path: /groups/, answer: { status: 403, body: { message: 'Forbidden' } } });
      expect(await client.probe()).toMatchObject({ keepsPasswords: true });
      emulator.fault({ path: /groups/, answer: { status: 404, body: '404 page not found' } });
      await expect(client.probe()).rejects.toMatchObject({ code: 'protocol' });
    },
    { version: '4.1' },
  ));
