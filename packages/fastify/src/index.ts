export { type ScimFastifyOptions, scimFastify } from './scim-fastify.ts';
