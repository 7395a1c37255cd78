import { SupersetError } from '../superset-error.ts';
import type { Identified, Page, PagePlace, PageReader } from './read-pages.ts';

// Each goes back further than the one before, and soon to the front.
const greatestSetbacks = 12;

/**
 * Reads the pages after the first so that each begins with a row that was read already. Where one does not, rows before
 * it were deleted and others have moved to pages that are read: then it goes back until the pages meet again.
 */
export async function* readOverlapping<T extends Identified>(
  readPage: PageReader<T>,
  first: Page<T>,
): AsyncGenerator<readonly T[]> {
  const seen = new Set(first.result.map(({ id }) => id));
  // Where Superset lowers the size of a page, the first one shows to what.
  const size = first.result.length;
  let end = size;
  let setbacks = 0;
  for (;;) {
    const place = overlappingPage(end, size);
    const { count, result } = await readPage(place);
    const start = place.page * place.size;
    const reached = start + result.length;
    const meets = start === 0 || start === end || (result[0] !== undefined && seen.has(result[0].id));
    if (!meets || reached <= Math.min(end, count - 1)) {
      setbacks++;
      if (setbacks > greatestSetbacks) throw moving();
      end = Math.max(1, Math.min(end, count) - size * 2 ** setbacks);
      continue;
    }
    const fresh = result.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    yield fresh;
    if (reached >= count) return;
    end = reached;
  }
}

/** The page that reaches furthest among those that begin before `end`; the next one where none reaches beyond. */
function overlappingPage(end: number, greatest: number): PagePlace {
  let best = { page: 0, size: 0, end: 0 };
  for (let size = greatest; size > 0; size--) {
    const page = Math.floor((end - 1) / size);
    if ((page + 1) * size > best.end) best = { page, size, end: (page + 1) * size };
  }
  // Only where Superset lowers pages to less than some ten rows: then `end` is a multiple of each size.
  return best.end > end ? best : { page: end / greatest, size: greatest };
}

function moving(): SupersetError {
  return new SupersetError(
    'unavailable',
    'The list changes faster than Superset lets it be read. Read it again later.',
  );
}
