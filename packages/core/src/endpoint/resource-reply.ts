import type { StoredResource } from '../store/resource-store.ts';
import { formatEntityTag } from './entity-tag.ts';
import type { Reply } from './reply.ts';
import type { RequestContext } from './request-context.ts';
import { storedToResource } from './stored-to-resource.ts';
import type { View } from './view.ts';

/** A response with one resource, its `ETag` and its `Location`. */
export function resourceReply(context: RequestContext, status: 200 | 201, stored: StoredResource, view: View): Reply {
  return {
    status,
    headers: resourceHeaders(context, stored),
    body: view.project(storedToResource(stored, context.locate)),
  };
}

/** `ETag` and `Location` of a resource (RFC 7644 §3.14, §3.3). */
export function resourceHeaders(
  { locate }: RequestContext,
  { type, id, version }: StoredResource,
): Readonly<Record<string, string>> {
  const location = locate(type, id);
  return { etag: formatEntityTag(version), ...(location !== undefined && { location }) };
}
