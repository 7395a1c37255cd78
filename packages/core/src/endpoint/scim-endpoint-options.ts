import type { Authenticate, Principal } from '../auth/authenticate.ts';
import type { MembersDelta } from '../patch/patch-result.ts';
import type { Quirks } from '../schema/quirks.ts';
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
  /** What happens to the members of a group; `before` and `after` never carry them. Undefined when nothing does. */
  readonly members: MembersDelta | undefined;
  readonly principal: Principal;
  readonly requestId: string;
}

/** A change that is durable. */
export interface CommittedChange extends PendingChange {
  /** Ids of the users whose access has to be looked at again. */
  readonly dirty: readonly string[];
  /** True when somebody may have lost access: deactivation, deletion, removal from a group. */
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
  /** Operations of a bulk request (RFC 7644 §3.7.4). Default 1,000. */
  readonly bulkOperations: number;
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
  /**
   * What identity providers may do although the RFCs say otherwise. Default: everything, see {@link Quirks}.
   * `tokenWithoutScheme` is the business of `authenticate`, see {@link bearerTokens}.
   */
  readonly quirks?: Partial<Quirks>;
  /** Lets anybody read ServiceProviderConfig, ResourceTypes and Schemas (RFC 7644 §4). Default false. */
  readonly publicDiscovery?: boolean;
  /**
   * Secret that cursors (RFC 9865) are sealed with, at least 32 characters. Replicas behind one URL must share it.
   * Default: random, so that cursors end with the process.
   */
  readonly cursorSecret?: string;
  /** How long a cursor can be used, in milliseconds. Default 10 minutes. */
  readonly cursorLifetimeMs?: number;
  /** Default: logs nothing. */
  readonly logger?: Logger;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
  /** New resource and request ids. Default `crypto.randomUUID`. */
  readonly generateId?: () => string;
}
