import type { DesiredAccount } from '../desired/desired-account.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import type { TargetCatalog } from './target-catalog.ts';

/** Why grants cannot be given in full: a role that the Superset lacks. Undefined when all of them can. */
export function missingRole(
  { grants }: Pick<DesiredAccount, 'grants'>,
  catalog: TargetCatalog,
): ProvisionerError | undefined {
  const names = grants.map(({ name }) => name);
  const unknown = catalog.unknownRoles.find(({ grant }) => names.includes(grant));
  if (unknown === undefined) return undefined;
  return new ProvisionerError(
    'unknown-role',
    `Grant "${unknown.grant}" gives the role "${unknown.role}", which this Superset does not have: create the role, or ` +
      'correct its name in the mapping',
  );
}
