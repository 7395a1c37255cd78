import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from '../schema/attribute.ts';
import { isJsonObject, type JsonObject, ownValue } from '../schema/json.ts';
import { requireAttribute } from '../schema/require-attributes.ts';
import type { ResourceType } from '../schema/resource-type.ts';

/**
 * Checks that what a PATCH touched still has its required attributes. What it did not touch is left alone, so that a
 * resource from before a schema change can still be patched.
 *
 * @throws {ScimError} 400 invalidValue; 400 mutability when a required extension was removed (RFC 7644 §3.5.2.2).
 */
export function requireTouched(
  resource: JsonObject,
  touched: ReadonlySet<Attribute>,
  resourceType: ResourceType,
): void {
  for (const attribute of resourceType.attributes.values()) {
    if (touched.has(attribute)) requireAttribute(resource, attribute, '');
  }
  for (const { schema, required } of resourceType.extensions) {
    if (!schema.attributes.values().some((attribute) => touched.has(attribute))) continue;
    const extension = ownValue(resource, schema.id);
    if (isJsonObject(extension)) {
      for (const attribute of schema.attributes.values()) requireAttribute(extension, attribute, `${schema.id}:`);
    } else if (required) {
      throw new ScimError(400, `Extension "${schema.id}" is required and cannot be removed`, {
        scimType: 'mutability',
      });
    }
  }
}
