import type { DesiredAccount } from '../desired/desired-account.ts';
import type { ProvisionerError } from '../provisioner-error.ts';
import { type AccessChange, givenAndTaken } from './access-event.ts';
import { type AccountState, parseAccountState } from './account-state.ts';
import type { Applied, ClaimedUser, LinkedAccount } from './applied.ts';
import { cutOff } from './cut-off.ts';
import { findNamesake } from './find-namesake.ts';
import { findUnfinished } from './find-unfinished.ts';
import type { TargetContext } from './target-context.ts';

const nobody = { account: undefined, state: {}, change: undefined } as const;

/**
 * Brings the account of an inactive user in line: cut off, without roles and groups, and under the user's current
 * name and address, so that these are free for others once they change. Undefined when the account is gone from
 * Superset.
 */
export async function deactivateAccount(
  context: TargetContext,
  link: LinkedAccount,
  desired: DesiredAccount,
  signal: AbortSignal,
): Promise<Applied | undefined> {
  const { account } = link;
  const before = parseAccountState(link.state);
  if (isOff(context, account, before)) return { ...nobody, state: { leftAlone: desired.username } };
  const cut = await cutOff(context, link, { before, desired, signal });
  if (cut.outcome === 'gone') return undefined;
  const { mode, baseRoleId } = context.catalog.peek() ?? before ?? (await context.catalog.get(signal));
  const state: AccountState = {
    mode,
    active: false,
    username: desired.username,
    email: desired.email ?? before?.email ?? '',
    grants: [],
    baseRoleId,
    mapping: context.mapping.fingerprint,
  };
  const change = changeOf(context, link, before, 'deactivated', cut);
  return { account, state, change, shortfall: cut.shortfall };
}

/** Cuts the account of a user off who is not in the directory any more, and forgets whose it was. */
export async function forgetAccount(
  context: TargetContext,
  claim: ClaimedUser,
  linked: number | undefined,
  signal: AbortSignal,
): Promise<Applied> {
  const account = linked ?? (await findUnfinished(context, claim, signal));
  if (account === undefined) return nobody;
  const before = parseAccountState(claim.state);
  if (isOff(context, account, before)) return nobody;
  const link = { ...claim, account };
  const cut = await cutOff(context, link, { before, desired: undefined, signal });
  const again = cut.outcome === 'gone' ? await findAgain(context, claim, before, signal) : undefined;
  if (again === undefined) return { ...nobody, change: changeOf(context, link, before, 'forgotten', cut) };
  const anew = { ...claim, account: again };
  const cutAgain = await cutOff(context, anew, { before: undefined, desired: undefined, signal });
  return { ...nobody, change: changeOf(context, anew, before, 'forgotten', cutAgain) };
}

/** Superset registers people anew at sign-in, if so configured, when their account was deleted by hand. */
async function findAgain(
  context: TargetContext,
  { userId }: ClaimedUser,
  before: AccountState | undefined,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (before === undefined) return undefined;
  const desired = { username: before.username, email: before.email, active: false };
  const verdict = await findNamesake(context, { userId, desired, creating: false }, signal);
  return verdict.kind === 'adopt' ? verdict.account.id : undefined;
}

/** Only what is known without asking: a deactivation must not wait for a read. */
function isOff({ mapping, catalog }: TargetContext, account: number, before: AccountState | undefined): boolean {
  if (before !== undefined && mapping.protectedAccounts.has(before.username.toLowerCase())) return true;
  return catalog.peek()?.self?.id === account;
}

function changeOf(
  { mapping }: TargetContext,
  { account, failure }: LinkedAccount,
  before: AccountState | undefined,
  operation: 'deactivated' | 'forgotten',
  cut: { readonly outcome: string; readonly shortfall?: ProvisionerError | undefined },
): AccessChange | undefined {
  const repeated = cut.shortfall !== undefined && failure !== undefined;
  if (cut.outcome !== 'written' || repeated) return undefined;
  const grants = before?.grants ?? [];
  const roles = mapping.grants.filter(({ name }) => grants.includes(name)).flatMap((grant) => grant.roles);
  return {
    operation,
    account: String(account),
    grants: givenAndTaken(grants, []),
    roles: givenAndTaken(roles, []),
    profile: [],
  };
}
