import { expect, it } from 'vitest';
import { createRoles } from '../../src/roles/create-roles.ts';
import { parseRison } from '../../src/testing/wire/parse-rison.ts';
import { withEmulator } from '../emulated.ts';
import { answer, serve } from '../served.ts';

it.for([true, false])('sets permissions again when the answer is lost (applied: %s)', (applied) =>
  withEmulator(async ({ emulator, client }) => {
    const id = await client.roles.create('Reader');
    emulator.fault({ method: 'POST', path: /permissions/, answer: 'reset', applied });
    await client.roles.setPermissions(id, [1, 2]);
    expect(await client.roles.permissions(id)).toEqual([1, 2]);
    expect(emulator.requests.filter(({ method, path }) => method === 'POST' && /permissions/.test(path))).toHaveLength(
      2,
    );
  }),
);

it('names what a role permits', () =>
  withEmulator(async ({ client }) => {
    const id = await client.roles.create('Reader');
    const wanted = (await client.permissions.list()).filter(
      ({ name, resource }) => name === 'can_put' && resource === 'User',
    );
    await client.roles.setPermissions(
      id,
      wanted.map((permission) => permission.id),
    );
    expect(await client.roles.permits(id)).toEqual(wanted);
    expect(wanted).toHaveLength(1);
  }));

it('says that permissions may be in place when they cannot be read back', () =>
  withEmulator(async ({ emulator, client }) => {
    const id = await client.roles.create('Reader');
    emulator.fault({ method: 'GET', path: /permissions/, times: 9, answer: { status: 503 } });
    await expect(client.roles.setPermissions(id, [1])).rejects.toMatchObject({
      code: 'unavailable',
      maybeApplied: true,
    });
  }));

it('deletes once, also when the answer is lost', () =>
  withEmulator(async ({ emulator, client }) => {
    const id = await client.roles.create('Reader');
    emulator.fault({ method: 'DELETE', answer: { status: 502 }, applied: true });
    await client.roles.delete(id);
    await expect(client.roles.delete(id)).rejects.toMatchObject({ code: 'not-found' });
    expect(emulator.roles().map(({ name }) => name)).not.toContain('Reader');
  }));

it('reads the assignments of all roles, also where Superset lowers the size of a page', async () => {
  const row = (id: number) => ({ id, name: `role ${id}`, user_ids: [], group_ids: [], permission_ids: [] });
  const rows = Array.from({ length: 250 }, (_, index) => row(index + 1));
  const { requester, sent } = serve(({ path }) => {
    const { page } = parseRison(decodeURIComponent(path.split('?q=')[1] ?? '')) as { page: number };
    return answer(200, { count: rows.length, result: rows.slice(page * 100, (page + 1) * 100) });
  });
  expect((await createRoles(requester).assignments())?.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  expect(sent).toHaveLength(3);
});

it('notices permissions that Superset does not know', () =>
  withEmulator(async ({ client }) => {
    const id = await client.roles.create('Reader');
    await expect(client.roles.setPermissions(id, [1, 99_999])).rejects.toMatchObject({
      code: 'validation',
      attribute: 'permissionIds',
      message: expect.stringContaining('99999'),
      maybeApplied: true,
    });
    expect(await client.roles.permissions(id)).toEqual([1]);
  }));
