import { ScimError } from '../../message/scim-error.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import { errorReply } from '../error-reply.ts';
import { createOperation } from '../operations/create.ts';
import { deleteOperation } from '../operations/delete.ts';
import { patchOperation } from '../operations/patch.ts';
import { replaceOperation } from '../operations/replace.ts';
import type { Reply } from '../reply.ts';
import type { RequestContext } from '../request-context.ts';
import { splitPath } from '../split-path.ts';
import type { BulkOperation } from './bulk-request.ts';

/** What became of a bulk operation. */
export interface BulkOutcome {
  readonly reply: Reply;
  /** Absent for a POST that failed. */
  readonly location: string | undefined;
  /** Id of the resource; absent for a POST that failed. */
  readonly id: string | undefined;
}

/** Runs one operation of a bulk request as if it were a request of its own. Never rejects. */
export async function runBulkOperation(context: RequestContext, operation: BulkOperation): Promise<BulkOutcome> {
  const { method, version, data } = operation;
  const own: RequestContext = {
    ...context,
    query: new Map(),
    preconditions: { ifMatch: version, ifNoneMatch: undefined },
    body: async () => data ?? {},
  };
  let target: BulkTarget | undefined;
  try {
    target = findTarget(context, operation);
    const reply = await runOn(own, operation, target);
    const location = reply.headers?.location ?? locationOf(context, target);
    return { reply, location, id: target.id ?? idOf(reply) };
  } catch (error) {
    const reply = errorReply(context.config, { ...context, method }, error);
    return { reply, location: target && locationOf(context, target), id: undefined };
  }
}

interface BulkTarget {
  readonly resourceType: ResourceType;
  /** Undefined for POST. */
  readonly id: string | undefined;
}

function findTarget({ config }: RequestContext, { method, path }: BulkOperation): BulkTarget {
  const [endpoint, id, ...more] = splitPath(path);
  const resourceType = config.resourceTypes.find((candidate) => candidate.endpoint === `/${endpoint}`);
  if (resourceType === undefined || more.length > 0 || (method === 'POST') !== (id === undefined)) {
    const wanted = method === 'POST' ? 'a resource type such as /Users' : 'a resource such as /Users/{id}';
    throw new ScimError(404, `The path of a ${method} must be that of ${wanted}, below the base URL`);
  }
  return { resourceType, id };
}

async function runOn(context: RequestContext, { method }: BulkOperation, target: BulkTarget): Promise<Reply> {
  const { resourceType, id } = target;
  if (method === 'POST' || id === undefined) return createOperation(context, resourceType);
  if (method === 'PUT') return replaceOperation(context, resourceType, id);
  if (method === 'PATCH') return patchOperation(context, resourceType, id);
  return deleteOperation(context, resourceType, id);
}

function locationOf({ locate }: RequestContext, { resourceType, id }: BulkTarget): string | undefined {
  return id === undefined ? undefined : locate(resourceType.name, id);
}

function idOf({ body }: Reply): string | undefined {
  return body !== undefined && 'id' in body && typeof body.id === 'string' ? body.id : undefined;
}
