import { checkSchemas } from '../schema/read-schemas.ts';
import { type AttributeOperation, refusal } from './attribute-operation.ts';

/**
 * Checks an operation on `schemas`. It follows from the extensions of which a resource has attributes, so what a client
 * sends, as authentik does in a pathless replace, must be right but changes nothing.
 *
 * @throws {ScimError} 400 mutability when values are to be removed or selected; 400 invalidValue.
 */
export function checkSchemasOperation({ op, filter, value, context }: AttributeOperation): void {
  if (op === 'remove' || filter !== undefined) {
    throw refusal('"schemas" follows from the attributes; remove those of the extension instead', 'mutability');
  }
  const { resourceType, quirks } = context;
  const given = op === 'add' && Array.isArray(value) ? [resourceType.schema.id, ...value] : value;
  checkSchemas(given, resourceType, quirks);
}
