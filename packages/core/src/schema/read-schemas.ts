import { ScimError } from '../message/scim-error.ts';
import { isJsonObject, type JsonObject, ownValue } from './json.ts';
import type { Quirks } from './quirks.ts';
import type { ResourceType } from './resource-type.ts';

/**
 * Checks the `schemas` that a client sent (RFC 7643 §3): the core schema must be among them; others than the
 * extensions of the resource type are passed over under the quirk `unknownSchemas`. Case does not count.
 *
 * @throws {ScimError} 400 invalidValue.
 */
export function checkSchemas(value: unknown, resourceType: ResourceType, quirks: Quirks): void {
  const core = resourceType.schema.id;
  if (!Array.isArray(value) || value.length === 0) throw invalid(`"schemas" must be a list that contains "${core}"`);
  const { extensions } = resourceType.reducedFrom ?? resourceType;
  const known = [core, ...extensions.map(({ schema }) => schema.id)];
  const sent = value.map((urn) => {
    if (typeof urn !== 'string') throw invalid('"schemas" must contain nothing but URI strings');
    return known.find((id) => id === urn || id.toLowerCase() === urn.toLowerCase());
  });
  if (!sent.includes(core)) throw invalid(`"schemas" must contain "${core}"`);
  if (!quirks.unknownSchemas && sent.includes(undefined)) {
    throw invalid(`"schemas" names a schema that resource type ${resourceType.name} does not have; leave it out`);
  }
}

/** The `schemas` of a resource: the core schema and the extensions of which it has attributes. */
export function schemasOf(resource: JsonObject, resourceType: ResourceType): string[] {
  const schemas = [resourceType.schema.id];
  for (const { schema } of resourceType.extensions) {
    if (isJsonObject(ownValue(resource, schema.id))) schemas.push(schema.id);
  }
  return schemas;
}

/**
 * The `schemas` of a resource after a change: those it had, less the extensions that it lost, plus those it gained. A URN
 * that it listed without having attributes of that extension stays.
 */
export function schemasAfter(before: JsonObject, after: JsonObject, resourceType: ResourceType): readonly string[] {
  const listed = ownValue(before, 'schemas');
  if (!Array.isArray(listed)) return schemasOf(after, resourceType);
  let schemas: readonly string[] = listed.includes(resourceType.schema.id)
    ? listed
    : [resourceType.schema.id, ...listed];
  for (const { schema } of resourceType.extensions) {
    const isPresent = isJsonObject(ownValue(after, schema.id));
    if (isPresent && !schemas.includes(schema.id)) schemas = [...schemas, schema.id];
    if (!isPresent && isJsonObject(ownValue(before, schema.id))) schemas = schemas.filter((urn) => urn !== schema.id);
  }
  return schemas;
}

function invalid(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidValue' });
}
