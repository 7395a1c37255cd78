import { json, type Reply, refusal } from '../reply.ts';
import { filterRows, type ListFilter, type SearchColumns } from './filter-rows.ts';
import { parseRison, type RisonData, RisonSyntaxError } from './parse-rison.ts';
import { project, type WireRow } from './project.ts';

/** What a list can show, be filtered and be ordered by. */
export interface ListShape {
  /** Plain columns and `relation.column`s, in Superset's order. */
  readonly columns: readonly string[];
  readonly searchColumns: SearchColumns;
  /** What it can be ordered by. Default its columns. */
  readonly orderColumns?: readonly string[];
  /** The order when none is asked for. Default by id. */
  readonly newestFirst?: string;
}

/** What is asked of a list. */
export interface ListRequest {
  /** The `q` parameter. */
  readonly query: string | undefined;
  /** What greater pages are lowered to. */
  readonly pageCap: number;
}

/** What Superset lowers greater pages to, unless it is told otherwise. */
export const defaultPageCap = 100;
const defaultPageSize = 20;

/** Answers a list as Flask-AppBuilder does: greater pages are lowered, columns it does not have are left out, both without a word. */
export function answerList(rows: readonly WireRow[], shape: ListShape, request: ListRequest): Reply {
  const query = parseQuery(request.query);
  if (query === undefined) return refusal(400, 'Not a valid rison/json argument');
  const filtered = filterRows(rows, readFilters(query.filters), shape.searchColumns);
  if ('refused' in filtered) return refusal(400, filtered.refused);
  const orderColumn = typeof query.order_column === 'string' ? query.order_column : '';
  if (orderColumn !== '' && !(shape.orderColumns ?? shape.columns).includes(orderColumn)) {
    return refusal(400, `Invalid order by column: ${orderColumn}`);
  }
  const descending = orderColumn === '' || query.order_direction === 'desc';
  const ordered = sort(filtered.rows, orderColumn === '' ? shape.newestFirst : orderColumn, descending);
  const size = pageSize(query.page_size, request.pageCap);
  const start = (typeof query.page === 'number' ? Math.max(0, query.page) : 0) * size;
  const page = ordered.slice(start, start + size);
  const columns = selectColumns(query.columns, shape.columns);
  return json(200, {
    count: ordered.length,
    ids: page.map((row) => row.id),
    result: page.map((row) => project(row, columns)),
    ...(hasNoKeys(query) ? {} : { list_columns: columns }),
  });
}

/** Answers one resource. */
export function answerItem(row: WireRow, shape: ListShape, q: string | undefined): Reply {
  const query = parseQuery(q);
  if (query === undefined) return refusal(400, 'Not a valid rison/json argument');
  const columns = selectColumns(query.columns, shape.columns);
  return json(200, {
    id: row.id,
    result: project(row, columns),
    ...(hasNoKeys(query) ? {} : { show_columns: columns }),
  });
}

type Query = Readonly<Record<string, RisonData>>;

/** The `q` parameter; undefined when it is neither Rison nor JSON. */
export function parseQuery(q: string | undefined): Query | undefined {
  if (q === undefined) return {};
  try {
    const value = parseRison(q);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Query) : undefined;
  } catch (error) {
    if (error instanceof RisonSyntaxError) return undefined;
    throw error;
  }
}

function readFilters(filters: RisonData | undefined): readonly ListFilter[] {
  if (!Array.isArray(filters)) return [];
  return filters.map((filter: Query) => ({
    column: String(filter?.col),
    operator: String(filter?.opr),
    value: filter?.value ?? null,
  }));
}

function sort(rows: readonly WireRow[], column: string | undefined, descending: boolean): readonly WireRow[] {
  if (column === undefined) return rows;
  const sorted = rows.toSorted((left, right) => compare(left[column], right[column]));
  return descending ? sorted.reverse() : sorted;
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (String(left) === String(right)) return 0;
  return String(left) < String(right) ? -1 : 1;
}

function pageSize(asked: RisonData | undefined, cap: number): number {
  const wanted = typeof asked === 'number' && asked !== 0 ? asked : defaultPageSize;
  return wanted < 0 || wanted > cap ? cap : wanted;
}

function selectColumns(asked: RisonData | undefined, known: readonly string[]): readonly string[] {
  const chosen = Array.isArray(asked) ? known.filter((column) => asked.includes(column)) : [];
  return chosen.length > 0 ? chosen : known;
}

function hasNoKeys(query: Query): boolean {
  return Array.isArray(query.keys) && query.keys.includes('none');
}
