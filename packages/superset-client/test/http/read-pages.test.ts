import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readAll } from '../../src/http/read-pages.ts';
import type { Requester } from '../../src/http/requester.ts';
import type { HttpRequest } from '../../src/http/transport.ts';
import { parseRison } from '../../src/testing/wire/parse-rison.ts';

it('reads every row that stays, once and in order, while others are deleted and added', async () => {
  const step = fc.record({ delete: fc.array(fc.nat(600), { maxLength: 150 }), add: fc.nat(3) });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 500 }), fc.array(step, { maxLength: 6 }), async (size, steps) => {
      const original = Array.from({ length: size }, (_, index) => index + 1);
      let rows = original;
      let next = size;
      let page = 0;
      const requester = listOf(() => {
        const change = steps[page++];
        // Only deletions that outnumber additions can be seen in the count.
        if (page === 1 || change === undefined) return rows;
        const before = rows.length;
        rows = rows.filter((id) => !change.delete.includes(id));
        if (rows.length < before) return rows;
        rows = [...rows, ...Array.from({ length: change.add }, () => ++next)];
        return rows;
      });
      const ids = (await readAll(requester, query)).map(({ id }) => id);
      expect(ids).toEqual([...new Set(ids)].sort((left, right) => left - right));
      const survivors = original.filter((id) => rows.includes(id));
      expect(survivors.filter((id) => !ids.includes(id))).toEqual([]);
    }),
  );
});

it('asks for full pages by id, without labels', async () => {
  const paths: string[] = [];
  await readAll(
    listOf(
      () => [1],
      (request) => paths.push(request.path),
    ),
    { ...query, filters: [{ col: 'name', opr: 'eq', value: 'x' }] },
  );
  expect(paths.map((path) => parseRison(decodeURIComponent(path.split('?q=')[1] ?? '')))).toEqual([
    {
      columns: ['id'],
      filters: [{ col: 'name', opr: 'eq', value: 'x' }],
      keys: ['none'],
      order_column: 'id',
      order_direction: 'asc',
      page: 0,
      page_size: 100,
    },
  ]);
});

const query = { path: '/things/', columns: ['id'], item: z.object({ id: z.number() }) };

/** A requester that pages through rows as Superset does. */
function listOf(rows: () => readonly number[], seen: (request: HttpRequest) => void = () => {}): Requester {
  const unused = () => Promise.reject(new Error('not used'));
  return {
    policy: { retries: 0, delayMs: 0 },
    subject: () => undefined,
    send: unused,
    async read(request, schema) {
      seen(request);
      const { page, page_size: size } = parseRison(decodeURIComponent(request.path.split('?q=')[1] ?? '')) as {
        page: number;
        page_size: number;
      };
      const all = rows();
      const result = all.slice(page * size, (page + 1) * size).map((id) => ({ id }));
      return schema.parse({ count: all.length, result });
    },
  };
}
