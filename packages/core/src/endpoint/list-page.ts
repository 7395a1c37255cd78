import { ScimError } from '../message/scim-error.ts';
import type { ListPage, StoredResource } from '../store/resource-store.ts';
import type { ListSource } from './list-source.ts';
import type { CursorPosition } from './sealed-cursor.ts';
import { compareSortValues, type SortValue } from './sort-order.ts';

/** A resource of a list and where it comes from. */
export interface Listed {
  readonly source: ListSource;
  readonly stored: StoredResource;
}

/** A page over one or several resource types. */
export interface CombinedPage {
  readonly listed: readonly Listed[];
  /** Undefined when it was not asked for. */
  readonly total: number | undefined;
}

/** Which part of a list is wanted. */
export interface PageRequest {
  readonly isSorted: boolean;
  readonly descending: boolean;
  readonly offset: number;
  readonly limit: number;
  /** Go on after this position; then `offset` is 0 and there is no total. */
  readonly from: CursorPosition | undefined;
  readonly total: boolean;
}

/** Greatest reach of a sorted list over several resource types, which has to be merged in memory. */
const furthestMerged = 10_000;

/**
 * Reads a page. Without sorting, resources come in creation order, one resource type after the other, which stays the
 * same while others write; with sorting, types are merged.
 *
 * @throws {ScimError} 400 `tooMany` when a sorted page over several types starts too far in.
 */
export async function readPage(sources: readonly ListSource[], request: PageRequest): Promise<CombinedPage> {
  return request.isSorted ? readSorted(sources, request) : readInOrder(sources, request);
}

async function readInOrder(sources: readonly ListSource[], request: PageRequest): Promise<CombinedPage> {
  const { from, limit, total: wantsTotal } = request;
  const listed: Listed[] = [];
  let { offset } = request;
  let total = 0;
  for (const [index, source] of sources.entries()) {
    if (index < (from?.type ?? 0)) continue;
    const room = limit - listed.length;
    if (room === 0 && !wantsTotal) break;
    const page = await source.list({
      offset,
      limit: room,
      total: wantsTotal,
      ...(index === from?.type && { after: from.after }),
    });
    listed.push(...page.resources.map((stored) => ({ source, stored })));
    offset = Math.max(0, offset - (page.total ?? 0));
    total += page.total ?? 0;
  }
  return { listed, total: wantsTotal ? total : undefined };
}

async function readSorted(sources: readonly ListSource[], request: PageRequest): Promise<CombinedPage> {
  const { from, offset, limit, descending, total } = request;
  const isMerged = sources.length > 1;
  if (isMerged && offset + limit > furthestMerged) {
    throw new ScimError(400, 'A sorted list over all resource types ends here; narrow the filter or list one type', {
      scimType: 'tooMany',
    });
  }
  const pages = await Promise.all(
    sources.map(async (source) => {
      const order = (a: StoredResource, b: StoredResource) =>
        compareKeys(keyOf(source, a), keyOf(source, b), descending);
      const page: ListPage = await source.list({
        compare: order,
        offset: isMerged ? 0 : offset,
        limit: isMerged ? offset + limit : limit,
        total,
        ...(from && { also: (stored) => isAfter(keyOf(source, stored), stored, from, descending) }),
      });
      return { listed: page.resources.map((stored) => ({ source, stored })), total: page.total ?? 0 };
    }),
  );
  const merged = pages.flatMap((page) => page.listed);
  if (isMerged) {
    merged.sort(
      (a, b) =>
        compareKeys(keyOf(a.source, a.stored), keyOf(b.source, b.stored), descending) ||
        a.stored.sequence - b.stored.sequence,
    );
  }
  return {
    listed: isMerged ? merged.slice(offset, offset + limit) : merged,
    total: total ? pages.reduce((sum, page) => sum + page.total, 0) : undefined,
  };
}

function keyOf(source: ListSource, stored: StoredResource): SortValue {
  return source.sortKey?.(stored) ?? null;
}

function compareKeys(a: SortValue, b: SortValue, descending: boolean): number {
  return descending ? -compareSortValues(a, b) : compareSortValues(a, b);
}

function isAfter(key: SortValue, stored: StoredResource, from: CursorPosition, descending: boolean): boolean {
  const order = compareKeys(key, from.value ?? null, descending);
  return order > 0 || (order === 0 && stored.sequence > from.after);
}
