import { z } from 'zod';
import { SupersetError } from '../superset-error.ts';
import type { Requester } from './requester.ts';
import { encodeRison, type RisonValue } from './rison.ts';

/** How one kind of resource is read. */
export interface Resource<T> {
  /** Path of its list, with a trailing slash. */
  readonly path: string;
  /** Columns to ask for; Superset drops some that it does not know without a word. */
  readonly columns: readonly string[];
  readonly item: z.ZodType<T>;
}

/** A condition of a list; all must hold. */
interface ListFilter {
  readonly col: string;
  readonly opr: 'eq' | 'sw' | 'ew';
  readonly value: string;
}

/** What to read from a list. */
export interface ListQuery<T> extends Resource<T> {
  readonly filters?: readonly ListFilter[];
  readonly signal?: AbortSignal | undefined;
}

// Superset lowers greater page sizes to this without a word.
const pageSize = 100;

/**
 * Reads a list page by page in the order of ids. Rows added meanwhile come last. Rows deleted meanwhile move others to
 * earlier pages, so those are read again; none comes twice.
 */
export async function* readPages<T extends { readonly id: number }>(
  requester: Requester,
  { path, columns, item, filters = [], signal }: ListQuery<T>,
): AsyncGenerator<readonly T[]> {
  const answer = z.object({ count: z.number(), result: z.array(item) });
  let lastId = 0;
  let lastCount = 0;
  for (let page = 0; ; page++) {
    const q: RisonValue = {
      columns,
      filters: filters.map(({ col, opr, value }) => ({ col, opr, value })),
      // Leaves out labels and descriptions, which are most of an answer.
      keys: ['none'],
      order_column: 'id',
      order_direction: 'asc',
      page,
      page_size: pageSize,
    };
    const { count, result } = await requester.read({ method: 'GET', path: listPath(path, q), signal }, answer);
    const moved = lastCount - count;
    lastCount = count;
    if (moved > 0 && page > 0) {
      page = Math.max(-1, page - 1 - Math.ceil(moved / pageSize));
      continue;
    }
    const fresh = result.filter(({ id }) => id > lastId);
    lastId = fresh.at(-1)?.id ?? lastId;
    yield fresh;
    if (result.length < pageSize) return;
  }
}

/** Reads a whole list. */
export async function readAll<T extends { readonly id: number }>(
  requester: Requester,
  query: ListQuery<T>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of readPages(requester, query)) all.push(...page);
  return all;
}

/** Reads one resource; undefined when Superset says there is none. */
export async function readOne<T>(
  requester: Requester,
  { path, columns, item, id, signal }: Resource<T> & { readonly id: number; readonly signal?: AbortSignal | undefined },
): Promise<T | undefined> {
  const q: RisonValue = { columns, keys: ['none'] };
  try {
    const answer = await requester.read(
      { method: 'GET', path: listPath(`${path}${id}`, q), signal },
      z.object({ result: item }),
    );
    return answer.result;
  } catch (error) {
    if (SupersetError.is(error) && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** A path with its query in Rison. */
export function listPath(path: string, q: RisonValue): string {
  return `${path}?q=${encodeURIComponent(encodeRison(q))}`;
}
