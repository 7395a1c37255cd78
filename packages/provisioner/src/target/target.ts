import type { SupersetClient } from '@scim-superset/superset-client';
import type { BreakerOptions } from '../breaker/breaker-options.ts';
import type { LeaverPolicy } from '../leaver/leaver-policy.ts';
import type { MappingOverrides } from '../mapping/role-mapping.ts';
import { ProvisionerError } from '../provisioner-error.ts';

/**
 * What becomes of the account of a user who was deleted from the directory. It is deactivated at once. With `delete` it is
 * deleted in Superset besides, which cannot be undone and therefore always waits for somebody to decide.
 */
export type DeletionPolicy = 'deactivate' | 'delete';

/** A Superset to keep in line with the directory. */
export interface Target {
  /** Unique; names the target in the store, in plans and in logs. Renaming it starts from nothing. */
  readonly name: string;
  readonly superset: SupersetClient;
  /** Where this Superset deviates from the mapping that all targets share. Default: nowhere. */
  readonly overrides?: MappingOverrides;
  /** What becomes of what people own here when they have left. Default: it is reported. */
  readonly leaver?: LeaverPolicy;
  /** What becomes of accounts of deleted users here. Default: as at all targets. */
  readonly deletion?: DeletionPolicy;
  /** When people are asked before more users lose access here; false never asks. Default: as at all targets. */
  readonly breaker?: BreakerOptions | false;
}

/**
 * The target of a name.
 *
 * @throws {ProvisionerError} `unknown-target`, with the names that there are.
 */
export function findTarget<T extends { readonly name: string }>(targets: readonly T[], wanted: string): T {
  const found = targets.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  const names = targets.map(({ name }) => name).join(', ');
  throw new ProvisionerError('unknown-target', `There is no target "${wanted}"; there are ${names}`);
}
