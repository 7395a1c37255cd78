import { ScimError } from '../message/scim-error.ts';

/** The 400 for a filter that cannot be applied to a resource type (RFC 7644 table 9). */
export function invalidFilter(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidFilter' });
}
