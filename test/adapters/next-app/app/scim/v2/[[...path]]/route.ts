import { scimNext } from '@scim-superset/next';
import { createEchoEndpoint } from '../../../../../echo-endpoint.ts';

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = scimNext(createEchoEndpoint(), {
  prefix: '/base/scim/v2',
});
