import type { Claim } from '@scim-superset/core';
import type { DesiredAccount } from '../desired/desired-account.ts';
import type { ProvisionerError } from '../provisioner-error.ts';
import type { AccessChange } from './access-event.ts';
import { createAccount } from './create-account.ts';
import { deactivateAccount, forgetAccount } from './deactivate-account.ts';
import { findNamesake } from './find-namesake.ts';
import { syncAccount } from './sync-account.ts';
import type { TargetContext } from './target-context.ts';

/** Where a user stands at a target after it was applied. */
export interface Applied {
  /** Undefined when the target has no account of the user's, or one that is left alone. */
  readonly account: number | undefined;
  readonly state: Readonly<Record<string, unknown>>;
  /** Undefined when there was nothing to do. */
  readonly change: AccessChange | undefined;
  /** Why the user counts as not applied although everything that could be done was. */
  readonly shortfall?: ProvisionerError | undefined;
}

/** How far to go. */
export interface ApplyOptions {
  readonly signal: AbortSignal;
  /**
   * `merge` makes exact what the provisioner gave and leaves what others added to the account; `exact` removes that
   * too. Accounts that are created, adopted or reactivated always become exact.
   */
  readonly extras: 'merge' | 'exact';
}

/**
 * Brings one user's account in line with what is wanted now; `desired` is undefined when the user is not in the
 * directory any more. Only one caller at a time may do this for a user and target: the holder of the claim.
 *
 * @throws {ProvisionerError} when the user cannot be applied until somebody changes something.
 * @throws {SupersetError} when Superset fails.
 */
export async function applyUser(
  context: TargetContext,
  claim: Pick<Claim, 'userId' | 'account' | 'state' | 'failure'>,
  desired: DesiredAccount | undefined,
  options: ApplyOptions,
): Promise<Applied> {
  const account = claim.account === undefined ? undefined : Number(claim.account);
  if (desired === undefined) return forgetAccount(context, account, claim.state, options);
  if (!desired.active && account !== undefined) {
    return deactivateAccount(context, account, claim.state, desired, options);
  }
  if (account !== undefined) {
    const synced = await syncAccount(context, { ...claim, account }, desired, options);
    if (synced !== undefined) return synced;
  }
  const namesake = await findNamesake(context, claim.userId, desired, options.signal);
  if (namesake === 'left-alone')
    return { account: undefined, state: { leftAlone: desired.username }, change: undefined };
  if (namesake !== undefined) {
    const adopted = { ...claim, account: namesake.id, state: {} };
    const synced = desired.active
      ? await syncAccount(context, adopted, desired, options)
      : await deactivateAccount(context, namesake.id, {}, desired, options);
    if (synced !== undefined) return synced;
  }
  return desired.active
    ? createAccount(context, desired, options.signal)
    : { account: undefined, state: {}, change: undefined };
}
