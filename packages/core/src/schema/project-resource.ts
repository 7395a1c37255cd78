import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from './attribute.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { resolveNotation } from './resolve-notation.ts';
import type { ScimResource } from './resource.ts';
import type { ResourceType } from './resource-type.ts';
import type { Schema } from './schema.ts';

/** Which attributes a client wants, as attribute paths in any case (RFC 7644 §3.9). Unknown ones are passed over. */
export interface ProjectionParameters {
  /** Only these, and those that are always returned. */
  readonly attributes?: readonly string[];
  /** All that are returned by default but these. */
  readonly excludedAttributes?: readonly string[];
}

/** Reduces a resource to the attributes that a response has. Values are shared with the resource, not copied. */
export type Projection = (resource: ScimResource) => ScimResource;

/** Properties to keep, by canonical name; null keeps the whole value. */
type Selection = ReadonlyMap<string, Selection | null>;

/**
 * Reduces a resource to what a response has (RFC 7644 §3.4.2.5, §3.9; RFC 7643 §7 `returned`): attributes returned
 * always, those asked for or else those returned by default, none that is never returned or that the schemas lack.
 * `schemas` stays as it is. For many resources {@link compileProjection} does the work on the names once.
 *
 * @throws {ScimError} 400 invalidValue when both parameters are given, which exclude each other.
 */
export function projectResource(
  resource: ScimResource,
  resourceType: ResourceType,
  parameters: ProjectionParameters = {},
): ScimResource {
  return compileProjection(resourceType, parameters)(resource);
}

/**
 * Prepares {@link projectResource} for any number of resources of one type.
 *
 * @throws {ScimError} 400 invalidValue when both parameters are given.
 */
export function compileProjection(resourceType: ResourceType, parameters: ProjectionParameters = {}): Projection {
  const { attributes, excludedAttributes } = parameters;
  if (attributes !== undefined && excludedAttributes !== undefined) {
    throw new ScimError(400, 'Use either "attributes" or "excludedAttributes", not both', { scimType: 'invalidValue' });
  }
  const wish: Wish = {
    kind: attributes === undefined ? 'except' : 'only',
    ...readNames(attributes ?? excludedAttributes ?? [], resourceType),
  };
  const selection = new Map(selectAttributes(resourceType.attributes, wish, wish.kind === 'except'));
  for (const { schema } of resourceType.extensions) {
    const named = wish.extensions.has(schema);
    const inner = selectAttributes(schema.attributes, wish, named ? wish.kind === 'only' : wish.kind === 'except');
    if (inner.size > 0) selection.set(schema.id, inner);
  }
  return (resource) => select(resource, selection);
}

/** What the client named, found in the schemas. */
interface Wish {
  readonly kind: 'only' | 'except';
  readonly extensions: ReadonlySet<Schema>;
  /** Attributes and sub-attributes that are named themselves. */
  readonly named: ReadonlySet<Attribute>;
  /** Attributes of which a sub-attribute is named. */
  readonly opened: ReadonlySet<Attribute>;
}

function readNames(paths: readonly string[], resourceType: ResourceType): Omit<Wish, 'kind'> {
  const extensions = new Set<Schema>();
  const named = new Set<Attribute>();
  const opened = new Set<Attribute>();
  for (const path of paths) {
    const place = resolveNotation(path, resourceType);
    if (place === undefined) continue;
    const { extension, attribute, subAttribute } = place;
    if (subAttribute !== undefined && attribute !== undefined) {
      named.add(subAttribute);
      opened.add(attribute);
    } else if (attribute !== undefined) named.add(attribute);
    else if (extension !== undefined) extensions.add(extension);
  }
  return { extensions, named, opened };
}

/** @param byDefault whether attributes that are not named are wanted as far as they are returned by default. */
function selectAttributes(attributes: ReadonlyMap<string, Attribute>, wish: Wish, byDefault: boolean): Selection {
  const selection = new Map<string, Selection | null>();
  for (const attribute of attributes.values()) {
    const wanted = isWanted(attribute, wish, byDefault);
    if (!wanted && !(wish.kind === 'only' && wish.opened.has(attribute) && attribute.returned !== 'never')) continue;
    const inner = selectAttributes(attribute.subAttributes, wish, wanted);
    if (attribute.type === 'complex' && inner.size === 0) continue;
    const isWhole = inner.size === attribute.subAttributes.size && [...inner.values()].every((value) => value === null);
    selection.set(attribute.name, isWhole ? null : inner);
  }
  return selection;
}

function isWanted(attribute: Attribute, wish: Wish, byDefault: boolean): boolean {
  if (attribute.returned === 'always') return true;
  if (attribute.returned === 'never') return false;
  if (wish.named.has(attribute)) return wish.kind === 'only';
  return byDefault && attribute.returned === 'default';
}

function select(object: JsonObject, selection: Selection): JsonObject {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(object)) {
    const inner = selection.get(key);
    if (inner === undefined) continue;
    const value = inner === null ? object[key] : selectValue(object[key], inner);
    if (value !== undefined) result[key] = value;
  }
  return result;
}

/** The value with the selected sub-attributes only; undefined when it has none of them. */
function selectValue(value: unknown, selection: Selection): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((element) => selectValue(element, selection)).filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isJsonObject(value)) return value;
  const result = select(value, selection);
  return Object.keys(result).length === 0 ? undefined : result;
}
