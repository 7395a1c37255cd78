import type { DesiredAccount } from '../desired/desired-account.ts';
import { ProvisionerError } from '../provisioner-error.ts';

/**
 * The user's e-mail address.
 *
 * @throws {ProvisionerError} `incomplete-user` when there is none.
 */
export function requireEmail(desired: DesiredAccount): string {
  if (desired.email !== undefined) return desired.email;
  throw new ProvisionerError(
    'incomplete-user',
    `User ${desired.username} has no e-mail address, and a Superset account needs one: provision "emails"`,
  );
}
