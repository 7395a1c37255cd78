import { ProvisionerError } from '../provisioner-error.ts';
import type { TargetCatalog } from './target-catalog.ts';

/** Why grants cannot be given in full: a role that the Superset lacks. Undefined when all of them can. */
export function missingRole(grants: readonly string[], catalog: TargetCatalog): ProvisionerError | undefined {
  const unknown = catalog.unknownRoles.find(({ grant }) => grants.includes(grant));
  if (unknown === undefined) return undefined;
  return new ProvisionerError(
    'unknown-role',
    `Grant "${unknown.grant}" gives the role "${unknown.role}", which this Superset does not have: create the role, or ` +
      'correct its name in the mapping',
  );
}
