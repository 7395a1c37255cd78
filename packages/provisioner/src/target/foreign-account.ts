import type { SupersetUser } from '@scim-superset/superset-client';
import type { DesiredAccount } from '../desired/desired-account.ts';
import type { AccountState } from './account-state.ts';
import { swapPlaceholder } from './release-for-swap.ts';

/** What tells whose account a linked one is. */
export interface AccountIdentity {
  readonly target: string;
  readonly userId: string;
  /** What was put into the account before; undefined for one that is being taken over. */
  readonly before: AccountState | undefined;
  readonly desired: Pick<DesiredAccount, 'username' | 'email'> | undefined;
}

/**
 * Why a linked account is somebody else's, as one sentence with the remedy: it has neither a username nor an address
 * that the user has or had. Superset gives ids again after its database was restored or made anew. Undefined when it
 * is the user's.
 */
export function foreignAccount(live: SupersetUser, identity: AccountIdentity): string | undefined {
  const { target, userId, before, desired } = identity;
  if (before === undefined) return undefined;
  const same = (value: string, known: string | undefined): boolean => value.toLowerCase() === known?.toLowerCase();
  const placeholder = swapPlaceholder(userId);
  const isOurs =
    [before.username, before.becoming?.username, desired?.username, placeholder].some((known) =>
      same(live.username, known),
    ) || [before.email, before.becoming?.email, desired?.email, placeholder].some((known) => same(live.email, known));
  if (isOurs) return undefined;
  return (
    `Account ${live.id} in Superset ${target} was provisioned as "${before.username}" and is "${live.username}" now, with ` +
    'neither the name nor the address of the user: give one of the two back if it is the same person; if Superset was ' +
    'restored or made anew, name the target anew, so that accounts are found by their names again'
  );
}
