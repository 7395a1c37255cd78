import type { DesiredAccount } from '../desired/desired-account.ts';
import type { ProvisionerError } from '../provisioner-error.ts';
import { type AccessChange, givenAndTaken } from './access-event.ts';
import { type AccountState, parseAccountState } from './account-state.ts';
import type { Applied, ClaimedUser, LinkedAccount } from './applied.ts';
import { type CutOffResult, cutOff } from './cut-off.ts';
import { noteDeparture } from './departure.ts';
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
  if (cut.outcome === 'gone') {
    context.identities.doubt();
    return undefined;
  }
  const state = await inactiveState(context, before, cut.shortfall === undefined ? desired : {}, signal);
  const change = changeOf(context, link, before, 'deactivated', cut);
  return { account, state, change, shortfall: cut.shortfall };
}

async function inactiveState(
  context: TargetContext,
  before: AccountState | undefined,
  { username, email }: Partial<Pick<DesiredAccount, 'username' | 'email'>>,
  signal: AbortSignal,
): Promise<AccountState> {
  const { mode, baseRoleId } = context.catalog.peek() ?? before ?? (await context.catalog.get(signal));
  return {
    mode,
    active: false,
    username: username ?? before?.username ?? '',
    email: email ?? before?.email ?? '',
    grants: [],
    since: {},
    baseRoleId,
    given: { roleIds: [baseRoleId], groupIds: [] },
    mapping: context.mapping.fingerprint,
  };
}

/**
 * Cuts the account of a user off who is not in the directory any more, and forgets whose it was, unless it is to be
 * deleted later.
 */
export async function forgetAccount(
  context: TargetContext,
  claim: ClaimedUser,
  linked: number | undefined,
  signal: AbortSignal,
): Promise<Applied> {
  // Held or not: nobody is left whose decision there could be.
  const account = linked ?? (await findUnfinished(context, claim, signal))?.id;
  if (account === undefined) return nobody;
  const before = parseAccountState(claim.state);
  if (isOff(context, account, before)) return nobody;
  const link = { ...claim, account };
  const cut = await cutOff(context, link, { before, desired: undefined, signal });
  const again = cut.outcome === 'gone' ? await findAgain(context, claim, before, signal) : undefined;
  if (again === undefined) return left(context, link, before, cut, signal);
  const anew = { ...claim, account: again };
  return left(
    context,
    anew,
    before,
    await cutOff(context, anew, { before: undefined, desired: undefined, signal }),
    signal,
  );
}

async function left(
  context: TargetContext,
  link: LinkedAccount,
  before: AccountState | undefined,
  cut: CutOffResult,
  signal: AbortSignal,
): Promise<Applied> {
  if (cut.outcome !== 'gone' && before !== undefined) await noteDeparture(context, link.account, before.username);
  const isKept = context.deletion === 'delete' && cut.outcome !== 'gone';
  const change = changeOf(context, link, before, isKept ? 'deactivated' : 'forgotten', cut);
  if (!isKept) return { ...nobody, change };
  return { account: link.account, state: await inactiveState(context, before, {}, signal), change };
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
