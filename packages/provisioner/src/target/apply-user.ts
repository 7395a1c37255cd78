import type { Claim } from '@scim-superset/core';
import { withoutKept } from '../breaker/without-loss.ts';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { creationUnderWay } from './account-state.ts';
import type { Applied, ApplyOptions, LinkedAccount } from './applied.ts';
import { changeMembership } from './change-membership.ts';
import { createAccount } from './create-account.ts';
import { deactivateAccount, forgetAccount } from './deactivate-account.ts';
import { findNamesake } from './find-namesake.ts';
import { findUnfinished } from './find-unfinished.ts';
import { syncAccount } from './sync-account.ts';
import { findTakeover } from './takeover.ts';
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
  claim: Claim,
  desired: DesiredAccount | undefined,
  options: ApplyOptions,
): Promise<Applied> {
  const linked = claim.account === undefined ? undefined : Number(claim.account);
  if (desired === undefined) return forgetAccount(context, claim, linked, options.signal);
  const moved = await changeMembership(context, claim, desired, options);
  if (moved !== undefined) return moved;
  const account = linked ?? (await findBegun(context, claim, desired, options.signal));
  if (account !== undefined) {
    const link = { ...claim, account };
    const applied = await applyToAccount(context, link, desired, options);
    if (applied !== undefined) return applied;
  }
  return applyWithoutAccount(context, claim, withoutKept(desired), options);
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

/** A user may be renamed or excluded between the beginning of a creation and the moment its end is looked for. */
async function findBegun(
  context: TargetContext,
  claim: Claim,
  desired: DesiredAccount,
  signal: AbortSignal,
): Promise<number | undefined> {
  const laterByName = desired.excluded === undefined && creationUnderWay(claim.state) === desired.username;
  return laterByName ? undefined : findUnfinished(context, claim, signal);
}

async function applyWithoutAccount(
  context: TargetContext,
  claim: Claim,
  desired: DesiredAccount,
  options: ApplyOptions,
): Promise<Applied> {
  const { userId } = claim;
  if (desired.excluded !== undefined) {
    return { account: undefined, state: { excludedBy: context.mapping.fingerprint }, change: undefined };
  }
  const creating = creationUnderWay(claim.state) === desired.username;
  // A creation that began before may have come to something since.
  const isFree = !creating && context.freeNames.take(userId, desired.username);
  const verdict = isFree
    ? ({ kind: 'none' } as const)
    : await findNamesake(context, { userId, desired, creating }, options.signal);
  if (verdict.kind === 'refused') throw new ProvisionerError('account-conflict', verdict.reason);
  if (verdict.kind === 'left-alone') {
    return { account: undefined, state: { leftAlone: verdict.account.username }, change: undefined };
  }
  if (verdict.kind === 'none') {
    if (desired.active) return createAccount(context, claim, desired, options.signal);
    return { account: undefined, state: {}, change: undefined };
  }
  const { mapping, catalog } = context;
  const takeover = findTakeover(verdict.account, desired, mapping, await catalog.get(options.signal));
  if (takeover !== undefined && !(await options.mayTakeOver(takeover))) {
    // That it is the provisioner's own work must not be forgotten meanwhile, or nobody would ever take it away.
    const begun = creating && { creating: desired.username };
    return { account: undefined, state: { heldBy: mapping.fingerprint, ...begun }, change: undefined };
  }
  const adopted = { ...claim, account: verdict.account.id, state: {} };
  const applied = await applyToAccount(context, adopted, desired, options);
  if (applied !== undefined) return applied;
  throw new ProvisionerError(
    'account-conflict',
    `The account "${verdict.account.username}" vanished while it was taken over`,
  );
}
