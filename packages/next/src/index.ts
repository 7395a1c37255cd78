export { type ScimNextOptions, type ScimRouteHandler, scimNext } from './scim-next.ts';
