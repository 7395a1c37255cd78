import { scimNext } from '@scim-superset/next';
import { scimEndpoint } from '../../../../scim.ts';

export const { GET, HEAD, POST, PUT, PATCH, DELETE } = scimNext({
  handle: (request) => scimEndpoint().handle(request),
});
