import type { Logger, ScimEndpointOptions, Store } from '@scim-superset/core';
import type { ProvisionerAlert } from './alert/provisioner-alert.ts';
import type { BreakerOptions } from './breaker/breaker-options.ts';
import type { DriftOptions } from './drift/drift-options.ts';
import type { RoleMapping } from './mapping/role-mapping.ts';
import type { ProvisionerTiming } from './provisioner-timing.ts';
import type { StoredAttributes } from './stored-attributes.ts';
import type { DeletionPolicy, Target } from './target/target.ts';

/** What a provisioner is made of. */
export interface ProvisionerOptions {
  readonly store: Store;
  readonly mapping: RoleMapping;
  /** At least one; each is served on its own, so that one that is slow or down holds up no other. */
  readonly targets: readonly Target[];
  /**
   * Which attributes of users the endpoint stores. Groups are small and stored whole. Does not concern `resourceTypes` that
   * {@link ProvisionerEndpointOptions} bring along: reduce these with `keepAttributes` of core. Default `needed`.
   */
  readonly storedAttributes?: StoredAttributes;
  /** Users applied at the same time per target, in the background. Default 4. */
  readonly concurrency?: number;
  /** A change that concerns more users than this does not hold its response up. Default 25. */
  readonly inlineUsers?: number;
  /** With more users waiting than this, a creation does not hold its response up. Default 10. */
  readonly inlineCreations?: number;
  /** How a started provisioner looks for deviations, and what it does about them. */
  readonly drift?: DriftOptions;
  readonly timing?: Partial<ProvisionerTiming>;
  /** What becomes of the accounts of users who were deleted from the directory. Default `deactivate`. */
  readonly deletion?: DeletionPolicy;
  /**
   * When people are asked before more users lose access; false never asks. A target's own options go before these. The
   * defaults are those of {@link BreakerOptions}.
   */
  readonly breaker?: BreakerOptions | false;
  /**
   * Told what a person should hear of soon. What it throws is logged and nothing else. Default: alerts are logged, and
   * recorded in the audit chain as `alert.KIND`, which they are anyway.
   */
  readonly alert?: (alert: ProvisionerAlert) => void;
  /** Default: logs nothing. */
  readonly logger?: Logger;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly clock?: () => number;
}

/** Options of the SCIM endpoint that the provisioner leaves open. */
export type ProvisionerEndpointOptions = Omit<ScimEndpointOptions, 'store' | 'beforeCommit' | 'afterCommit'>;
