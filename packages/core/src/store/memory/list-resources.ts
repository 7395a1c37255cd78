import type { ListPage, ListQuery, StoredResource } from '../resource-store.ts';
import { type Entry, keyText, type MemoryState } from './memory-state.ts';
import { withRelations } from './relations.ts';

/** Answers a list from the narrowest candidates there are, looking at no more of them than the page and total need. */
export function listResources(state: MemoryState, query: ListQuery): ListPage {
  const { after = 0, offset = 0, limit, include, matches, compare } = query;
  const wantsTotal = query.total ?? true;
  const candidates = findCandidates(state, query);
  const totalKnown = matches === undefined && after === 0;
  const found: StoredResource[] = [];
  let count = 0;

  for (const entry of candidates.entries) {
    if (entry.resource.sequence <= after) continue;
    const pageIsFull = compare === undefined && count >= offset + limit;
    if (pageIsFull && (totalKnown || !wantsTotal)) break;
    const onPage = compare !== undefined || (count >= offset && count < offset + limit);
    if (matches !== undefined || onPage) {
      const resource = withRelations(state, entry, include);
      if (matches !== undefined && !matches(resource)) continue;
      if (onPage) found.push(resource);
    }
    count += 1;
  }

  const resources = compare === undefined ? found : found.sort(compare).slice(offset, offset + limit);
  const total = totalKnown ? candidates.size : count;
  return { resources, total: wantsTotal ? total : undefined };
}

/** Entries that satisfy all conditions but `matches` and `after`, in sequence order. */
function findCandidates(
  state: MemoryState,
  { type, keys = [], member }: ListQuery,
): { readonly entries: Iterable<Entry>; readonly size: number } {
  const idSets = keys.map((key) => state.byKey.get(keyText(type, key)) ?? new Set<string>());
  if (member !== undefined) idSets.push(state.parents.get(member) ?? new Set<string>());
  const [smallest, ...others] = idSets.sort((a, b) => a.size - b.size);
  if (smallest === undefined) {
    const all = state.byType.get(type);
    return { entries: all?.values() ?? [], size: all?.size ?? 0 };
  }
  const entries = [...smallest]
    .filter((id) => others.every((ids) => ids.has(id)))
    .flatMap((id) => state.resources.get(id) ?? [])
    .filter((entry) => entry.resource.type === type)
    .sort((a, b) => a.resource.sequence - b.resource.sequence);
  return { entries, size: entries.length };
}
