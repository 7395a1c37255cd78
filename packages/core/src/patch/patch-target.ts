import type { Filter } from '../filter/filter.ts';
import { parsePath } from '../filter/parse-path.ts';
import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from '../schema/attribute.ts';
import { formatPath, type ResolvedPath } from '../schema/attribute-path.ts';
import type { Quirks } from '../schema/quirks.ts';
import { quoteName } from '../schema/quote-name.ts';
import { resolveNotation } from '../schema/resolve-notation.ts';
import type { ResourceType } from '../schema/resource-type.ts';

/** What a PATCH path points at. */
export interface PatchTarget extends ResolvedPath {
  /** Selects values of a multi-valued attribute. */
  readonly filter?: Filter;
}

/**
 * Resolves the `path` of a PATCH operation (RFC 7644 §3.5.2 figure 7). An extension's attribute may lack its URN where
 * no other attribute has the name, because RFC 7644 §3.10 only recommends the URN and Entra writes `manager`.
 *
 * @throws {ScimError} 400 invalidPath.
 */
export function resolveTarget(path: string, resourceType: ResourceType, quirks: Quirks): PatchTarget {
  const target = path.includes('[')
    ? resolveValuePath(path, resourceType, quirks)
    : resolveNotation(path, resourceType);
  if (target !== undefined) return target;
  throw invalidPath(`Path ${quoteName(path)} names no attribute of ${resourceType.name}; see /Schemas for the names`);
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

/** The attribute's path up to its name's sub-attributes, for messages about them: `URN:name.` or `name.`. */
export function prefixOf({ extension }: ResolvedPath, attribute?: Attribute): string {
  const prefix = extension === undefined ? '' : `${extension.id}:`;
  return attribute === undefined ? prefix : `${prefix}${attribute.name}.`;
}

function invalidPath(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidPath' });
}
