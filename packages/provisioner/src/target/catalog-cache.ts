import type { Actor, Logger, Store } from '@scim-superset/core';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { abortable } from './abortable.ts';
import { reconcilerActor } from './access-event.ts';
import { parseAccountState } from './account-state.ts';
import { ensureGrants, type GrantSetUp, type ReadyCatalog } from './ensure-grants.ts';
import { noteGrantRoles } from './grant-roles.ts';
import { markLinks } from './mark-links.ts';
import { type GroupRecogniser, noteOwnGroups, recogniseGroups } from './own-groups.ts';
import type { Target } from './target.ts';

/** A target's catalog, read once and again when it may have changed. */
export interface CatalogCache {
  /** The catalog; sets up base role and grant groups when it has to read. Callers at the same time share one read. */
  get(signal: AbortSignal): Promise<ReadyCatalog>;
  /** The catalog if it was read lately and nothing tells that it is out of date. */
  fresh(): ReadyCatalog | undefined;
  /** The catalog if it was read already, whatever its age. */
  peek(): ReadyCatalog | undefined;
  /** Reads now, and undoes what was done by hand to the roles of these grant groups, on the actor's behalf. */
  repair(groups: ReadonlySet<string>, actor: Actor): Promise<ReadyCatalog>;
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
  let invalidations = 0;

  async function read(repair: ReadonlySet<string>, actor: Actor): Promise<ReadyCatalog> {
    const begunAt = invalidations;
    const changes: GrantSetUp[] = [];
    const isOwn = await recogniseGroups(store.reconciliation, target.name);
    const next = await ensureGrants(target.superset, mapping, {
      report: (change) => changes.push(change),
      isOwn,
      repair,
      signal: AbortSignal.timeout(readTimeoutMs),
    });
    await record(changes, actor);
    await noteOwnGroups(store.reconciliation, target.name, ownGroupNames(next, isOwn));
    await noteGrantRoles(store.reconciliation, target.name, { mapping, catalog: next, now: clock() });
    await remarkNewGroups(changes);
    catalog = next;
    if (begunAt === invalidations) {
      validUntil = clock() + (next.unknownRoles.length > 0 ? freshWithProblemsMs : freshMs);
    }
    return next;
  }

  /** Whoever had the grant through another group, or through this one before it was taken over, is not in it now. */
  async function remarkNewGroups(changes: readonly GrantSetUp[]): Promise<void> {
    const anew = changes.filter(({ kind }) => kind === 'grant-group' || kind === 'grant-group-taken-over');
    if (anew.length === 0) return;
    await markLinks(store.reconciliation, target.name, ({ state }) => {
      const applied = parseAccountState(state);
      return applied?.mode === 'group' && anew.some(({ grant = '' }) => applied.grants.includes(grant));
    });
  }

  async function record(changes: readonly GrantSetUp[], actor: Actor): Promise<void> {
    if (changes.length === 0) return;
    const at = new Date(clock()).toISOString();
    logger.info({ target: target.name, changes }, 'Set up the base role or grant groups in Superset');
    await store.commit({
      at,
      events: changes.map(({ kind, name, roles }) => ({
        type: 'access.setup',
        at,
        actor,
        subject: { type: kind === 'base-role' ? 'SupersetRole' : 'SupersetGroup', id: name },
        data: { target: target.name, change: kind, roles },
      })),
    });
  }

  const fresh = (): ReadyCatalog | undefined => (clock() < validUntil ? catalog : undefined);

  return {
    get(signal) {
      const current = fresh();
      if (current !== undefined) return Promise.resolve(current);
      reading ??= read(new Set(), reconcilerActor).finally(() => {
        reading = undefined;
      });
      return abortable(reading, signal);
    },
    fresh,
    repair: read,
    peek: () => catalog,
    invalidate() {
      invalidations += 1;
      validUntil = Number.NEGATIVE_INFINITY;
    },
  };
}

/** The groups of all grants, and those of earlier ones that are left. */
function ownGroupNames({ mode, grantGroups, ownGroupIds, groups }: ReadyCatalog, isOwn: GroupRecogniser): string[] {
  if (mode === 'direct') return [];
  const earlier = [...groups.values()].filter(({ id, name }) => ownGroupIds.has(id) && isOwn(name, false));
  return [...new Set([...grantGroups.values(), ...earlier].map(({ name }) => name))];
}
