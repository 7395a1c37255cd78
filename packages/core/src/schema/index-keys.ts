import type { Filter } from '../filter/filter.ts';
import { foldCase } from '../filter/fold-case.ts';
import { isObject } from '../filter/record-test.ts';
import {
  comparedPlace,
  type Place,
  placesOfElement,
  placesOfResource,
  type ResolvePlace,
} from '../filter/resolve-place.ts';
import { textOf } from '../filter/value-test.ts';
import type { IndexKey } from '../store/resource-store.ts';
import type { Attribute } from './attribute.ts';
import { type JsonObject, ownValue } from './json.ts';
import type { ScimResource } from './resource.ts';
import type { ResourceType } from './resource-type.ts';
import { groupUrn } from './urns.ts';

/** What a filter demands of every resource that it matches. */
export interface FilterKeys {
  /** Keys that the resource has, all of them. */
  readonly keys: readonly IndexKey[];
  /** The id that the resource has. */
  readonly id?: string;
  /** The id of a direct member that the group has. */
  readonly member?: string;
}

/**
 * The keys under which a store finds a resource: one for each distinct value of each path in `resourceType.indexed`,
 * folded unless the attribute is case-exact. A key is `unique` when the attribute's uniqueness is `server` or `global`.
 * Values that are no strings have no key.
 */
export function resourceKeys(
  resource: ScimResource,
  resourceType: ResourceType,
): readonly (IndexKey & { readonly unique: boolean })[] {
  const keys: (IndexKey & { readonly unique: boolean })[] = [];
  for (const [name, place] of indexedPlaces(resourceType)) {
    const { attribute } = place;
    const values = new Set<string>();
    for (const value of valuesAt(place, resource)) {
      if (typeof value === 'string') values.add(keyValue(value, attribute));
    }
    for (const value of values) keys.push({ name, value, unique: attribute.uniqueness !== 'none' });
  }
  return keys;
}

/**
 * The equality conditions that a resource must fulfil to match a filter, as far as they can be looked up: those on
 * indexed paths, on `id` and on `members` that stand alone or in conjunctions, also within a value path.
 * They never exclude a resource that {@link compileFilter} accepts, and do not replace it.
 */
export function filterKeys(filter: Filter, resourceType: ResourceType): FilterKeys {
  const indexed = indexedPlaces(resourceType);
  const keys = new Map<string, IndexKey>();
  let id: string | undefined;
  let member: string | undefined;
  const isGroup = resourceType.schema.id.toLowerCase() === groupUrn.toLowerCase();

  for (const { path, text } of equalities(filter, placesOfResource(resourceType))) {
    const place = indexed.get(path);
    if (place !== undefined) {
      const key = { name: path, value: keyValue(text, place.attribute) };
      keys.set(`${key.name} ${key.value}`, key);
    } else if (path === 'id') {
      id = text;
    } else if (path === 'members.value' && isGroup) {
      member = text;
    }
  }
  return { keys: [...keys.values()], ...(id !== undefined && { id }), ...(member !== undefined && { member }) };
}

/** The comparisons `path eq text` without which the filter cannot hold. */
function* equalities(filter: Filter, resolve: ResolvePlace): Generator<{ path: string; text: string }> {
  if (filter.kind === 'and') {
    for (const operand of filter.operands) yield* equalities(operand, resolve);
  } else if (filter.kind === 'valuePath') {
    const place = resolve(filter.path);
    if (place?.attribute !== undefined) yield* equalities(filter.filter, placesOfElement(place.attribute, place.path));
  } else if (filter.kind === 'comparison' && filter.operator === 'eq') {
    const place = resolve(filter.path);
    const text = textOf(filter.value, true);
    if (place !== undefined && text !== undefined) yield { path: comparedPlace(place).path, text };
  }
}

interface IndexedPlace extends Place {
  readonly attribute: Attribute;
}

/** The indexed places by canonical path. Only text is indexed: a dateTime has many spellings for one instant. */
function indexedPlaces(resourceType: ResourceType): ReadonlyMap<string, IndexedPlace> {
  const resolve = placesOfResource(resourceType);
  const places = new Map<string, IndexedPlace>();
  for (const indexed of resourceType.indexed) {
    const found = resolve(indexed);
    if (found === undefined) throw new TypeError(`"${resourceType.name}" indexes "${indexed}", which it does not have`);
    const place = comparedPlace(found);
    const { path, attribute } = place;
    if (attribute?.type === 'string' || attribute?.type === 'reference') places.set(path, { ...place, attribute });
  }
  return places;
}

/** The values that a comparison of the place compares. */
function valuesAt({ holders, name }: Place, resource: JsonObject): readonly unknown[] {
  let records: readonly unknown[] = [resource];
  for (const holder of holders) {
    records = records.flatMap((record) => {
      const value = property(record, holder.name);
      if (holder.kind === 'values') return [value].flat().map((element) => ({ value: element }));
      return holder.kind === 'records' ? [value].flat() : [value];
    });
  }
  return records.map((record) => property(record, name));
}

function property(record: unknown, name: string): unknown {
  return isObject(record) ? ownValue(record, name) : undefined;
}

function keyValue(text: string, { caseExact }: Attribute): string {
  return caseExact ? text : foldCase(text);
}
