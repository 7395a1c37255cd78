import type { Logger, Store } from '@scim-superset/core';
import type { Alarm } from '../alert/create-alarm.ts';
import { createDepartures, type Departures } from '../leaver/departures.ts';
import type { LeaverPolicy } from '../leaver/leaver-policy.ts';
import { overrideMapping } from '../mapping/override-mapping.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { type CatalogCache, createCatalogCache } from './catalog-cache.ts';
import { createFreeNames, type FreeNames } from './free-names.ts';
import { createIdentities, type Identities } from './identities.ts';
import type { DeletionPolicy, Target } from './target.ts';

/** What all work on one target shares. */
export interface TargetContext extends Pick<Target, 'name' | 'superset'> {
  readonly store: Store;
  /** The mapping of this target, its overrides included. */
  readonly mapping: RoleMapping;
  readonly leaver: LeaverPolicy;
  readonly deletion: DeletionPolicy;
  readonly catalog: CatalogCache;
  readonly identities: Identities;
  readonly freeNames: FreeNames;
  /** Tells people. */
  readonly alarm: Alarm;
  /** Accounts that were cut off, by whichever process, until it was looked at what they own. */
  readonly departed: Departures;
  readonly logger: Logger;
  readonly clock: () => number;
}

/**
 * Builds the context of a target. Sends nothing yet.
 *
 * @throws {ProvisionerError} `invalid-mapping` when the target's overrides do not fit the mapping.
 */
export function createTargetContext(
  target: Target,
  shared: Pick<TargetContext, 'store' | 'mapping' | 'deletion' | 'alarm' | 'logger' | 'clock'>,
): TargetContext {
  const { store, clock, logger, alarm } = shared;
  const { name, superset, overrides } = target;
  const mapping = overrideMapping(shared.mapping, name, overrides);
  return {
    store,
    mapping,
    alarm,
    logger,
    clock,
    name,
    superset,
    leaver: target.leaver ?? { policy: 'report' },
    deletion: target.deletion ?? shared.deletion,
    departed: createDepartures(name, { reconciliation: store.reconciliation, clock }),
    catalog: createCatalogCache(target, { ...shared, mapping }),
    identities: createIdentities(target, shared),
    freeNames: createFreeNames(),
  };
}
