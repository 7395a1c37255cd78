export { type ExpressRequest, type ScimExpressHandler, scimExpress } from './scim-express.ts';
