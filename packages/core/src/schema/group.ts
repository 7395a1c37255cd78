import { Group as GroupDefinition } from 'scimmy/schemas';
import type { Group } from './resource.ts';
import { createResourceType, type ResourceType } from './resource-type.ts';
import { type SchemaJson, schemaToJson } from './schema.ts';

/** Group (RFC 7643 §4.2), compiled from scimmy's definition. */
export const groupResourceType: ResourceType<Group> = createResourceType<Group>({
  name: 'Group',
  endpoint: '/Groups',
  schema: withServerMadeDisplay(schemaToJson(GroupDefinition.definition)),
  indexed: ['displayName', 'externalId'],
});

/**
 * RFC 7643 §8.7.1 has no `members.display`. Here it is the member's current name whatever a client sends, so it is
 * read-only; and it would be most of the bytes of a large group, so it is returned on request only.
 */
function withServerMadeDisplay(schema: SchemaJson): SchemaJson {
  return {
    ...schema,
    attributes: schema.attributes.map((attribute) => ({
      ...attribute,
      subAttributes: attribute.subAttributes?.map((sub) =>
        sub.name === 'display' ? { ...sub, mutability: 'readOnly' as const, returned: 'request' as const } : sub,
      ),
    })),
  };
}
