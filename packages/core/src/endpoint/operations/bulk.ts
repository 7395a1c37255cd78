import { bulkResponseUrn } from '../../message/message-urns.ts';
import { ScimError } from '../../message/scim-error.ts';
import { quoteName } from '../../schema/quote-name.ts';
import { orderOperations } from '../bulk/bulk-order.ts';
import { referencesOf, resolveReferences } from '../bulk/bulk-references.ts';
import { type BulkOperation, type MalformedOperation, readBulkRequest } from '../bulk/bulk-request.ts';
import { runBulkOperation } from '../bulk/run-bulk-operation.ts';
import { errorReply } from '../error-reply.ts';
import type { Reply } from '../reply.ts';
import type { RequestContext } from '../request-context.ts';

/** An operation of a bulk response (RFC 7644 §3.7.3). */
interface BulkResult {
  readonly method?: string;
  readonly bulkId?: string;
  readonly version?: string;
  readonly location?: string;
  readonly status: string;
  readonly response?: object;
}

/**
 * Answers a bulk request (RFC 7644 §3.7) operation by operation, each with its own status and each atomic by itself.
 * Operations run in the order given, except that a `bulkId` may be used before the POST it belongs to; what refers to
 * itself in a circle is refused with 409 (§3.7.1). After `failOnErrors` errors the rest is not tried and not reported.
 */
export async function bulkOperation(context: RequestContext): Promise<Reply> {
  const request = readBulkRequest(await context.body(), context.config.limits.bulkOperations);
  const { operations } = request;
  const owners = new Map(
    operations.flatMap((operation, index) =>
      operation.method === 'POST' && isWellFormed(operation) && operation.bulkId !== undefined
        ? [[operation.bulkId, index] as const]
        : [],
    ),
  );
  const references = operations.map((operation) => (isWellFormed(operation) ? [...referencesOf(operation)] : []));
  const { order, circular } = orderOperations(
    references.map((names) => names.flatMap((bulkId) => owners.get(bulkId) ?? [])),
  );

  const ids = new Map<string, string>();
  const results = new Map<number, BulkResult>();
  let errors = 0;
  for (const index of order) {
    const operation = operations[index];
    if (operation === undefined || errors >= request.failOnErrors) break;
    context.signal?.throwIfAborted();
    const problem = isWellFormed(operation)
      ? referenceProblem(references[index] ?? [], owners, ids, circular.has(index))
      : operation.error;
    const result =
      problem === undefined && isWellFormed(operation)
        ? await run(context, resolveReferences(operation, ids), ids)
        : toResult(operation, errorReply(context.config, { ...context, method: 'POST' }, problem), undefined);
    if (result.response !== undefined) errors += 1;
    results.set(index, result);
  }
  const body = {
    schemas: [bulkResponseUrn],
    Operations: [...results].sort(([a], [b]) => a - b).map(([, result]) => result),
  };
  return { status: 200, body };
}

async function run(context: RequestContext, operation: BulkOperation, ids: Map<string, string>): Promise<BulkResult> {
  const { reply, location, id } = await runBulkOperation(context, operation);
  if (operation.method === 'POST' && operation.bulkId !== undefined && id !== undefined) ids.set(operation.bulkId, id);
  return toResult(operation, reply, location);
}

/** Only errors carry a body; whoever wants the resource finds it at the location. */
function toResult(
  { method, bulkId }: BulkOperation | MalformedOperation,
  reply: Reply,
  location: string | undefined,
): BulkResult {
  const version = reply.headers?.etag;
  return {
    ...(method !== undefined && { method }),
    ...(bulkId !== undefined && { bulkId }),
    ...(version !== undefined && { version }),
    ...(location !== undefined && { location }),
    status: String(reply.status),
    ...(reply.status >= 400 && reply.body !== undefined && { response: reply.body }),
  };
}

function referenceProblem(
  references: readonly string[],
  owners: ReadonlyMap<string, number>,
  ids: ReadonlyMap<string, string>,
  isCircular: boolean,
): ScimError | undefined {
  const unknown = references.find((bulkId) => !owners.has(bulkId));
  if (unknown !== undefined) {
    return new ScimError(400, `No POST of this request has the bulkId ${quoteName(unknown)}`, {
      scimType: 'invalidValue',
    });
  }
  if (isCircular) {
    return new ScimError(409, 'Operations refer to each other in a circle; create first, then add the references');
  }
  const missing = references.find((bulkId) => !ids.has(bulkId));
  return missing === undefined
    ? undefined
    : new ScimError(409, `The operation with the bulkId ${quoteName(missing)} failed, and this one needs it`);
}

function isWellFormed(operation: BulkOperation | MalformedOperation): operation is BulkOperation {
  return !('error' in operation);
}
