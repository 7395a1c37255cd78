export type { Authenticate, Principal } from './auth/authenticate.ts';
export type { AuthenticationQuirks } from './auth/authorization-header.ts';
export { type BearerTokensOptions, bearerTokens } from './auth/bearer-tokens.ts';
export { firstOf } from './auth/first-of.ts';
export { type FixedTokenOptions, fixedToken } from './auth/fixed-token.ts';
export {
  type IssuedToken,
  type IssueTokenOptions,
  issueToken,
  revokeToken,
  rotateToken,
} from './auth/issue-token.ts';
export { type JwtTokensOptions, jwtTokens } from './auth/jwt-tokens.ts';
export { createScimEndpoint } from './endpoint/create-scim-endpoint.ts';
export { type Logger, silentLogger } from './endpoint/logger.ts';
export type {
  CommittedChange,
  PendingChange,
  ScimEndpointOptions,
  ScimLimits,
} from './endpoint/scim-endpoint-options.ts';
export type { ScimEndpoint, ScimRequest, ScimResponse } from './endpoint/scim-request.ts';
export { type CompileFilterOptions, compileElementFilter, compileFilter } from './filter/compile-filter.ts';
export type { ComparisonOperator, Filter, FilterValue } from './filter/filter.ts';
export { filterPaths } from './filter/filter-paths.ts';
export { parseFilter } from './filter/parse-filter.ts';
export { type PatchPath, parsePath } from './filter/parse-path.ts';
export type { ParseFilterOptions } from './filter/parser.ts';
export { printFilter } from './filter/print-filter.ts';
export { type FilterNode, type FilterVisitor, visitFilter } from './filter/visit-filter.ts';
export { ScimError, type ScimErrorOptions, type ScimType } from './message/scim-error.ts';
export { type ApplyPatchOptions, applyPatch } from './patch/apply-patch.ts';
export { type PatchNeedsMembersOptions, patchNeedsMembers } from './patch/patch-needs-members.ts';
export type { AttributeChange, MembersDelta, PatchResult } from './patch/patch-result.ts';
export type { Attribute, AttributeDefinition, AttributeType, Mutability, Returned } from './schema/attribute.ts';
export { groupResourceType } from './schema/group.ts';
export { type FilterKeys, filterKeys, resourceKeys } from './schema/index-keys.ts';
export { keepAttributes } from './schema/keep-attributes.ts';
export {
  compileProjection,
  type Projection,
  type ProjectionParameters,
  projectResource,
} from './schema/project-resource.ts';
export { lenientQuirks, type Quirks, strictQuirks } from './schema/quirks.ts';
export { type ReadResourceOptions, readResource } from './schema/read-resource.ts';
export { type ReplaceResourceOptions, replaceResource } from './schema/replace-resource.ts';
export type {
  EnterpriseUser,
  Group,
  GroupMember,
  GroupReference,
  MultiValue,
  ResourceMeta,
  ScimResource,
  User,
  UserAddress,
  UserName,
} from './schema/resource.ts';
export type { AttributesOf, ResourceOf } from './schema/resource-of.ts';
export {
  createResourceType,
  type ResourceType,
  type ResourceTypeDefinition,
  type SchemaExtension,
} from './schema/resource-type.ts';
export type { Schema, SchemaJson, ScimmySchemaDefinition } from './schema/schema.ts';
export { enterpriseUserUrn, groupUrn, userUrn } from './schema/urns.ts';
export { userResourceType } from './schema/user.ts';
export {
  type Actor,
  type AuditEvent,
  type AuditEventDraft,
  type ChainHead,
  emptyChain,
  extendChain,
  findBrokenLink,
} from './store/audit-chain.ts';
export { createMemoryStore, type MemoryStoreOptions } from './store/memory/create-memory-store.ts';
export type {
  Claim,
  ClaimRequest,
  Lag,
  Link,
  LinkPage,
  NoteChange,
  Outcome,
  ReconciliationStore,
  RenewRequest,
} from './store/reconciliation-store.ts';
export type {
  CommitConflict,
  CommitResult,
  DirtyMark,
  Include,
  IndexKey,
  ListPage,
  ListQuery,
  MembershipChange,
  MembershipResult,
  ResourceDelete,
  ResourcePut,
  ResourceStore,
  StoredGroupReference,
  StoredMember,
  StoredResource,
  WriteBatch,
} from './store/resource-store.ts';
export type { AuditLog, Store } from './store/store.ts';
export { StoreError, type StoreErrorCode } from './store/store-error.ts';
export type { TokenRecord, TokenScope, TokenStore } from './store/token-store.ts';
export { groupTypeName, userTypeName } from './store/type-names.ts';
