import { describeSchema, type Schema } from '../../schema/schema.ts';
import { isStored } from '../attributes-to-store.ts';
import type { RequestContext } from '../request-context.ts';
import type { DiscoveryResource } from './discovery-list.ts';
import { discoverySchemas, schemaUrn } from './discovery-schemas.ts';

/**
 * The resources of `/Schemas` (RFC 7643 §7): the schemas of all resource types, as far as they are stored, and those of
 * the discovery endpoints.
 */
export function describeSchemas({ config, baseUrl }: RequestContext): readonly DiscoveryResource[] {
  const served = config.resourceTypes.flatMap(({ schema, extensions }) => [
    schema,
    ...extensions.map((extension) => extension.schema),
  ]);
  const byId = new Map([...served, ...discoverySchemas].map((schema) => [schema.id, schema]));
  return [...byId.values()].map((schema) => ({
    schemas: [schemaUrn],
    ...describeSchema(storedPart(schema)),
    // URNs stand in the path as they are: the colon needs no encoding (RFC 3986 §3.3).
    meta: { resourceType: 'Schema', location: `${baseUrl}/Schemas/${schema.id}` },
  }));
}

function storedPart(schema: Schema): Schema {
  return { ...schema, attributes: new Map([...schema.attributes].filter(([, attribute]) => isStored(attribute))) };
}
