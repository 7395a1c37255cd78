import type { SupersetError, SupersetUserChange } from '@scim-superset/superset-client';
import { readDesired } from '../desired/read-desired.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { accountOwner } from './account-owner.ts';
import type { LinkedAccount } from './applied.ts';
import type { TargetContext } from './target-context.ts';

/**
 * Deals with a username or e-mail address that another account holds. If that account's user is about to give it up,
 * this user waits; and from the second attempt on gives up its own value for a placeholder, because two users who
 * swap values would otherwise wait for each other for ever. Returns the error to fail with.
 */
export async function releaseForSwap(
  context: TargetContext,
  link: LinkedAccount,
  change: SupersetUserChange,
  cause: SupersetError,
  signal: AbortSignal,
): Promise<ProvisionerError> {
  for (const member of ['username', 'email'] as const) {
    const wanted = change[member];
    if (wanted === undefined) continue;
    const { users } = context.superset;
    const holders = await (member === 'username'
      ? users.findByUsername(wanted, { signal })
      : users.findByEmail(wanted, { signal }));
    const holder = holders.find(({ id }) => id !== link.account);
    if (holder === undefined) continue;
    const what = member === 'email' ? 'The e-mail address' : 'The username';
    if (!(await givesUp(context, holder.id, member, wanted))) {
      const message = `${what} of the user belongs to the account "${holder.username}" in Superset ${context.name}: change it in one of the two`;
      return new ProvisionerError('account-conflict', message, { cause });
    }
    if (link.failure !== undefined) {
      await users.update(link.account, { [member]: swapPlaceholder(link.userId) }, { signal });
    }
    const message = `${what} of the user still belongs to "${holder.username}" in Superset ${context.name}, who is about to give it up`;
    return new ProvisionerError('account-conflict', message, { cause });
  }
  return new ProvisionerError('account-conflict', `Superset ${context.name} refused the account as a duplicate`, {
    cause,
  });
}

async function givesUp(
  context: TargetContext,
  holder: number,
  member: 'username' | 'email',
  wanted: string,
): Promise<boolean> {
  const owner = await accountOwner(context, holder);
  if (owner === undefined) return false;
  const desired = await readDesired(context.store, context.mapping, owner);
  return desired !== undefined && desired[member]?.toLowerCase() !== wanted.toLowerCase();
}

/** Stands in for a username or an e-mail address that a user has given up and another is about to get. */
export function swapPlaceholder(userId: string): string {
  return `swap-${userId.slice(0, 64)}@placeholder.invalid`;
}
