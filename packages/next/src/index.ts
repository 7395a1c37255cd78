export {
  type ScimNextOptions,
  type ScimRouteContext,
  type ScimRouteHandler,
  type ScimRouteHandlers,
  scimNext,
} from './scim-next.ts';
