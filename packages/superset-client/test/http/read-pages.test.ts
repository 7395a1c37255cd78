import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readAll, readPages } from '../../src/http/read-pages.ts';
import type { Requester } from '../../src/http/requester.ts';
import type { HttpRequest } from '../../src/http/transport.ts';
import { SupersetError } from '../../src/superset-error.ts';
import { parseRison } from '../../src/testing/wire/parse-rison.ts';

const filtersIds = fc.boolean();

it('reads every row that stays, once, while others are deleted and added', async () => {
  const step = fc.record({ delete: fc.array(fc.nat(600), { maxLength: 150 }), add: fc.nat(60) });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 500 }),
      overlappingCaps,
      filtersIds,
      fc.array(step, { maxLength: 6 }),
      async (size, cap, filters, steps) => {
        const original = Array.from({ length: size }, (_, index) => index + 1);
        let rows = original;
        let next = size;
        let page = 0;
        const change = () => {
          const changes = page > 0 ? steps[page - 1] : undefined;
          page++;
          if (changes === undefined) return rows;
          rows = rows.filter((id) => !changes.delete.includes(id));
          rows = [...rows, ...Array.from({ length: changes.add }, () => ++next)];
          return rows;
        };
        const ids = (await readAll(listOf(change, { cap, filters }), query)).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        if (filters) expect(ids).toEqual(ids.toSorted((left, right) => left - right));
        const survivors = original.filter((id) => rows.includes(id));
        expect(survivors.filter((id) => !ids.includes(id))).toEqual([]);
      },
    ),
  );
});

it.for([true, false])(
  'misses nothing when rows are deleted and others added between two pages (ids: %s)',
  async (filters) => {
    let rows = Array.from({ length: 250 }, (_, index) => index + 1);
    let requests = 0;
    const requester = listOf(
      () => {
        if (++requests === 2) rows = [...rows.filter((id) => id > 2), 251, 252];
        return rows;
      },
      { filters },
    );
    const read = (await readAll(requester, query)).map(({ id }) => id);
    expect(rows.filter((id) => !read.includes(id))).toEqual([]);
  },
);

it.for([true, false])(
  'comes to an end while two replicas disagree, and lists everything (ids: %s)',
  async (filters) => {
    const rows = Array.from({ length: 1_000 }, (_, index) => index + 1);
    let requests = 0;
    const requester = listOf(() => (++requests % 2 === 0 ? rows : rows.slice(0, -1)), { filters });
    const read = (await readAll(requester, query)).map(({ id }) => id);
    expect(read.length).toBeGreaterThanOrEqual(999);
    expect(requests).toBeLessThan(20);
  },
);

it('gives a list up that moves faster than it can be read', async () => {
  let first = 0;
  let requests = 0;
  const requester = listOf(
    () => {
      first += 500;
      requests++;
      return Array.from({ length: 1_000 }, (_, index) => first + index);
    },
    { filters: false },
  );
  await expect(readAll(requester, query)).rejects.toMatchObject({ code: 'unavailable' });
  expect(requests).toBeLessThan(40);
});

it('refuses a list that does not move on', async () => {
  const rows = Array.from({ length: 300 }, (_, index) => index + 1);
  const requester = listOf(() => rows, { ignoresFilters: true });
  await expect(readAll(requester, query)).rejects.toThrow();
});

it.for([
  [true, 200],
  [false, 229],
] as const)('reads 20,000 rows in little more requests than pages (ids: %s)', async ([filters, requests]) => {
  const rows = Array.from({ length: 20_000 }, (_, index) => index + 1);
  let count = 0;
  const requester = listOf(() => rows, { filters, seen: () => count++ });
  expect(await readAll(requester, query)).toHaveLength(20_000);
  expect(count).toBe(requests);
});

it('reads everything in another order, once, whatever the size of Superset’s pages', () =>
  fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1 }), { maxLength: 300 }), pageCaps, async (ids, cap) => {
      // What is added at the front while it is read moves everything else to later pages.
      let front = 0;
      const requester = listOf(
        () => {
          front = Math.min(front + 1, 20);
          return [...Array.from({ length: front }, (_, index) => index - front), ...ids];
        },
        { cap },
      );
      const read = (await readAll(requester, { ...query, orderBy: 'name' })).map(({ id }) => id);
      expect(read.filter((id) => id > 0)).toEqual(ids);
    }),
  ));

it('asks for no page but the next before it is wanted', async () => {
  const paths: string[] = [];
  const rows = Array.from({ length: 1_000 }, (_, index) => index + 1);
  const requester = listOf(() => rows, { seen: ({ path }) => paths.push(path) });
  for await (const page of readPages(requester, query)) {
    if (page.some(({ id }) => id === 150)) break;
  }
  expect(paths).toHaveLength(3);
});

it('asks for full pages by id, without labels', async () => {
  const paths: string[] = [];
  const requester = listOf(() => [1], { seen: ({ path }) => paths.push(path) });
  await readAll(requester, { ...query, filters: [{ col: 'name', opr: 'eq', value: 'x' }] });
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

// Superset's own is 100; FAB_API_MAX_PAGE_SIZE sets another.
const pageCaps = fc.constantFrom(1, 7, 50, 100);
// Pages of a few rows cannot always overlap.
const overlappingCaps = fc.constantFrom(20, 50, 100);
const query = { path: '/things/', columns: ['id'], item: z.object({ id: z.number() }) };

interface ListTraits {
  /** The greatest page. */
  readonly cap?: number;
  /** Whether ids may be filtered by. */
  readonly filters?: boolean;
  readonly ignoresFilters?: boolean;
  readonly seen?: (request: HttpRequest) => void;
}

/** A requester that pages through rows as Superset does. */
function listOf(
  rows: () => readonly number[],
  { cap = 100, filters: filtersById = true, ignoresFilters = false, seen = () => {} }: ListTraits = {},
): Requester {
  const unused = () => Promise.reject(new Error('not used'));
  return {
    policy: { retries: 0, delayMs: 0 },
    subject: () => undefined,
    write: unused,
    async read(request, schema) {
      seen(request);
      const q = parseRison(decodeURIComponent(request.path.split('?q=')[1] ?? '')) as unknown as ListRequest;
      const after = q.filters.find(({ col }) => col === 'id')?.value;
      if (after !== undefined && !filtersById) throw new SupersetError('validation', 'not allowed to filter');
      const all = rows().filter((id) => ignoresFilters || after === undefined || id > after);
      const size = Math.min(q.page_size, cap);
      const result = all.slice(q.page * size, (q.page + 1) * size).map((id) => ({ id }));
      return schema.parse({ count: all.length, result });
    },
  };
}

interface ListRequest {
  readonly page: number;
  readonly page_size: number;
  readonly filters: readonly { readonly col: string; readonly value: number }[];
}
