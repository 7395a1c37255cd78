import { randomUUID } from 'node:crypto';
import { groupResourceType } from '../schema/group.ts';
import { lenientQuirks, type Quirks } from '../schema/quirks.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { userResourceType } from '../schema/user.ts';
import { createKeyedLock, type KeyedLock } from './keyed-lock.ts';
import { cleanBaseUrl } from './locations.ts';
import { type Logger, silentLogger } from './logger.ts';
import type { ScimEndpointOptions, ScimLimits } from './scim-endpoint-options.ts';
import { type CursorSeal, createCursorSeal } from './sealed-cursor.ts';
import { createView, type View } from './view.ts';

/** The options of an endpoint with every default filled in, and the state that its requests share. */
export interface EndpointConfig
  extends Pick<ScimEndpointOptions, 'store' | 'authenticate' | 'beforeCommit' | 'afterCommit' | 'baseUrl'> {
  readonly resourceTypes: readonly ResourceType[];
  /** What responses show when the client does not say. */
  readonly defaultViews: ReadonlyMap<ResourceType, View>;
  readonly limits: ScimLimits;
  readonly quirks: Quirks;
  readonly publicDiscovery: boolean;
  readonly cursorLifetimeMs: number;
  readonly cursors: CursorSeal;
  readonly logger: Logger;
  readonly clock: () => number;
  readonly generateId: () => string;
  /** Taken by writers that met each other on a resource. */
  readonly contended: KeyedLock;
}

const defaultLimits: ScimLimits = {
  bodyBytes: 10 * 1024 * 1024,
  bodyDepth: 32,
  pageSize: 1_000,
  defaultPageSize: 100,
  patchOperations: 1_000,
  bulkOperations: 1_000,
};

const shortestSecret = 32;

/**
 * Copies the options and fills in the defaults.
 *
 * @throws {TypeError} when two resource types share a name or an endpoint, `baseUrl` is no plain http(s)
 * URL, or `cursorSecret` is short.
 */
export function configureEndpoint(options: ScimEndpointOptions): EndpointConfig {
  const { resourceTypes = [userResourceType, groupResourceType], clock = Date.now } = options;
  for (const key of ['name', 'endpoint'] as const) {
    const values = resourceTypes.map((resourceType) => resourceType[key]);
    if (new Set(values).size < values.length) throw new TypeError(`Two resource types have the same ${key}`);
  }
  if (options.baseUrl !== undefined && cleanBaseUrl(options.baseUrl) === '') {
    throw new TypeError('baseUrl must be an absolute http(s) URL without query, such as "https://example.com/scim/v2"');
  }
  if (options.cursorSecret !== undefined && options.cursorSecret.length < shortestSecret) {
    throw new TypeError(`cursorSecret must have at least ${shortestSecret} characters`);
  }
  const limits = { ...defaultLimits, ...options.limits };
  const cursorLifetimeMs = options.cursorLifetimeMs ?? 600_000;
  return {
    store: options.store,
    authenticate: options.authenticate,
    ...(options.beforeCommit && { beforeCommit: options.beforeCommit }),
    ...(options.afterCommit && { afterCommit: options.afterCommit }),
    ...(options.baseUrl !== undefined && { baseUrl: options.baseUrl }),
    resourceTypes: [...resourceTypes],
    defaultViews: new Map(resourceTypes.map((resourceType) => [resourceType, createView({}, resourceType)])),
    limits: { ...limits, defaultPageSize: Math.min(limits.defaultPageSize, limits.pageSize) },
    quirks: { ...lenientQuirks, ...options.quirks },
    publicDiscovery: options.publicDiscovery ?? false,
    cursorLifetimeMs,
    cursors: createCursorSeal({ secret: options.cursorSecret, lifetimeMs: cursorLifetimeMs, clock }),
    logger: options.logger ?? silentLogger,
    clock,
    generateId: options.generateId ?? randomUUID,
    contended: createKeyedLock(),
  };
}
