import { ScimError } from '../message/scim-error.ts';

/**
 * Checks that a body is the message it should be (RFC 7644 §3.1): `schemas` names its URN.
 *
 * @throws {ScimError} 400 `invalidSyntax`.
 */
export function requireMessage({ schemas }: Readonly<Record<string, unknown>>, urn: string): void {
  const isNamed =
    Array.isArray(schemas) &&
    schemas.some((schema) => typeof schema === 'string' && schema.toLowerCase() === urn.toLowerCase());
  if (!isNamed) throw new ScimError(400, `"schemas" must contain "${urn}"`, { scimType: 'invalidSyntax' });
}
