import { expect } from 'vitest';
import { addUser, type ContractCase, fatal, gammaId, newUser, seen } from './contract-case.ts';
import type { WireAnswer } from './wire-client.ts';

const path = '/api/v1/security/users/';

/** What a Superset does whose metadata are in PostgreSQL, as most that are in use. */
export const postgresqlCases: readonly ContractCase[] = [
  {
    name: 'texts that are too long and NUL fail without a reason, and the client names them before it sends them',
    async run({ wire, client }) {
      const { id } = await addUser(wire, 'long');
      const put = async (body: object): Promise<unknown> => seen(await wire.call('PUT', `${path}${id}`, { body }));
      for (const [member, attribute, text] of [
        ['first_name', 'firstName', 'x'.repeat(65)],
        ['last_name', 'lastName', 'x'.repeat(65)],
        ['email', 'email', `${'x'.repeat(320)}@example.com`],
        ['username', 'username', 'x'.repeat(129)],
        ['first_name', 'firstName', 'with\0NUL'],
      ] as const) {
        expect([member, await put({ [member]: text })]).toEqual([member, fatal]);
        await expect(client.users.update(id, { [attribute]: text })).rejects.toMatchObject({
          code: 'validation',
          attribute,
          status: undefined,
        });
      }
      expect(await put({ first_name: 'x'.repeat(64) })).toMatchObject({ status: 200 });
    },
  },
  {
    name: 'a taken name is refused with SQL and the values of the account, and the client repeats neither',
    async run({ wire, client }) {
      const { username, email } = await addUser(wire, 'taken');
      const secret = newUser(wire, 'second', { first_name: 'Confidential' });
      const refusals: WireAnswer[] = [];
      for (const change of [{ username }, { email }]) {
        refusals.push(await wire.call('POST', path, { body: { ...secret, ...change } }));
      }
      const texts = refusals.map(({ body }) => String((body as { message: unknown }).message));
      expect(refusals.map(({ status }) => status)).toEqual([422, 422]);
      expect(texts).toEqual([expect.stringContaining(username), expect.stringContaining(email)]);

      const person = { firstName: 'Confidential', lastName: 'Last', active: true, password: 'x', roleIds: [gammaId] };
      const free = { username: wire.unique('free'), email: `${wire.unique('free')}@example.com` };
      for (const [attribute, change] of [
        ['username', { username }],
        ['email', { email }],
      ] as const) {
        const error = await client.users.create({ ...person, ...free, ...change }).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ code: 'conflict', attribute });
        expect(String(error)).not.toMatch(/Confidential|INSERT|DETAIL|duplicate key/);
        expect(String(error)).not.toContain(Object.values(change)[0]);
      }
    },
  },
];
