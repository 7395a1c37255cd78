export { type ScimNextOptions, type ScimRouteHandler, type ScimRouteHandlers, scimNext } from './scim-next.ts';
