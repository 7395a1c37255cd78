import type { ListPage, ListQuery, StoredResource } from '@scim-superset/core';
import type { Database } from './database.ts';
import { type ResourceRow, resourceColumns, resourceOf } from './resources.ts';

/**
 * Answers a list. Conditions on keys and members go through indexes; `matches` looks at the rest one by one, in
 * sequence order, and no further than page and total need.
 */
export function listResources(database: Database, query: ListQuery): ListPage {
  const wantsTotal = query.total ?? true;
  const { from, parameters } = candidates(query);
  if (query.matches !== undefined || query.compare !== undefined) {
    const { found, count } = scan(database, query, from, parameters);
    return { resources: found, total: wantsTotal ? count : undefined };
  }
  const rows = database.all<ResourceRow>(
    `SELECT ${resourceColumns} ${from} ORDER BY resource.sequence LIMIT ? OFFSET ?`,
    ...parameters,
    query.limit,
    query.offset ?? 0,
  );
  const total = wantsTotal
    ? database.get<{ readonly total: number }>(`SELECT count(*) AS total ${from}`, ...parameters)?.total
    : undefined;
  return { resources: rows.map((row) => resourceOf(database, row, query.include)), total };
}

function scan(
  database: Database,
  { include, matches, compare, offset = 0, limit, total = true }: ListQuery,
  from: string,
  parameters: readonly (string | number)[],
): { readonly found: readonly StoredResource[]; readonly count: number } {
  const found: StoredResource[] = [];
  const end = offset + limit;
  let count = 0;
  const rows = database.each<ResourceRow>(
    `SELECT ${resourceColumns} ${from} ORDER BY resource.sequence`,
    ...parameters,
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

/** FROM and WHERE of a list with the values of their parameters. */
function candidates({ type, keys = [], member, after = 0 }: ListQuery): {
  readonly from: string;
  readonly parameters: readonly (string | number)[];
} {
  const joins = keys.map(
    (_, index) => `JOIN resource_key AS key${index} ON key${index}.sequence = resource.sequence
      AND key${index}.type = ? AND key${index}.name = ? AND key${index}.value = ?`,
  );
  const conditions = ['resource.type = ?', 'resource.sequence > ?'];
  const parameters: (string | number)[] = [...keys.flatMap(({ name, value }) => [type, name, value]), type, after];
  if (member !== undefined) {
    joins.push('JOIN membership ON membership.group_sequence = resource.sequence');
    conditions.push('membership.member_sequence = (SELECT sequence FROM resource WHERE id = ?)');
    parameters.push(member);
  }
  return { from: `FROM resource ${joins.join(' ')} WHERE ${conditions.join(' AND ')}`, parameters };
}
