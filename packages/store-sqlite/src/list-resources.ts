import type { ListPage, ListQuery, StoredResource } from '@scim-superset/core';
import type { Database } from './database.ts';
import { type ResourceRow, resourceColumns, resourceOf } from './resources.ts';

/**
 * Answers a list. Conditions on keys and members go through indexes; `matches` looks at the rest one by one, in
 * sequence order, and no further than page and total need.
 */
export function listResources(database: Database, query: ListQuery): ListPage {
  const wantsTotal = query.total ?? true;
  const source = candidates(query);
  if (query.matches !== undefined || query.compare !== undefined) {
    const { found, count } = scan(database, query, source);
    return { resources: found, total: wantsTotal ? count : undefined };
  }
  const rows = database.all<ResourceRow>(
    `SELECT ${resourceColumns} ${source.from} ORDER BY ${source.order} LIMIT ? OFFSET ?`,
    ...source.parameters,
    query.limit,
    query.offset ?? 0,
  );
  return {
    resources: rows.map((row) => resourceOf(database, row, query.include)),
    total: wantsTotal ? countOf(database, query, source) : undefined,
  };
}

/** Counting 100,000 entries of an index takes milliseconds, so the number of all resources of a type is kept. */
function countOf(database: Database, { type, keys = [], member, after = 0 }: ListQuery, source: Source): number {
  const counted =
    keys.length === 0 && member === undefined && after === 0
      ? database.get<{ readonly total: number }>('SELECT total FROM resource_total WHERE type = ?', type)
      : database.get<{ readonly total: number }>(`SELECT count(*) AS total ${source.from}`, ...source.parameters);
  return counted?.total ?? 0;
}

function scan(
  database: Database,
  { include, matches, compare, offset = 0, limit, total = true }: ListQuery,
  source: Source,
): { readonly found: readonly StoredResource[]; readonly count: number } {
  const found: StoredResource[] = [];
  const end = offset + limit;
  let count = 0;
  const rows = database.each<ResourceRow>(
    `SELECT ${resourceColumns} ${source.from} ORDER BY ${source.order}`,
    ...source.parameters,
  );
  for (const row of rows) {
    if (!total && compare === undefined && count >= end) break;
    const resource = resourceOf(database, row, include);
    if (matches !== undefined && !matches(resource)) continue;
    if (compare !== undefined || (count >= offset && count < end)) found.push(resource);
    count += 1;
  }
  return { found: compare === undefined ? found : found.sort(compare).slice(offset, end), count };
}

/** What a list selects from. */
interface Source {
  /** FROM and WHERE. */
  readonly from: string;
  readonly parameters: readonly (string | number)[];
  /** The column that holds the sequence in the table that is read first: sorting by it costs nothing. */
  readonly order: string;
}

/**
 * FROM and WHERE of a list with the values of their parameters. CROSS JOIN makes SQLite go from the keys, or the member,
 * to the resources, because without statistics it would rather walk through all resources of the type.
 */
function candidates({ type, keys = [], member, after = 0 }: ListQuery): Source {
  const tables = keys.map((_, index) => `resource_key AS key${index}`);
  const conditions = keys.map((_, index) => {
    const key = `key${index}`;
    return `${key}.type = ? AND ${key}.name = ? AND ${key}.value = ? AND resource.sequence = ${key}.sequence`;
  });
  const parameters: (string | number)[] = keys.flatMap(({ name, value }) => [type, name, value]);
  if (member !== undefined) {
    tables.push('membership');
    conditions.push(
      'member_sequence = (SELECT sequence FROM resource WHERE id = ?) AND resource.sequence = group_sequence',
    );
    parameters.push(member);
  }
  const from = [...tables, 'resource'].join(' CROSS JOIN ');
  const where = [...conditions, 'resource.type = ?', 'resource.sequence > ?'].join(' AND ');
  const order = keys.length > 0 ? 'key0.sequence' : member === undefined ? 'resource.sequence' : 'group_sequence';
  return { from: `FROM ${from} WHERE ${where}`, parameters: [...parameters, type, after], order };
}
