import type { SupersetUser } from '@scim-superset/superset-client';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import type { ReadyCatalog } from './ensure-grants.ts';
import type { TargetContext } from './target-context.ts';

/**
 * Finds the account to take over for a user who has none: the one with the same username, regardless of case, because
 * sign-in ignores case. `left-alone` when there is one that the policy `report` or its protection forbids to touch.
 *
 * @throws {ProvisionerError} `account-conflict` when there is one that may not be taken over.
 */
export async function findNamesake(
  context: TargetContext,
  userId: string,
  desired: DesiredAccount,
  signal: AbortSignal,
): Promise<SupersetUser | 'left-alone' | undefined> {
  const { superset, name: target } = context;
  const [account, ...others] = await superset.users.findByUsername(desired.username, { signal });
  if (account === undefined) return undefined;
  const catalog = await context.catalog.get();
  if (isProtected(context, catalog, account)) return 'left-alone';
  if (others.length > 0) {
    const names = [account, ...others].map(({ username }) => `"${username}"`).join(' and ');
    throw conflict(
      `Superset ${target} has the accounts ${names}, which lock each other out: rename or deactivate all but one`,
    );
  }
  const owner = await context.owners.owner(account.id);
  if (owner !== undefined && owner !== userId) {
    throw conflict(
      `The account "${account.username}" in Superset ${target} still belongs to user ${owner}, who was renamed or ` +
        'deleted; it is taken over as soon as that is applied',
    );
  }
  const refusal = isOwnWork(account, catalog) ? undefined : adoptionRefusal(context, account, desired);
  if (refusal === undefined) return account;
  if (context.mapping.adoption === 'report' || !desired.active) return 'left-alone';
  throw conflict(refusal);
}

/** Why an account may not be taken over, as one sentence with the remedy; undefined when it may. */
export function adoptionRefusal(
  { mapping, name }: Pick<TargetContext, 'mapping' | 'name'>,
  account: SupersetUser,
  desired: { readonly email: string | undefined },
): string | undefined {
  const subject = `Superset ${name} has an account "${account.username}" that was not provisioned`;
  if (mapping.adoption !== 'adopt') {
    return `${subject}: rename or remove it, or set the mapping's "adoption" to "adopt"`;
  }
  if (desired.email?.toLowerCase() === account.email.toLowerCase()) return undefined;
  return `${subject} and has another e-mail address: make the addresses equal if it is the same person, or rename it`;
}

/** Whether an account is never touched: the service account and break-glass accounts. */
export function isProtected(
  { mapping }: Pick<TargetContext, 'mapping'>,
  { self }: Pick<ReadyCatalog, 'self'>,
  account: Pick<SupersetUser, 'id' | 'username'>,
): boolean {
  return account.id === self?.id || mapping.protectedAccounts.has(account.username.toLowerCase());
}

/** Nobody else gives the base role: the account is left from a creation whose end could not be recorded. */
function isOwnWork(account: SupersetUser, catalog: ReadyCatalog): boolean {
  return (
    account.roleIds.includes(catalog.baseRoleId) &&
    account.changedBy !== undefined &&
    account.changedBy === catalog.self?.id
  );
}

function conflict(message: string): ProvisionerError {
  return new ProvisionerError('account-conflict', message);
}
