import type { Filter } from '../filter/filter.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { ScimError } from '../message/scim-error.ts';
import type { ProjectionParameters } from '../schema/project-resource.ts';
import type { EndpointConfig } from './endpoint-config.ts';
import type { QueryParameters } from './query-parameters.ts';
import { readProjection } from './view.ts';

/** What a list is asked for (RFC 7644 §3.4.2), with every default and limit applied. */
export interface ListParameters {
  readonly filter: Filter | undefined;
  readonly sortBy: string | undefined;
  readonly descending: boolean;
  /** From 1. */
  readonly startIndex: number;
  /** Resources on the page, at most. */
  readonly count: number;
  /** Undefined: index-based paging; empty: the first page of a walk by cursor (RFC 9865). */
  readonly cursor: string | undefined;
  readonly projection: ProjectionParameters;
}

/**
 * Reads the parameters of a list from a query. A `startIndex` below 1 is 1, a negative `count` is 0, one above the page
 * size is the page size (RFC 7644 §3.4.2.4).
 *
 * @throws {ScimError} 400 `invalidFilter`, or `invalidValue` (`invalidCount` in a walk by cursor) for what is no number,
 * no sort order, or cannot be combined.
 */
export function readListParameters(query: QueryParameters, { limits, quirks }: EndpointConfig): ListParameters {
  const cursor = query.get('cursor');
  if (cursor !== undefined && query.has('startindex')) {
    throw new ScimError(400, 'Use either "cursor" or "startIndex", not both', { scimType: 'invalidValue' });
  }
  const filter = query.get('filter');
  const count = readInteger(
    query,
    'count',
    limits.defaultPageSize,
    cursor === undefined ? 'invalidValue' : 'invalidCount',
  );
  return {
    filter: filter === undefined ? undefined : parseFilter(filter, { unquotedValues: quirks.unquotedFilterValues }),
    sortBy: query.get('sortby') || undefined,
    descending: isDescending(query.get('sortorder')),
    startIndex: Math.max(1, readInteger(query, 'startIndex', 1, 'invalidValue')),
    count: Math.min(Math.max(0, count), limits.pageSize),
    cursor,
    projection: readProjection(query),
  };
}

function readInteger(
  query: QueryParameters,
  name: string,
  fallback: number,
  scimType: 'invalidValue' | 'invalidCount',
): number {
  const text = query.get(name.toLowerCase())?.trim();
  if (text === undefined || text === '') return fallback;
  if (!/^[+-]?\d{1,100}$/.test(text)) throw new ScimError(400, `"${name}" must be an integer`, { scimType });
  return Math.min(Number(text), Number.MAX_SAFE_INTEGER);
}

function isDescending(sortOrder: string | undefined): boolean {
  const order = sortOrder?.trim().toLowerCase() ?? '';
  if (order === 'descending') return true;
  if (order === 'ascending' || order === '') return false;
  throw new ScimError(400, '"sortOrder" must be "ascending" or "descending"', { scimType: 'invalidValue' });
}
