import type { Authenticate, Principal } from '../auth/authenticate.ts';
import type { ScimResource } from '../schema/resource.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import type { Logger } from './logger.ts';

/** A change that is about to be committed. */
export interface PendingChange {
  readonly operation: 'create' | 'replace' | 'patch' | 'delete';
  readonly resourceType: ResourceType;
  readonly id: string;
  /** Undefined for `create`. */
  readonly before: ScimResource | undefined;
  /** Undefined for `delete`. */
  readonly after: ScimResource | undefined;
  readonly principal: Principal;
  readonly requestId: string;
}

/** A change that is durable. */
export interface CommittedChange extends PendingChange {
  /** Ids of the users whose access has to be looked at again. */
  readonly dirty: readonly string[];
  /** True when somebody may have lost access: deactivation, deletion. */
  readonly urgent: boolean;
}

/** Greatest sizes that a client may ask for or send. */
export interface ScimLimits {
  /** Request body in bytes. Default 10 MiB: a full group of 100,000 members fits. */
  readonly bodyBytes: number;
  /** Nesting of JSON. Default 32. */
  readonly bodyDepth: number;
  /** Resources on a page; larger counts are lowered to it (RFC 7644 §3.4.2.4). Default 1,000. */
  readonly pageSize: number;
  /** Resources on a page when the client does not say. Default 100. */
  readonly defaultPageSize: number;
  /** Operations of a PATCH. Default 1,000. */
  readonly patchOperations: number;
}

/** What a SCIM service provider is made of. */
export interface ScimEndpointOptions {
  readonly store: ResourceStore;
  readonly authenticate: Authenticate;
  /** Default: User with the enterprise extension, and Group. */
  readonly resourceTypes?: readonly ResourceType[];
  /** Absolute URL of the endpoint for `meta.location`. Default: what the adapter finds in the request. */
  readonly baseUrl?: string;
  /** May refuse a change by throwing a {@link ScimError}; anything else thrown is a 500. */
  readonly beforeCommit?: (change: PendingChange) => Promise<void>;
  /** Runs before the response is sent; its failure is logged and does not change the response. */
  readonly afterCommit?: (change: CommittedChange) => Promise<void>;
  readonly limits?: Partial<ScimLimits>;
  /** Default: logs nothing. */
  readonly logger?: Logger;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
  /** New resource and request ids. Default `crypto.randomUUID`. */
  readonly generateId?: () => string;
}
