import { scimNext } from '@scim-superset/next';
import { createCoreEndpoint } from '../../../../../core-endpoint.ts';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = scimNext(createCoreEndpoint(), {
  prefix: '/base/core/v2',
});
