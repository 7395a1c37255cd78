import type { Logger, Store } from '@scim-superset/core';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { abortable } from './abortable.ts';
import { reconcilerActor } from './access-event.ts';
import { ensureGrants, type GrantSetUp, type ReadyCatalog } from './ensure-grants.ts';
import type { Target } from './target.ts';

/** A target's catalog, read once and again when it may have changed. */
export interface CatalogCache {
  /** The catalog; sets up base role and grant groups when it has to read. Callers at the same time share one read. */
  get(signal: AbortSignal): Promise<ReadyCatalog>;
  /** The catalog if it was read already, whatever its age. */
  peek(): ReadyCatalog | undefined;
  /** Reads now, and undoes what was done to the roles of grant groups by hand. */
  repair(): Promise<ReadyCatalog>;
  /** Makes the next {@link get} read again, because a call failed in a way that a stale catalog explains. */
  invalidate(): void;
}

/** Roles and groups change rarely, and a stale id shows as a failed call. */
const freshMs = 300_000;
/** A role that the mapping names and the Superset lacks is usually about to be created. */
const freshWithProblemsMs = 15_000;
/** Not the caller's signal: the read is shared, and one caller that gives up must not fail the others. */
const readTimeoutMs = 20_000;

/** Creates the cache. What has to be set up is logged and becomes an `access.setup` audit event. */
export function createCatalogCache(
  target: Target,
  shared: {
    readonly store: Store;
    readonly mapping: RoleMapping;
    readonly logger: Logger;
    readonly clock: () => number;
  },
): CatalogCache {
  const { store, mapping, logger, clock } = shared;
  let catalog: ReadyCatalog | undefined;
  let validUntil = Number.NEGATIVE_INFINITY;
  let reading: Promise<ReadyCatalog> | undefined;

  async function read(repair: boolean): Promise<ReadyCatalog> {
    const changes: GrantSetUp[] = [];
    const next = await ensureGrants(target.superset, mapping, {
      report: (change) => changes.push(change),
      repair,
      signal: AbortSignal.timeout(readTimeoutMs),
    });
    await record(changes);
    catalog = next;
    validUntil = clock() + (next.unknownRoles.length > 0 ? freshWithProblemsMs : freshMs);
    return next;
  }

  async function record(changes: readonly GrantSetUp[]): Promise<void> {
    if (changes.length === 0) return;
    const at = new Date(clock()).toISOString();
    logger.info({ target: target.name, changes }, 'Set up the base role or grant groups in Superset');
    await store.commit({
      at,
      events: changes.map(({ kind, name, roles }) => ({
        type: 'access.setup',
        at,
        actor: reconcilerActor,
        subject: { type: kind === 'base-role' ? 'SupersetRole' : 'SupersetGroup', id: name },
        data: { target: target.name, change: kind, roles },
      })),
    });
  }

  return {
    get(signal) {
      if (catalog !== undefined && clock() < validUntil) return Promise.resolve(catalog);
      reading ??= read(false).finally(() => {
        reading = undefined;
      });
      return abortable(reading, signal);
    },
    repair: () => read(true),
    peek: () => catalog,
    invalidate() {
      validUntil = Number.NEGATIVE_INFINITY;
    },
  };
}
