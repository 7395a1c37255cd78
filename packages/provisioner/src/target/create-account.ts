import { randomBytes } from 'node:crypto';
import { SupersetError } from '@scim-superset/superset-client';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { givenAndTaken } from './access-event.ts';
import { exactAccess, givenAccess } from './account-access.ts';
import { type AbsentState, type AccountState, creationUnderWay } from './account-state.ts';
import type { Applied, ClaimedUser } from './applied.ts';
import { effectiveRoles } from './effective-roles.ts';
import { grantsSince } from './grants-since.ts';
import { missingEmail } from './missing-email.ts';
import { missingRole } from './missing-role.ts';
import { namesDigest } from './names-digest.ts';
import type { TargetContext } from './target-context.ts';

/**
 * Creates the account of an active user who has none, with a random password that nobody keeps.
 *
 * @throws {ProvisionerError} `incomplete-user`, `account-conflict`, `unknown-role`.
 */
export async function createAccount(
  context: TargetContext,
  claim: ClaimedUser,
  desired: DesiredAccount,
  signal: AbortSignal,
): Promise<Applied> {
  const { email } = desired;
  if (email === undefined) throw missingEmail(desired);
  const catalog = await context.catalog.get(signal);
  const grants = desired.grants.map(({ name }) => name);
  const shortfall = missingRole(desired, catalog);
  if (shortfall !== undefined) throw shortfall;
  const access = exactAccess(grants, context.mapping, catalog);
  const { roleIds, groupIds } = access;
  const { username, firstName, lastName } = desired;
  const account = {
    username,
    firstName,
    lastName,
    email,
    active: true,
    password: randomBytes(32).toString('base64url'),
    roleIds,
    ...(groupIds !== undefined && { groupIds }),
  };
  // An earlier attempt has noted it already, and may have created the account.
  const isFirst = creationUnderWay(claim.state) !== username;
  if (isFirst) await noteState(context, claim, { creating: username });
  const id = await context.superset.users.create(account, { signal }).catch(async (error: unknown) => {
    context.catalog.invalidate();
    // What has the name or the address then is somebody else's work.
    if (isFirst && isOthers(error)) await noteState(context, claim, {});
    throw explainClash(context, desired, error);
  });
  const state: AccountState = {
    mode: catalog.mode,
    active: true,
    username,
    email,
    names: namesDigest(desired),
    grants,
    since: grantsSince(undefined, grants, context.clock()),
    baseRoleId: catalog.baseRoleId,
    given: givenAccess(access),
    mapping: context.mapping.fingerprint,
  };
  return {
    account: id,
    state,
    change: {
      operation: 'created',
      account: String(id),
      grants: givenAndTaken([], grants),
      roles: givenAndTaken([], effectiveRoles({ roleIds, groupIds: groupIds ?? [] }, catalog)),
      profile: [],
    },
  };
}

/** Whether a creation came to nothing because somebody else has the name or the address. */
function isOthers(error: unknown): boolean {
  return SupersetError.is(error) && error.code === 'conflict' && !error.maybeApplied;
}

/**
 * Records the username before the account exists, so that neither the end of this process nor a lost answer leaves an
 * account behind that nobody knows. The version stays as it is: nothing is applied yet, and the claim goes on.
 */
async function noteState({ store, name }: TargetContext, claim: ClaimedUser, state: AbsentState): Promise<void> {
  const { userId, applied: version } = claim;
  await store.reconciliation.settle(name, [
    { kind: 'applied', userId, version, account: undefined, state, events: [] },
  ]);
}

function explainClash({ name }: TargetContext, desired: DesiredAccount, error: unknown): unknown {
  if (!SupersetError.is(error) || error.code !== 'conflict') return error;
  const what = error.attribute === 'email' ? 'e-mail address' : 'username or e-mail address';
  return new ProvisionerError(
    'account-conflict',
    `The ${what} of user ${desired.username} belongs to another account in Superset ${name}: change it in one of the two`,
    { cause: error },
  );
}
