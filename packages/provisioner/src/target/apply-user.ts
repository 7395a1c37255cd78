import type { DesiredAccount } from '../desired/desired-account.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { creationUnderWay } from './account-state.ts';
import type { Applied, ApplyOptions, ClaimedUser, LinkedAccount } from './applied.ts';
import { createAccount } from './create-account.ts';
import { deactivateAccount, forgetAccount } from './deactivate-account.ts';
import { findNamesake } from './find-namesake.ts';
import { findUnfinished } from './find-unfinished.ts';
import { syncAccount } from './sync-account.ts';
import type { TargetContext } from './target-context.ts';

/**
 * Brings one user's account in line with what is wanted now; `desired` is undefined when the user is not in the
 * directory any more. Only one caller at a time may do this for a user and target: the holder of the claim.
 *
 * @throws {ProvisionerError} when the user cannot be applied until somebody changes something.
 * @throws {SupersetError} when Superset fails.
 */
export async function applyUser(
  context: TargetContext,
  claim: ClaimedUser,
  desired: DesiredAccount | undefined,
  options: ApplyOptions,
): Promise<Applied> {
  const linked = claim.account === undefined ? undefined : Number(claim.account);
  if (desired === undefined) return forgetAccount(context, claim, linked, options.signal);
  const account = linked ?? (await findRenamed(context, claim, desired, options.signal));
  if (account !== undefined) {
    const link = { ...claim, account };
    const applied = await applyToAccount(context, link, desired, options);
    if (applied !== undefined) return applied;
  }
  return applyWithoutAccount(context, claim, desired, options);
}

function applyToAccount(
  context: TargetContext,
  link: LinkedAccount,
  desired: DesiredAccount,
  options: ApplyOptions,
): Promise<Applied | undefined> {
  if (desired.active) return syncAccount(context, link, desired, options);
  return deactivateAccount(context, link, desired, options.signal);
}

/** A user may be renamed between the beginning of a creation and the moment its end is looked for. */
async function findRenamed(
  context: TargetContext,
  claim: ClaimedUser,
  desired: DesiredAccount,
  signal: AbortSignal,
): Promise<number | undefined> {
  return creationUnderWay(claim.state) === desired.username ? undefined : findUnfinished(context, claim, signal);
}

async function applyWithoutAccount(
  context: TargetContext,
  claim: ClaimedUser,
  desired: DesiredAccount,
  options: ApplyOptions,
): Promise<Applied> {
  const { userId } = claim;
  const creating = creationUnderWay(claim.state) === desired.username;
  const verdict = await findNamesake(context, { userId, desired, creating }, options.signal);
  if (verdict.kind === 'refused') throw new ProvisionerError('account-conflict', verdict.reason);
  if (verdict.kind === 'left-alone') {
    return { account: undefined, state: { leftAlone: verdict.account.username }, change: undefined };
  }
  if (verdict.kind === 'none') {
    if (desired.active) return createAccount(context, claim, desired, options.signal);
    return { account: undefined, state: {}, change: undefined };
  }
  const adopted = { ...claim, account: verdict.account.id, state: {} };
  const applied = await applyToAccount(context, adopted, desired, options);
  if (applied !== undefined) return applied;
  throw new ProvisionerError(
    'account-conflict',
    `The account "${verdict.account.username}" vanished while it was taken over`,
  );
}
