import type { ResourceType } from '../../schema/resource-type.ts';
import { notFound } from '../commit-change.ts';
import { isUnmodified } from '../entity-tag.ts';
import type { Reply } from '../reply.ts';
import type { RequestContext } from '../request-context.ts';
import { resourceHeaders, resourceReply } from '../resource-reply.ts';
import { readProjection, viewOf } from '../view.ts';

/** Answers GET of one resource (RFC 7644 §3.4.1); 304 when `If-None-Match` names its version. */
export async function readOperation(context: RequestContext, resourceType: ResourceType, id: string): Promise<Reply> {
  const view = viewOf(context.config, readProjection(context.query), resourceType);
  const stored = await context.config.store.read(resourceType.name, id, view.include);
  if (stored === undefined) throw notFound(resourceType.name);
  if (isUnmodified(context.preconditions, stored.version)) {
    return { status: 304, headers: resourceHeaders(context, stored) };
  }
  return resourceReply(context, 200, stored, view);
}
