import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from './attribute.ts';
import { formatPath, type ResolvedPath } from './attribute-path.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { lenientQuirks, type Quirks } from './quirks.ts';
import { quoteName } from './quote-name.ts';
import { checkSchemas, schemasOf } from './read-schemas.ts';
import { givenTwice, type ReadContext, readValue } from './read-value.ts';
import { requireAttributes } from './require-attributes.ts';
import { resolveKey } from './resolve-key.ts';
import type { ScimResource } from './resource.ts';
import { membersAttribute, readMembers } from './resource-members.ts';
import type { ResourceType } from './resource-type.ts';

/** How a resource is read from a client's JSON. */
export interface ReadResourceOptions {
  /** Default: {@link lenientQuirks}. */
  readonly quirks?: Quirks;
  /** Greatest number of values of a multi-valued attribute other than `members`. Default 1,000. */
  readonly maxValues?: number;
}

/**
 * Reads a resource from the JSON of a POST or PUT (RFC 7644 §3.3, §3.5.1) into canonical form: attribute names and
 * schema URNs spelled as the schema does, types checked, read-only attributes ignored, null and empty lists left out
 * (RFC 7643 §2.5), `schemas` naming exactly the schemas in use. Shares nothing with the input.
 *
 * `canonicalValues` are suggestions and not enforced. A password stays in the result: not storing it is up to the caller.
 *
 * @throws {ScimError} 400 invalidSyntax when the input is no object or gives an attribute twice; 400 invalidValue for
 * a value that its attribute does not allow, a missing required attribute, or wrong `schemas`.
 */
export function readResource<R extends ScimResource>(
  input: unknown,
  resourceType: ResourceType<R>,
  options: ReadResourceOptions = {},
): R {
  const { attributes } = readAttributes(input, resourceType, options);
  // The reader writes nothing but what the schemas of R define, each value checked against its type.
  return { schemas: schemasOf(attributes, resourceType), ...attributes } as unknown as R;
}

/** What {@link readResource} finds. */
export interface ReadAttributes {
  /** The attributes that have a value, without `schemas`. */
  readonly attributes: JsonObject;
  /** The attributes that the input names at all, if only to clear them with null or an empty list. */
  readonly named: ReadonlySet<Attribute>;
}

/** Reads a resource and tells attributes that are cleared from those that are omitted. See {@link readResource}. */
export function readAttributes(
  input: unknown,
  resourceType: ResourceType,
  options: ReadResourceOptions,
): ReadAttributes {
  const { quirks = lenientQuirks, maxValues = 1_000 } = options;
  if (!isJsonObject(input)) {
    throw new ScimError(400, `The body must be a JSON object with the attributes of a ${resourceType.name}`, {
      scimType: 'invalidSyntax',
    });
  }
  const reader = createReader(resourceType, { quirks, readOnly: 'ignore', maxValues });
  let schemas: unknown;
  const parts: (() => void)[] = [];
  for (const key of Object.keys(input)) {
    const place = resolveKey(key, resourceType, quirks);
    const value = input[key];
    if (value === undefined) continue;
    if (place === undefined) {
      const isDropped = resourceType.reducedFrom && resolveKey(key, resourceType.reducedFrom, quirks) !== undefined;
      if (!isDropped) refuseUnknown(key, resourceType, quirks);
    } else if (place.attribute?.name === 'schemas' && place.extension === undefined) schemas = value;
    else if (place.subAttribute !== undefined) parts.push(() => reader.read(value, place));
    else reader.read(value, place);
  }
  // After the attributes themselves, so that `name.givenName` adds to `name` whichever comes first.
  for (const readPart of parts) readPart();
  checkSchemas(schemas, resourceType, quirks);
  const result = reader.result();
  requireAttributes(result.attributes, resourceType);
  return result;
}

interface Reader {
  read(value: unknown, place: ResolvedPath): void;
  result(): ReadAttributes;
}

function createReader(resourceType: ResourceType, context: ReadContext): Reader {
  const root: Record<string, unknown> = {};
  const named = new Set<Attribute>();
  const members = membersAttribute(resourceType);

  function read(value: unknown, place: ResolvedPath): void {
    const { extension, attribute, subAttribute } = place;
    if (attribute === undefined) {
      readExtension(value, place);
      return;
    }
    named.add(attribute);
    if (attribute.mutability === 'readOnly' || subAttribute?.mutability === 'readOnly') return;
    const prefix = extension === undefined ? '' : `${extension.id}:`;
    if (subAttribute !== undefined && attribute.multiValued) throw notAddressable(place);
    const inner = `${prefix}${attribute.name}.`;
    const result =
      subAttribute === undefined ? readWhole(value, attribute, prefix) : readValue(value, subAttribute, inner, context);
    if (result === undefined) return;
    const container = extension === undefined ? root : open(root, extension.id);
    if (subAttribute === undefined) write(container, attribute, result, prefix);
    else write(open(container, attribute.name), subAttribute, result, inner);
  }

  function readWhole(value: unknown, attribute: Attribute, prefix: string): unknown {
    if (attribute !== members) return readValue(value, attribute, prefix, context);
    const list = value === null ? [] : readMembers(value, attribute, context);
    return list.length === 0 ? undefined : list;
  }

  function readExtension(value: unknown, { extension }: ResolvedPath): void {
    if (value === null || extension === undefined) return;
    if (!isJsonObject(value)) {
      throw new ScimError(400, `"${extension.id}" must be an object with the attributes of that extension`, {
        scimType: 'invalidValue',
      });
    }
    for (const key of Object.keys(value)) {
      const name = key.toLowerCase();
      const attribute = extension.attributes.get(name);
      if (attribute === undefined) {
        if (!extension.reducedFrom?.attributes.has(name)) refuseUnknown(key, resourceType, context.quirks);
      } else read(value[key], { extension, attribute });
    }
  }

  return { read, result: () => ({ attributes: root, named }) };
}

/** The object under the key, made if there is none. */
function open(container: Record<string, unknown>, key: string): Record<string, unknown> {
  const existing = Object.hasOwn(container, key) ? container[key] : undefined;
  if (isJsonObject(existing)) return existing as Record<string, unknown>;
  const created: Record<string, unknown> = {};
  container[key] = created;
  return created;
}

function write(container: Record<string, unknown>, attribute: Attribute, value: unknown, prefix: string): void {
  if (Object.hasOwn(container, attribute.name)) throw givenTwice(`${prefix}${attribute.name}`);
  container[attribute.name] = value;
}

function refuseUnknown(key: string, resourceType: ResourceType, quirks: Quirks): void {
  if (quirks.unknownAttributes) return;
  throw new ScimError(400, `${resourceType.name} has no attribute ${quoteName(key)}; leave it out`, {
    scimType: 'invalidSyntax',
  });
}

function notAddressable(place: ResolvedPath): ScimError {
  return new ScimError(400, `"${formatPath(place)}" does not say which value of a list is meant; send the list`, {
    scimType: 'invalidSyntax',
  });
}
