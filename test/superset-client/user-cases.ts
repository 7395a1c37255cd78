import { expect } from 'vitest';
import { addUser, type ContractCase, fatal, gammaId, idOf, missing, newUser, seen } from './contract-case.ts';
import type { WireClient } from './wire-client.ts';

const path = '/api/v1/security/users/';

/** `POST`, `PUT`, `GET` and `DELETE` of accounts. */
export const userCases: readonly ContractCase[] = [
  {
    name: 'creating an account names what is missing, unknown or of the wrong type',
    async run({ wire }) {
      const answer = async (body: unknown): Promise<unknown> => seen(await wire.call('POST', path, { body }));
      const needed = ['Missing data for required field.'];
      expect(await answer({})).toEqual({
        status: 400,
        body: {
          message: { email: needed, first_name: needed, last_name: needed, password: needed, username: needed },
        },
      });
      expect(await answer(newUser(wire, 'extra', { nick: 'x' }))).toEqual({
        status: 400,
        body: { message: { nick: ['Unknown field.'] } },
      });
      expect(await answer(newUser(wire, 'types', { active: 'banana', roles: ['x'], username: '' }))).toEqual({
        status: 400,
        body: {
          message: {
            active: ['Not a valid boolean.'],
            roles: { 0: ['Not a valid integer.'] },
            username: ['Length must be between 1 and 250.'],
          },
        },
      });
      expect(await answer([])).toEqual({ status: 400, body: { message: { _schema: ['Invalid input type.'] } } });
      expect(
        await wire.call('POST', path, { body: '{', headers: { 'content-type': 'application/json' } }),
      ).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining('400 Bad Request') },
      });
    },
  },
  {
    name: 'an account needs a role or a group that exists',
    async run({ wire }) {
      const answer = async (change: object): Promise<unknown> =>
        seen(await wire.call('POST', path, { body: newUser(wire, 'roleless', change) }));
      const none = { _schema: ["At least one of 'roles' or 'groups' must be provided and non-empty."] };
      expect(await answer({ roles: [] })).toEqual({ status: 400, body: { message: none } });
      expect(await answer({ roles: [gammaId, 99999, 99998] })).toEqual({
        status: 400,
        body: { message: { roles: ['Role(s) with ID(s) [99998, 99999] not found.'] } },
      });
      expect(await answer({ groups: [99999] })).toEqual({
        status: 400,
        body: { message: { groups: ['Group(s) with ID(s) [99999] not found.'] } },
      });
      const group = idOf(await wire.call('POST', '/api/v1/security/groups/', { body: { name: wire.unique('only') } }));
      expect(await answer({ roles: [], groups: [group] })).toMatchObject({ status: 201 });
    },
  },
  {
    name: 'usernames and e-mails are unique by exact spelling',
    async run({ wire }) {
      const { username, email } = await addUser(wire, 'unique');
      const answer = async (change: object): Promise<unknown> =>
        seen(await wire.call('POST', path, { body: newUser(wire, 'second', change) }));
      expect(await answer({ username })).toEqual({
        status: 422,
        body: { message: 'UNIQUE constraint failed: ab_user.username' },
      });
      expect(await answer({ email })).toEqual({
        status: 422,
        body: { message: 'UNIQUE constraint failed: ab_user.email' },
      });
      expect(await answer({ username: username.toUpperCase() })).toMatchObject({ status: 201 });
    },
  },
  {
    name: 'an account reads back as it was written; before 6.0 it is inactive if nothing was said',
    async run({ wire, since6 }) {
      const group = idOf(await wire.call('POST', '/api/v1/security/groups/', { body: { name: wire.unique('own') } }));
      const { active: _, ...body } = newUser(wire, "O'Néill 😀", { groups: [group] });
      const id = idOf(await wire.call('POST', path, { body }));
      const { password: __, roles: ___, groups: ____, ...plain } = body;
      const columns =
        'username,first_name,last_name,email,active,roles.id,roles.name,groups,created_by.id,changed_by.id,login_count';
      expect(seen(await wire.call('GET', `${path}${id}?q=(columns:!(${columns}),keys:!(none))`))).toEqual({
        status: 200,
        body: {
          id,
          result: {
            ...plain,
            active: since6 ? true : null,
            roles: [{ id: gammaId, name: 'Gamma' }],
            groups: [{ id: group, name: expect.any(String), label: null, description: null }],
            created_by: { id: 1 },
            changed_by: { id: 1 },
            login_count: null,
          },
        },
      });
      expect(seen(await wire.call('GET', `${path}99999`))).toEqual(missing);
    },
  },
  {
    name: 'a PUT changes what it names, echoes it, and stamps the account',
    async run({ wire }) {
      const { id } = await addUser(wire, 'partial');
      const before = await read(wire, id);
      const body = { first_name: 'Changed', roles: [gammaId, gammaId, 3] };
      expect(seen(await wire.call('PUT', `${path}${id}`, { body }))).toEqual({ status: 200, body: { result: body } });
      const after = await read(wire, id);
      expect(after).toMatchObject({ first_name: 'Changed', last_name: 'Last', active: true });
      expect((after.roles as { id: number }[]).map((role) => role.id).sort()).toEqual([3, gammaId]);
      expect(after.changed_on).not.toBe(before.changed_on);
      expect(seen(await wire.call('PUT', `${path}${id}`, { body: {} }))).toEqual({ status: 200, body: { result: {} } });
      expect(seen(await wire.call('PUT', `${path}${id}`, { body: { nick: 1, username: null } }))).toEqual({
        status: 400,
        body: { message: { nick: ['Unknown field.'], username: ['Field may not be null.'] } },
      });
    },
  },
  {
    name: 'a PUT fails without a reason for a missing account, a taken name, an unknown role or group',
    async run({ wire, since6 }) {
      const { username, email } = await addUser(wire, 'owner');
      const { id } = await addUser(wire, 'rival');
      const answer = async (body: object, target = id): Promise<unknown> =>
        seen(await wire.call('PUT', `${path}${target}`, { body }));
      const taken = (column: string): unknown =>
        since6 ? fatal : { status: 422, body: { message: `UNIQUE constraint failed: ab_user.${column}` } };
      expect(await answer({ first_name: 'x' }, 99999)).toEqual(fatal);
      expect(await answer({ username })).toEqual(taken('username'));
      expect(await answer({ email })).toEqual(taken('email'));
      expect(await answer({ roles: [gammaId, 99999] })).toEqual(fatal);
      expect(await answer({ groups: [99999] })).toEqual(fatal);
    },
  },
  {
    name: 'the last role or group cannot be taken away',
    async run({ wire }) {
      const { id } = await addUser(wire, 'last');
      const answer = async (body: object): Promise<unknown> =>
        (await wire.call('PUT', `${path}${id}`, { body })).status;
      const group = idOf(await wire.call('POST', '/api/v1/security/groups/', { body: { name: wire.unique('rest') } }));
      expect(await answer({ roles: [] })).toBe(400);
      expect(await answer({ roles: [], groups: [] })).toBe(400);
      expect(await answer({ groups: [group] })).toBe(200);
      expect(await answer({ roles: [] })).toBe(200);
      expect(await answer({ groups: [] })).toBe(400);
      expect(await answer({ roles: [gammaId], groups: [] })).toBe(200);
    },
  },
];

async function read(wire: WireClient, id: number): Promise<Record<string, unknown>> {
  const answer = await wire.call('GET', `${path}${id}`);
  return (answer.body as { result: Record<string, unknown> }).result;
}
