import { EnterpriseUser as EnterpriseUserDefinition, User as UserDefinition } from 'scimmy/schemas';
import type { User } from './resource.ts';
import { createResourceType, type ResourceType } from './resource-type.ts';

/** User with the enterprise extension (RFC 7643 §4.1, §4.3), compiled from scimmy's definitions. */
export const userResourceType: ResourceType<User> = createResourceType<User>({
  name: 'User',
  endpoint: '/Users',
  schema: UserDefinition.definition,
  extensions: [{ schema: EnterpriseUserDefinition.definition }],
  indexed: ['userName', 'externalId', 'displayName', 'emails.value'],
});
