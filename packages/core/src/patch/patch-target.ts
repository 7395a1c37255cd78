import type { Filter } from '../filter/filter.ts';
import { parsePath } from '../filter/parse-path.ts';
import { ScimError } from '../message/scim-error.ts';
import { formatPath, type ResolvedPath } from '../schema/attribute-path.ts';
import type { Quirks } from '../schema/quirks.ts';
import { quoteName } from '../schema/quote-name.ts';
import { resolveKey } from '../schema/resolve-key.ts';
import { resolveNotation } from '../schema/resolve-notation.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { Schema } from '../schema/schema.ts';

/** What a PATCH path points at. */
export interface PatchTarget extends ResolvedPath {
  /** Selects values of a multi-valued attribute. */
  readonly filter?: Filter;
  /** True when the attribute is not kept (see {@link keepAttributes}): whatever is done to it changes nothing. */
  readonly isDropped?: true;
}

/**
 * Resolves the `path` of a PATCH operation (RFC 7644 §3.5.2 figure 7). An extension's attribute may lack its URN where
 * no other attribute has the name, because RFC 7644 §3.10 only recommends the URN and Entra writes `manager`.
 *
 * @throws {ScimError} 400 invalidPath; 400 invalidFilter for an error in the filter.
 */
export function resolveTarget(path: string, resourceType: ResourceType, quirks: Quirks): PatchTarget {
  const target = orDropped(resourceType, (type) =>
    path.includes('[') ? resolveValuePath(path, type, quirks) : resolveNotation(path, type),
  );
  if (target !== undefined) return target;
  throw invalidPath(`${quoteName(path)} names no attribute of ${resourceType.name}; see /Schemas for those it has`);
}

/**
 * Resolves a property name in a pathless value or, when an extension is given, in that extension's object. Under the
 * quirk `dottedKeys` it may be a whole path, with a filter too.
 *
 * @returns undefined when there is no such attribute.
 * @throws {ScimError} 400 invalidPath or invalidFilter for a malformed path to an attribute that exists.
 */
export function findKeyTarget(
  key: string,
  extension: Schema | undefined,
  resourceType: ResourceType,
  quirks: Quirks,
): PatchTarget | undefined {
  return orDropped(resourceType, (type) => {
    const within = type === resourceType ? extension : (extension?.reducedFrom ?? extension);
    return findKey(key, within, type, quirks);
  });
}

/** Looks in the resource type, and then among the attributes that it does not keep. */
function orDropped(
  resourceType: ResourceType,
  find: (type: ResourceType) => PatchTarget | undefined,
): PatchTarget | undefined {
  const target = find(resourceType);
  if (target !== undefined || resourceType.reducedFrom === undefined) return target;
  const dropped = find(resourceType.reducedFrom);
  return dropped && { ...dropped, isDropped: true };
}

function findKey(
  key: string,
  extension: Schema | undefined,
  resourceType: ResourceType,
  quirks: Quirks,
): PatchTarget | undefined {
  if (extension !== undefined) {
    const attribute = extension.attributes.get(key.toLowerCase());
    if (attribute !== undefined || !quirks.dottedKeys) return attribute && { extension, attribute };
    return findKey(`${extension.id}:${key}`, undefined, resourceType, quirks);
  }
  const bracket = key.indexOf('[');
  const place = resolveKey(bracket < 0 ? key : key.slice(0, bracket), resourceType, quirks);
  if (bracket < 0 || place === undefined || !quirks.dottedKeys) return bracket < 0 ? place : undefined;
  return resolveTarget(key, resourceType, quirks);
}

function resolveValuePath(text: string, resourceType: ResourceType, quirks: Quirks): PatchTarget | undefined {
  const { path, filter, subAttribute: name } = parsePath(text, { unquotedValues: quirks.unquotedFilterValues });
  const place = resolveNotation(path, resourceType);
  if (place?.attribute === undefined || filter === undefined) return undefined;
  if (!place.attribute.multiValued || place.subAttribute !== undefined) {
    throw invalidPath(`"${formatPath(place)}" is not multi-valued, so its path cannot have a filter`);
  }
  if (name === undefined) return { ...place, filter };
  const subAttribute = place.attribute.subAttributes.get(name.toLowerCase());
  return subAttribute && { ...place, subAttribute, filter };
}

function invalidPath(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidPath' });
}
