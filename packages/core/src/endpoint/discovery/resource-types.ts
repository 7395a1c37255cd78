import type { RequestContext } from '../request-context.ts';
import type { DiscoveryResource } from './discovery-list.ts';
import { resourceTypeUrn } from './discovery-schemas.ts';

/** The resources of `/ResourceTypes` (RFC 7643 §6). */
export function describeResourceTypes({ config, baseUrl }: RequestContext): readonly DiscoveryResource[] {
  return config.resourceTypes.map(({ name, description, endpoint, schema, extensions }) => ({
    schemas: [resourceTypeUrn],
    id: name,
    name,
    description,
    endpoint,
    schema: schema.id,
    ...(extensions.length > 0 && {
      schemaExtensions: extensions.map((extension) => ({ schema: extension.schema.id, required: extension.required })),
    }),
    meta: { resourceType: 'ResourceType', location: `${baseUrl}/ResourceTypes/${encodeURIComponent(name)}` },
  }));
}
