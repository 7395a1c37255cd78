import { ScimError } from '../message/scim-error.ts';
import { isJsonObject, type JsonObject, ownValue } from '../schema/json.ts';
import { requireAttribute } from '../schema/require-attributes.ts';
import type { ResourceType } from '../schema/resource-type.ts';

/**
 * Checks that what a PATCH touched still has its required attributes. What it did not touch is left alone, so that a
 * resource from before a schema change can still be patched.
 *
 * @throws {ScimError} 400 invalidValue; 400 mutability when a required extension was removed (RFC 7644 §3.5.2.2).
 */
export function requireChanged(before: JsonObject, after: JsonObject, resourceType: ResourceType): void {
  for (const attribute of resourceType.attributes.values()) {
    if (ownValue(before, attribute.name) !== ownValue(after, attribute.name)) requireAttribute(after, attribute, '');
  }
  for (const { schema, required } of resourceType.extensions) {
    const [old, current] = [ownValue(before, schema.id), ownValue(after, schema.id)];
    if (old === current) continue;
    if (isJsonObject(current)) {
      for (const attribute of schema.attributes.values()) requireAttribute(current, attribute, `${schema.id}:`);
    } else if (required) {
      throw new ScimError(400, `Extension "${schema.id}" is required and cannot be removed`, {
        scimType: 'mutability',
      });
    }
  }
}
