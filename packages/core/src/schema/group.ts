import { Group as GroupDefinition } from 'scimmy/schemas';
import type { Group } from './resource.ts';
import { createResourceType, type ResourceType } from './resource-type.ts';

/** Group (RFC 7643 §4.2), compiled from scimmy's definition. */
export const groupResourceType: ResourceType<Group> = createResourceType<Group>({
  name: 'Group',
  endpoint: '/Groups',
  schema: GroupDefinition.definition,
  indexed: ['displayName', 'externalId'],
});
