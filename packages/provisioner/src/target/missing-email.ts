import type { DesiredAccount } from '../desired/desired-account.ts';
import { ProvisionerError } from '../provisioner-error.ts';

/** Why a user cannot get an account: there is no e-mail address. Undefined when there is one. */
export function missingEmail(desired: Pick<DesiredAccount, 'username' | 'email'>): ProvisionerError | undefined {
  if (desired.email !== undefined) return undefined;
  return new ProvisionerError(
    'incomplete-user',
    `User ${desired.username} has no e-mail address, and a Superset account needs one: provision "emails"`,
  );
}
