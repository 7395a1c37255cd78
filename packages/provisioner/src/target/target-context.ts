import type { Logger, Store } from '@scim-superset/core';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import { type AccountOwners, createAccountOwners } from './account-owners.ts';
import { type CatalogCache, createCatalogCache } from './catalog-cache.ts';
import type { Target } from './target.ts';

/** What all work on one target shares. */
export interface TargetContext extends Target {
  readonly store: Store;
  readonly mapping: RoleMapping;
  readonly catalog: CatalogCache;
  readonly owners: AccountOwners;
  readonly logger: Logger;
  readonly clock: () => number;
}

/** Builds the context of a target. Sends nothing yet. */
export function createTargetContext(
  target: Target,
  shared: Pick<TargetContext, 'store' | 'mapping' | 'logger' | 'clock'>,
): TargetContext {
  const { store, clock } = shared;
  return {
    ...shared,
    name: target.name,
    superset: target.superset,
    catalog: createCatalogCache(target, shared),
    owners: createAccountOwners(store.reconciliation, target.name, clock),
  };
}
