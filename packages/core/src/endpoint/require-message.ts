import { ScimError } from '../message/scim-error.ts';
import { type JsonObject, valueInAnyCase } from '../schema/json.ts';

/**
 * Checks that a body is the message it should be (RFC 7644 §3.1): `schemas` names its URN.
 *
 * @throws {ScimError} 400 `invalidSyntax`.
 */
export function requireMessage(body: JsonObject, urn: string): void {
  const schemas = valueInAnyCase(body, 'schemas');
  const isNamed =
    Array.isArray(schemas) &&
    schemas.some((schema) => typeof schema === 'string' && schema.toLowerCase() === urn.toLowerCase());
  if (!isNamed) throw new ScimError(400, `"schemas" must contain "${urn}"`, { scimType: 'invalidSyntax' });
}
