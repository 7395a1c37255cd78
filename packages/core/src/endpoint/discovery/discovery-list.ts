import { listResponseUrn } from '../../message/message-urns.ts';
import { ScimError } from '../../message/scim-error.ts';
import type { Reply } from '../reply.ts';
import type { RequestContext } from '../request-context.ts';

/** A resource of a discovery endpoint. */
export interface DiscoveryResource {
  readonly id: string;
  readonly meta: { readonly resourceType: string; readonly location: string };
}

/**
 * Answers a discovery endpoint with all of its resources. Sorting and paging are ignored (RFC 7644 §4).
 *
 * @throws {ScimError} 403 for a filter, so that nobody takes the unfiltered answer for a filtered one.
 */
export function discoveryList({ query }: RequestContext, resources: readonly DiscoveryResource[]): Reply {
  if (query.has('filter')) throw new ScimError(403, 'This endpoint cannot be filtered; leave "filter" out');
  const body = {
    schemas: [listResponseUrn],
    totalResults: resources.length,
    startIndex: 1,
    itemsPerPage: resources.length,
    Resources: resources,
  };
  return { status: 200, body };
}

/**
 * Answers a discovery endpoint with one of its resources.
 *
 * @throws {ScimError} 404 when there is none with this id.
 */
export function discoveryResource(resources: readonly DiscoveryResource[], id: string, kind: string): Reply {
  const found = resources.find((resource) => resource.id.toLowerCase() === id.toLowerCase());
  if (found === undefined) throw new ScimError(404, `There is no ${kind} with this id`);
  return { status: 200, headers: { location: found.meta.location }, body: found };
}
