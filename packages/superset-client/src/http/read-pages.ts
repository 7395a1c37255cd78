import { z } from 'zod';
import { SupersetError } from '../superset-error.ts';
import { readOverlapping } from './read-overlapping.ts';
import type { Requester } from './requester.ts';
import { encodeRison, type RisonValue } from './rison.ts';
import type { HttpRequest } from './transport.ts';

/** How one kind of resource is read. */
export interface Resource<T> {
  /** Path of its list, with a trailing slash. */
  readonly path: string;
  /** Columns to ask for; Superset drops some that it does not know without a word. */
  readonly columns: readonly string[];
  readonly item: z.ZodType<T>;
}

/** A condition of a list; all must hold. */
export interface ListFilter {
  readonly col: string;
  readonly opr: 'eq' | 'gt' | 'sw' | 'ew' | 'rel_m_m';
  readonly value: string | number | boolean;
}

/** What to read from a list. */
export interface ListQuery<T> extends Resource<T> {
  readonly filters?: readonly ListFilter[];
  /** Column to order by; Superset breaks ties by id, and refuses `id` itself outside of `/security/`. Default `id`. */
  readonly orderBy?: string;
  readonly signal?: AbortSignal | undefined;
}

/** Rows are told apart by their ids. */
export interface Identified {
  readonly id: number;
}

/** A page of a list, which has so many rows in all. */
export interface Page<T> {
  readonly count: number;
  readonly result: readonly T[];
}

/** Which page to read, counted from 0 in pages of this size, of all rows or of those behind an id. */
export interface PagePlace {
  readonly page: number;
  readonly size: number;
  readonly after?: number;
}

/** Reads one page of a list. */
export type PageReader<T> = (place: PagePlace) => Promise<Page<T>>;

/** What Superset lowers greater page sizes to without a word, unless `FAB_API_MAX_PAGE_SIZE` says otherwise. */
export const pageSize = 100;

/**
 * Reads a list page by page, each row once. None that stays in the list is missed, whatever is added, deleted or let in by
 * a filter meanwhile; only what changes the name that a list is ordered by can be. Throws `unavailable` for a list that
 * moves faster than it can be read.
 */
export async function* readPages<T extends Identified>(
  requester: Requester,
  query: ListQuery<T>,
): AsyncGenerator<readonly T[]> {
  const { orderBy = 'id' } = query;
  const readPage = createPageReader(requester, query);
  const first = await readPage({ page: 0, size: pageSize });
  yield first.result;
  if (isLast(first)) return;
  const second = orderBy === 'id' ? await unlessRefused(readPage(after(first))) : undefined;
  if (second === undefined) yield* readOverlapping(readPage, first);
  else yield* readOnwards(readPage, second);
}

/** Reads what lies behind the last id each time, which nothing can move, one page ahead of what is asked for. */
async function* readOnwards<T extends Identified>(
  readPage: PageReader<T>,
  from: Page<T>,
): AsyncGenerator<readonly T[]> {
  for (let page = from; ; ) {
    const next = isLast(page) ? undefined : readPage(after(page));
    // Whoever reads no further does not hear of it.
    next?.catch(() => {});
    yield page.result;
    if (next === undefined) return;
    page = await next;
  }
}

/** Superset lets groups and roles be filtered by id, accounts from 6.0 on, and permissions not at all. */
async function unlessRefused<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (SupersetError.is(error) && error.code === 'validation') return undefined;
    throw error;
  }
}

/** Whether nothing lies behind the rows of a page that has none before it. */
function isLast({ count, result }: Page<unknown>): boolean {
  return result.length === 0 || result.length >= count;
}

function after(page: Page<Identified>): PagePlace {
  return { page: 0, size: pageSize, after: page.result.at(-1)?.id ?? 0 };
}

function createPageReader<T extends Identified>(
  requester: Requester,
  { path, columns, item, filters = [], orderBy = 'id', signal }: ListQuery<T>,
): PageReader<T> {
  const answer = z.object({ count: z.number(), result: z.array(item) });
  return async ({ page, size, after: last }) => {
    const beyond = last === undefined ? [] : [{ col: 'id', opr: 'gt', value: last } as const];
    const q: RisonValue = {
      columns,
      filters: [...filters, ...beyond].map(({ col, opr, value }) => ({ col, opr, value })),
      // Leaves out labels and descriptions, which are most of an answer.
      keys: ['none'],
      order_column: orderBy,
      order_direction: 'asc',
      page,
      page_size: size,
    };
    const schema = answer.refine(({ result }) => last === undefined || result.every(({ id }) => id > last), {
      path: ['result', 'id'],
    });
    return requester.read({ method: 'GET', path: listPath(path, q), signal }, schema);
  };
}

/** Reads a whole list. */
export async function readAll<T extends Identified>(requester: Requester, query: ListQuery<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of readPages(requester, query)) all.push(...page);
  return all;
}

/** Reads one resource; undefined when Superset says there is none. */
export async function readOne<T>(
  requester: Requester,
  {
    path,
    columns,
    item,
    id,
    signal,
    urgent,
  }: Resource<T> & Pick<HttpRequest, 'signal' | 'urgent'> & { readonly id: number },
): Promise<T | undefined> {
  const q: RisonValue = { columns, keys: ['none'] };
  try {
    const answer = await requester.read(
      { method: 'GET', path: listPath(`${path}${id}`, q), signal, urgent },
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
