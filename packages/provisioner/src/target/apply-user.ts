import type { Claim } from '@scim-superset/core';
import type { SupersetUser } from '@scim-superset/superset-client';
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
  const begun = linked === undefined ? await findBegun(context, claim, desired, options.signal) : undefined;
  if (begun !== undefined && 'heldBy' in claim.state) {
    const held = await holdTakeover(context, claim, begun, desired, options);
    if (held !== undefined) return held;
  }
  const account = linked ?? begun?.id;
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
): Promise<SupersetUser | undefined> {
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
  const held = await holdTakeover(context, claim, verdict.account, desired, options);
  if (held !== undefined) return held;
  const adopted = { ...claim, account: verdict.account.id, state: {} };
  const applied = await applyToAccount(context, adopted, desired, options);
  if (applied !== undefined) return applied;
  throw new ProvisionerError(
    'account-conflict',
    `The account "${verdict.account.username}" vanished while it was taken over`,
  );
}

/** What an account that may not be taken over is left with; undefined when it may be. */
async function holdTakeover(
  { mapping, catalog }: TargetContext,
  claim: Claim,
  account: SupersetUser,
  desired: DesiredAccount,
  { mayTakeOver, signal }: ApplyOptions,
): Promise<Applied | undefined> {
  const takeover = findTakeover(account, desired, mapping, await catalog.get(signal));
  if (takeover === undefined || (await mayTakeOver(takeover))) return undefined;
  // That it is the provisioner's own work must not be forgotten meanwhile, or nobody would ever take it away.
  const creating = creationUnderWay(claim.state) === account.username ? { creating: account.username } : undefined;
  return { account: undefined, state: { heldBy: mapping.fingerprint, ...creating }, change: undefined };
}
