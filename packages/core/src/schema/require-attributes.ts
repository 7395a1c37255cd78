import { ScimError, type ScimType } from '../message/scim-error.ts';
import type { Attribute } from './attribute.ts';
import { isJsonObject, type JsonObject, ownValue } from './json.ts';
import type { ResourceType } from './resource-type.ts';

/**
 * Checks that a resource has its required attributes and extensions (RFC 7643 §7), those of every extension that is
 * present included. Read-only attributes are the server's business and not looked at.
 *
 * @throws {ScimError} 400 invalidValue.
 */
export function requireAttributes(resource: JsonObject, resourceType: ResourceType): void {
  for (const attribute of resourceType.attributes.values()) {
    if (attribute.name !== 'schemas') requireAttribute(resource, attribute, '');
  }
  for (const { schema, required } of resourceType.extensions) {
    const extension = ownValue(resource, schema.id);
    if (isJsonObject(extension)) {
      for (const attribute of schema.attributes.values()) requireAttribute(extension, attribute, `${schema.id}:`);
    } else if (required) {
      throw missing(schema.id);
    }
  }
}

/**
 * Checks one attribute of a resource or extension, and the sub-attributes of its values. A required string must not
 * be blank: RFC 7643 §4.1.1 wants `userName` non-empty, and nothing can be done with a nameless group either.
 *
 * @throws {ScimError} 400 with the given scimType, by default invalidValue.
 */
export function requireAttribute(
  container: JsonObject,
  attribute: Attribute,
  prefix: string,
  scimType: ScimType = 'invalidValue',
): void {
  const value = ownValue(container, attribute.name);
  if (attribute.required && attribute.mutability !== 'readOnly' && isBlank(value)) {
    throw missing(`${prefix}${attribute.name}`, scimType);
  }
  if (value === undefined || attribute.type !== 'complex') return;
  for (const subAttribute of attribute.subAttributes.values()) {
    if (!subAttribute.required) continue;
    for (const element of Array.isArray(value) ? value : [value]) {
      if (isJsonObject(element)) requireAttribute(element, subAttribute, `${prefix}${attribute.name}.`);
    }
  }
}

function isBlank(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

function missing(path: string, scimType: ScimType = 'invalidValue'): ScimError {
  const detail = scimType === 'mutability' ? 'is required and cannot be removed' : 'is required; send a value';
  return new ScimError(400, `Attribute "${path}" ${detail}`, { scimType });
}
