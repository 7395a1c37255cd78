import { ScimError } from '../message/scim-error.ts';
import { isJsonObject, valueInAnyCase } from '../schema/json.ts';
import type { Quirks } from '../schema/quirks.ts';

/** Schema URN of a PATCH request (RFC 7644 §3.5.2). */
export const patchOpUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** One operation of a PATCH request. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  /** Undefined: the target is the resource itself. */
  readonly path: string | undefined;
  /** Undefined: there is none; null is a value that leaves its target unassigned (RFC 7643 §2.5). */
  readonly value: unknown;
}

/**
 * Checks the envelope of a PATCH request: `schemas`, `Operations` and the shape of each operation (RFC 7644 §3.5.2).
 * Names and operation keywords are case-insensitive; a `path` of null counts as none.
 *
 * @throws {ScimError} 400 invalidSyntax for a malformed message; 413 for more than `maxOperations`; 400 noTarget for a
 * `remove` without path; 400 invalidValue for an operation without the value it needs.
 */
export function readPatchRequest(request: unknown, quirks: Quirks, maxOperations: number): readonly PatchOperation[] {
  if (!isJsonObject(request)) throw malformed('The body must be a JSON object with "schemas" and "Operations"');
  const schemas = valueInAnyCase(request, 'schemas');
  if (!Array.isArray(schemas) || !schemas.some(isPatchOpUrn)) throw malformed(`"schemas" must contain "${patchOpUrn}"`);
  const operations = valueInAnyCase(request, 'Operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw malformed('"Operations" must be a list of one or more operations');
  }
  if (operations.length > maxOperations) {
    throw new ScimError(
      413,
      `A PATCH may have at most ${maxOperations} operations, not ${operations.length}; split the request`,
    );
  }
  return operations.map((operation, index) => readOperation(operation, index, quirks));
}

function readOperation(operation: unknown, index: number, quirks: Quirks): PatchOperation {
  const where = `Operations[${index}]`;
  if (!isJsonObject(operation)) throw malformed(`${where} must be an object with "op"`);
  const keyword = valueInAnyCase(operation, 'op');
  const op = typeof keyword === 'string' ? keyword.toLowerCase() : '';
  if (op !== 'add' && op !== 'remove' && op !== 'replace') {
    throw malformed(`${where}.op must be "add", "remove" or "replace"`);
  }
  const path = valueInAnyCase(operation, 'path') ?? undefined;
  if (path !== undefined && typeof path !== 'string') {
    throw new ScimError(400, `${where}.path must be a string`, { scimType: 'invalidPath' });
  }
  const value = valueInAnyCase(operation, 'value');
  if (op === 'remove') checkRemove(path, value, where, quirks);
  else if (value === undefined) throw invalidValue(`${where}.value is missing; "${op}" needs one`);
  return { op, path, value: op === 'remove' ? (value ?? undefined) : value };
}

function checkRemove(path: string | undefined, value: unknown, where: string, quirks: Quirks): void {
  if (path === undefined) {
    throw new ScimError(400, `${where}.path is missing; "remove" needs to say what to remove`, {
      scimType: 'noTarget',
    });
  }
  // Ignoring the value would remove all values of the attribute, the very accident that clients suffer from elsewhere.
  if (value !== undefined && value !== null && !quirks.removeByValue) {
    throw invalidValue(`${where}.value is not allowed in "remove"; select values with a filter in "path"`);
  }
}

function isPatchOpUrn(urn: unknown): boolean {
  return urn === patchOpUrn || (typeof urn === 'string' && urn.toLowerCase() === patchOpUrn.toLowerCase());
}

function malformed(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidSyntax' });
}

function invalidValue(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidValue' });
}
