import type { Attribute } from './attribute.ts';
import { isJsonObject, type JsonObject, ownValue } from './json.ts';
import type { ScimResource } from './resource.ts';
import type { ResourceType } from './resource-type.ts';

/**
 * The resource without what {@link keepAttributes} took out of its type, which a resource may have that was stored before.
 * Values are shared with the given resource; it is returned itself when its type is whole.
 */
export function withoutDroppedValues(resource: ScimResource, resourceType: ResourceType): ScimResource {
  const { reducedFrom } = resourceType;
  if (reducedFrom === undefined) return resource;
  const result: Record<string, unknown> = keepKnown(resource, resourceType.attributes, reducedFrom.attributes);
  for (const { schema } of reducedFrom.extensions) {
    const kept = resourceType.extensions.find((extension) => extension.schema.id === schema.id);
    const value = ownValue(resource, schema.id);
    const left = kept && isJsonObject(value) ? keepKnown(value, kept.schema.attributes, schema.attributes) : {};
    if (Object.keys(left).length > 0) result[schema.id] = left;
    else delete result[schema.id];
  }
  if (Array.isArray(resource.schemas)) {
    const dropped = reducedFrom.extensions.map(({ schema }) => schema.id).filter((id) => !Object.hasOwn(result, id));
    result.schemas = resource.schemas.filter((urn) => !dropped.includes(urn));
  }
  return result;
}

/** Leaves out the properties that are attributes of the whole type alone. */
function keepKnown(
  object: JsonObject,
  kept: ReadonlyMap<string, Attribute>,
  whole: ReadonlyMap<string, Attribute>,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    const key = name.toLowerCase();
    const attribute = kept.get(key);
    if (attribute === undefined && whole.has(key)) continue;
    const left = attribute?.reducedFrom === undefined ? value : keepKnownParts(value, attribute, attribute.reducedFrom);
    if (left !== undefined) result[name] = left;
  }
  return result;
}

function keepKnownParts(value: unknown, kept: Attribute, whole: Attribute): unknown {
  if (Array.isArray(value)) {
    const parts = value.map((element) => keepKnownParts(element, kept, whole)).filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : parts;
  }
  if (!isJsonObject(value)) return value;
  const left = keepKnown(value, kept.subAttributes, whole.subAttributes);
  return Object.keys(left).length === 0 ? undefined : left;
}
