import { compileFilter } from '../filter/compile-filter.ts';
import type { Filter } from '../filter/filter.ts';
import { filterKeys } from '../schema/index-keys.ts';
import { resolveNotation } from '../schema/resolve-notation.ts';
import type { ScimResource } from '../schema/resource.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { Include, ListPage, ListQuery, StoredResource } from '../store/resource-store.ts';
import { filterUses, withoutMemberConjuncts } from './filter-relations.ts';
import type { ListParameters } from './list-parameters.ts';
import type { RequestContext } from './request-context.ts';
import { createSortKey, type SortValue } from './sort-order.ts';
import { storedToResource } from './stored-to-resource.ts';
import { viewOf } from './view.ts';

/** The part of a list that is of one resource type. */
export interface ListSource {
  /** What `sortBy` finds in a resource; undefined when the list is not sorted or the type lacks the attribute. */
  readonly sortKey: ((stored: StoredResource) => SortValue) | undefined;
  readonly show: (stored: StoredResource) => ScimResource;
  /** Asks the store, with `also` as a further condition. */
  list(query: ListWindow): Promise<ListPage>;
}

/** Which of the matching resources are wanted. */
interface ListWindow extends Pick<ListQuery, 'compare' | 'offset' | 'after' | 'limit' | 'total'> {
  readonly also?: (stored: StoredResource) => boolean;
}

/**
 * Binds a list to one resource type.
 *
 * @param isOneOfMany whether other types are listed too; a filter may then speak of attributes that this type lacks
 * (RFC 7644 §3.4.2.1).
 * @throws {ScimError} 400 `invalidFilter` or `invalidValue`.
 */
export function createListSource(
  { config, locate }: RequestContext,
  resourceType: ResourceType,
  parameters: ListParameters,
  isOneOfMany: boolean,
): ListSource {
  const { store, quirks } = config;
  const { filter, sortBy } = parameters;
  const view = viewOf(config, parameters.projection, resourceType);
  const keyOf = sortBy === undefined ? undefined : createSortKey(sortBy, resourceType);
  const { keys = [], id, member } = filter === undefined ? {} : filterKeys(filter, resourceType);
  const compile = (part: Filter) =>
    compileFilter(part, resourceType, { quirks, unknownAttributes: isOneOfMany ? 'absent' : 'refuse' });
  const rest = filter && member !== undefined ? withoutMemberConjuncts(filter, member, resourceType) : filter;
  const predicate = rest && compile(rest);
  // What the store resolves by itself must be right too.
  if (filter !== undefined && rest !== filter) compile(filter);
  const needs = (name: string): boolean =>
    (rest !== undefined && filterUses(rest, name, resourceType)) ||
    (sortBy !== undefined && resolveNotation(sortBy, resourceType)?.attribute?.name === name);
  const include: Include = {
    members: view.include.members || needs('members'),
    groups: view.include.groups || needs('groups'),
  };
  const matches = predicate && ((stored: StoredResource) => predicate(storedToResource(stored, locate)));

  return {
    sortKey: keyOf && memoize((stored) => keyOf(storedToResource(stored, locate))),
    show: (stored) => view.project(storedToResource(stored, locate)),
    async list({ also, ...window }) {
      const both = matches && also ? (stored: StoredResource) => matches(stored) && also(stored) : (matches ?? also);
      if (id === undefined || member !== undefined) {
        return store.list({
          ...window,
          type: resourceType.name,
          keys,
          include,
          ...(member !== undefined && { member }),
          ...(both && { matches: both }),
          ...(filter && { filter }),
        });
      }
      const stored = await store.read(resourceType.name, id, include);
      const isFound = stored !== undefined && stored.sequence > (window.after ?? 0) && (both?.(stored) ?? true);
      return pageOf(isFound ? [stored] : [], window);
    },
  };
}

function pageOf(found: readonly StoredResource[], { offset = 0, limit, total }: ListWindow): ListPage {
  return { resources: found.slice(offset, offset + limit), total: total === false ? undefined : found.length };
}

/** Sorting asks for the same value again and again. */
function memoize(compute: (stored: StoredResource) => SortValue): (stored: StoredResource) => SortValue {
  const values = new WeakMap<StoredResource, SortValue>();
  return (stored) => {
    let value = values.get(stored);
    if (value === undefined) {
      value = compute(stored);
      values.set(stored, value);
    }
    return value;
  };
}
