import { bulkRequestUrn } from '../../message/message-urns.ts';
import { ScimError } from '../../message/scim-error.ts';
import { isJsonObject, type JsonObject, valueInAnyCase } from '../../schema/json.ts';
import { requireMessage } from '../require-message.ts';

/** Methods of a bulk operation. */
type BulkMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One operation of a bulk request, checked as far as its own envelope goes. */
export interface BulkOperation {
  readonly method: BulkMethod;
  readonly path: string;
  readonly bulkId: string | undefined;
  readonly version: string | undefined;
  readonly data: JsonObject | undefined;
}

/** An operation whose envelope is malformed: it fails alone. What could be read of it is repeated in the response. */
export interface MalformedOperation {
  readonly method: BulkMethod | undefined;
  readonly bulkId: string | undefined;
  readonly error: ScimError;
}

/** A bulk request (RFC 7644 §3.7). */
export interface BulkRequest {
  /** Errors after which the rest is not tried. */
  readonly failOnErrors: number;
  readonly operations: readonly (BulkOperation | MalformedOperation)[];
}

const methods: readonly BulkMethod[] = ['POST', 'PUT', 'PATCH', 'DELETE'];
const members: readonly string[] = ['method', 'path', 'bulkId', 'version', 'data'];

/**
 * Reads the envelope of a bulk request. Names are case-insensitive.
 *
 * @throws {ScimError} 400 `invalidSyntax` when it is malformed, 413 when it has more than `maxOperations`.
 */
export function readBulkRequest(body: JsonObject, maxOperations: number): BulkRequest {
  requireMessage(body, bulkRequestUrn);
  const operations = valueInAnyCase(body, 'Operations');
  const failOnErrors = valueInAnyCase(body, 'failOnErrors');
  if (!Array.isArray(operations)) throw malformed('"Operations" must be a list of operations');
  if (operations.length > maxOperations) {
    throw new ScimError(413, `The bulk request exceeds the maxOperations (${maxOperations}); split it`);
  }
  if (failOnErrors !== undefined && failOnErrors !== null && !isPositiveInteger(failOnErrors)) {
    throw malformed('"failOnErrors" must be an integer greater than 0');
  }
  const bulkIds = new Set<string>();
  return {
    failOnErrors: isPositiveInteger(failOnErrors) ? failOnErrors : Number.POSITIVE_INFINITY,
    operations: operations.map((operation, index) => readOperation(operation, `Operations[${index}]`, bulkIds)),
  };
}

function readOperation(operation: unknown, where: string, bulkIds: Set<string>): BulkOperation | MalformedOperation {
  if (!isJsonObject(operation)) {
    return { method: undefined, bulkId: undefined, error: malformed(`${where} must be an object`) };
  }
  const [verb, path, id, version, data] = members.map((name) => valueInAnyCase(operation, name));
  const method = typeof verb === 'string' ? methods.find((name) => name === verb.toUpperCase()) : undefined;
  const bulkId = typeof id === 'string' && id !== '' ? id : undefined;
  const fail = (detail: string): MalformedOperation => ({ method, bulkId, error: malformed(`${where}${detail}`) });

  if (method === undefined) return fail(`.method must be one of ${methods.join(', ')}`);
  if (typeof path !== 'string') return fail('.path must be a string');
  if (method === 'POST' && bulkId === undefined) return fail('.bulkId is missing; POST needs one');
  if (method !== 'DELETE' && !isJsonObject(data)) return fail(`.data must be an object; ${method} needs it`);
  if (version !== undefined && version !== null && typeof version !== 'string') {
    return fail('.version must be a string');
  }
  if (method === 'POST' && bulkId !== undefined) {
    if (bulkIds.has(bulkId)) return fail('.bulkId is used twice; every POST needs its own');
    bulkIds.add(bulkId);
  }
  return { method, path, bulkId, version: version ?? undefined, data: isJsonObject(data) ? data : undefined };
}

function isPositiveInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

function malformed(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidSyntax' });
}
