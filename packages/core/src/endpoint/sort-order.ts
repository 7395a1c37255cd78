import { parseDateTime } from '../filter/date-time.ts';
import { foldCase } from '../filter/fold-case.ts';
import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from '../schema/attribute.ts';
import type { ResolvedPath } from '../schema/attribute-path.ts';
import { isJsonObject, ownValue } from '../schema/json.ts';
import { quoteName } from '../schema/quote-name.ts';
import { resolveNotation } from '../schema/resolve-notation.ts';
import type { ScimResource } from '../schema/resource.ts';
import type { ResourceType } from '../schema/resource-type.ts';

/** What resources are ordered by; null when a resource has no value. */
export type SortValue = string | number | boolean | null;

/** Finds the value that a resource is ordered by. */
export type SortKey = (resource: ScimResource) => SortValue;

/**
 * Binds `sortBy` to a resource type (RFC 7644 §3.4.2.3): of a multi-valued attribute the primary value counts, else the
 * first; of a complex one its `value`.
 *
 * @returns undefined when the resource type has no such attribute.
 * @throws {ScimError} 400 `invalidValue` when the attribute is complex and has no `value`, or is never returned.
 */
export function createSortKey(sortBy: string, resourceType: ResourceType): SortKey | undefined {
  const place = resolveNotation(sortBy, resourceType);
  const { extension, attribute } = place ?? {};
  if (place === undefined || attribute === undefined) return undefined;
  const leaf = leafOf(place);
  if (leaf === undefined || attribute.returned === 'never') {
    throw new ScimError(400, `Cannot sort by ${quoteName(sortBy)}; name an attribute with one simple value`, {
      scimType: 'invalidValue',
    });
  }
  return (resource) => {
    const holder = extension === undefined ? resource : property(resource, extension.id);
    const value = firstValue(property(holder, attribute.name));
    return toSortValue(leaf === attribute ? value : property(value, leaf.name), leaf);
  };
}

/** Orders two values ascending; what has no value comes last. */
export function compareSortValues(a: SortValue, b: SortValue): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}

/** The attribute with the value to compare. */
function leafOf({ attribute, subAttribute }: ResolvedPath): Attribute | undefined {
  if (subAttribute !== undefined || attribute?.type !== 'complex') return subAttribute ?? attribute;
  return attribute.subAttributes.get('value');
}

function firstValue(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.find((element) => property(element, 'primary') === true) ?? value[0];
}

function property(holder: unknown, name: string): unknown {
  return isJsonObject(holder) ? ownValue(holder, name) : undefined;
}

function toSortValue(value: unknown, { type, caseExact }: Attribute): SortValue {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') return null;
  if (type !== 'dateTime') return caseExact ? value : foldCase(value);
  const instant = parseDateTime(value);
  return Number.isNaN(instant) ? null : instant;
}
