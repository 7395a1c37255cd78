import { expect } from 'vitest';
import { addUser, type ContractCase, gammaId, idOf, list, seen } from './contract-case.ts';
import type { WireClient } from './wire-client.ts';

/** Paging, columns, filters and order, where Superset corrects without saying so. */
export const listCases: readonly ContractCase[] = [
  {
    name: 'a page has at most a hundred, whatever is asked for',
    async run({ wire }) {
      const prefix = wire.unique('page');
      const ids: number[] = [];
      for (let index = 0; index < 101; index++) {
        const body = { name: `${prefix}.${index}` };
        ids.push(idOf(await wire.call('POST', '/api/v1/security/groups/', { body })));
      }
      const page = async (number: number): Promise<{ count: number; ids: number[] }> => {
        const q = `(columns:!(id),keys:!(none),filters:!((col:name,opr:sw,value:'${prefix}')),order_column:id,order_direction:asc,page:${number},page_size:1000)`;
        return (await wire.call('GET', list('groups', q))).body as { count: number; ids: number[] };
      };
      const pages = [await page(0), await page(1), await page(2)];
      expect(pages.map(({ count, ids: found }) => [count, found.length])).toEqual([
        [101, 100],
        [101, 1],
        [101, 0],
      ]);
      expect(pages.flatMap((one) => one.ids)).toEqual(ids);
      for (const id of ids) await wire.call('DELETE', `/api/v1/security/groups/${id}`);
    },
  },
  {
    name: 'columns that a list does not have are left out, and all come when none is left',
    async run({ wire }) {
      const { username } = await addUser(wire, 'columns');
      const result = async (columns: string): Promise<string[]> => {
        const q = `(columns:!(${columns}),keys:!(none),filters:!((col:username,opr:eq,value:'${username}')))`;
        const answer = (await wire.call('GET', list('users', q))).body as { result: object[] };
        return Object.keys(answer.result[0] ?? {}).sort();
      };
      expect(await result('id,username,roles.id,groups,changed_by.id')).toEqual([
        'changed_by',
        'groups',
        'id',
        'roles',
        'username',
      ]);
      expect(await result('id,roles,groups.id,changed_by,nothing')).toEqual(['id']);
      expect(await result('nothing')).toContain('login_count');
    },
  },
  {
    name: 'eq minds case; sw and ew do not, and take _ and % for wildcards',
    async run({ wire }) {
      const { username } = await addUser(wire, "Ann_o'b%r!e");
      const upper = username.toUpperCase();
      expect(await find(wire, `(col:username,opr:eq,value:'${rison(username)}')`)).toEqual([username]);
      expect(await find(wire, `(col:username,opr:eq,value:'${rison(upper)}')`)).toEqual([]);
      const both = (value: string): string =>
        `(col:username,opr:sw,value:'${rison(value)}'),(col:username,opr:ew,value:'${rison(value)}')`;
      expect(await find(wire, both(upper))).toEqual([username]);
      expect(await find(wire, both(username.replace('o', '_')))).toEqual([username]);
      expect(await find(wire, both(`${username.slice(0, 2)}%${username.slice(-3)}`))).toEqual([username]);
      expect(await find(wire, both(username.replace('n', '\\n')))).toEqual([]);
      expect(await find(wire, `(col:username,opr:in,value:!('${rison(username)}',x))`)).toEqual([username]);
    },
  },
  {
    name: 'unknown columns are refused, unknown operators and unknown related ids filter nothing',
    async run({ wire, since6 }) {
      const count = async (filter: string): Promise<unknown> => {
        const q = `(columns:!(id),keys:!(none),filters:!(${filter}))`;
        const { status, body } = await wire.call('GET', list('users', q));
        return status === 200 ? (body as { count: number }).count : body;
      };
      const everybody = await count('');
      const refused = { message: 'Filter column: id not allowed to filter' };
      expect(await count('(col:id,opr:eq,value:1)')).toEqual(since6 ? 1 : refused);
      expect(await count('(col:nothing,opr:eq,value:1)')).toMatchObject({
        message: expect.stringContaining('nothing'),
      });
      expect(await count('(col:username,opr:zz,value:x)')).toBe(everybody);
      expect(await count('(col:roles,opr:rel_m_m,value:99999)')).toBe(everybody);
      expect(await count(`(col:roles,opr:rel_m_m,value:${gammaId})`)).toBeLessThan(Number(everybody));
      const empty = idOf(await wire.call('POST', '/api/v1/security/roles/', { body: { name: wire.unique('empty') } }));
      expect(await count(`(col:roles,opr:rel_m_m,value:${empty})`)).toBe(0);
    },
  },
  {
    name: 'an operator that fits other columns only is refused, and so is any filter of groups by their roles and users',
    async run({ wire, since6 }) {
      const answer = async (resource: string, column: string, operator: string): Promise<unknown> => {
        const q = `(columns:!(id),keys:!(none),filters:!((col:${column},opr:${operator},value:1)))`;
        const { status, body } = await wire.call('GET', list(resource, q));
        return status === 200 ? 'filtered' : body;
      };
      const refused = (column: string): unknown => ({ message: `Filter column: ${column} not allowed to filter` });
      const operator = (name: string, column: string): unknown => ({
        message: `Filter operation: ${name} not allowed on column: ${column}`,
      });
      for (const column of ['id', 'name', 'label', 'description']) {
        expect(await answer('groups', column, 'eq')).toBe('filtered');
        expect(await answer('groups', column, 'rel_m_m')).toEqual(operator('rel_m_m', column));
      }
      for (const column of ['roles', 'users']) {
        expect(await answer('groups', column, 'rel_m_m')).toEqual(refused(column));
      }
      expect(await answer('users', 'username', 'gt')).toEqual(operator('gt', 'username'));
      expect(await answer('users', 'active', 'in')).toEqual(operator('in', 'active'));
      expect(await answer('users', 'roles', 'eq')).toEqual(operator('eq', 'roles'));
      expect(await answer('users', 'changed_on', 'gt')).toEqual(since6 ? 'filtered' : refused('changed_on'));
      expect(await answer('permissions-resources', 'id', 'eq')).toEqual(refused('id'));
    },
  },
  {
    name: 'a query must be Rison, and order by a column of the list',
    async run({ wire }) {
      expect(seen(await wire.call('GET', list('users', '(x')))).toEqual({
        status: 400,
        body: { message: 'Not a valid rison/json argument' },
      });
      expect(seen(await wire.call('GET', list('users', '(order_column:nothing)')))).toEqual({
        status: 400,
        body: { message: 'Invalid order by column: nothing' },
      });
      const first = await wire.call(
        'GET',
        list('users', '(columns:!(id),keys:!(none),order_column:id,order_direction:asc,page_size:1)'),
      );
      expect(first.body).toMatchObject({ ids: [1], result: [{ id: 1 }] });
    },
  },
];

function rison(text: string): string {
  return text.replace(/[!']/g, '!$&');
}

async function find(wire: WireClient, filters: string): Promise<string[]> {
  const q = `(columns:!(username),keys:!(none),filters:!(${filters}))`;
  const { body } = await wire.call('GET', list('users', q));
  return (body as { result: { username: string }[] }).result.map((user) => user.username);
}
