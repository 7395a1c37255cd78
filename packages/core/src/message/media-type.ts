import { ScimError } from './scim-error.ts';

/** Media type of every response body (RFC 7644 §8.1). */
export const scimMediaType = 'application/scim+json';

/**
 * Checks the `Content-Type` of a request that has a body. Both JSON media types are accepted, with any parameters, as
 * long as the text is UTF-8 (RFC 7644 §3.8); a missing header counts as SCIM JSON.
 *
 * @throws {ScimError} 415 for every other type or encoding.
 */
export function checkContentType(header: string | undefined): void {
  if (header === undefined || header.trim() === '') return;
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  if (type !== scimMediaType && type !== 'application/json') {
    throw new ScimError(415, `The request body must be ${scimMediaType} or application/json`);
  }
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=').map((part) => part.trim());
    if (name === 'charset' && !['utf-8', 'utf8', 'us-ascii'].includes(value.replaceAll('"', ''))) {
      throw new ScimError(415, 'The request body must be encoded as UTF-8');
    }
  }
}
