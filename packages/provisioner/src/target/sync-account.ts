import type { SupersetUser, SupersetUserChange } from '@scim-superset/superset-client';
import { withoutKept } from '../breaker/without-loss.ts';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { type AccessOperation, givenAndTaken } from './access-event.ts';
import { exactAccess, givenAccess, mergedAccess } from './account-access.ts';
import { accountDifference } from './account-difference.ts';
import { type AccountState, parseAccountState } from './account-state.ts';
import type { Applied, ApplyOptions, LinkedAccount } from './applied.ts';
import { effectiveRoles } from './effective-roles.ts';
import { foreignAccount } from './foreign-account.ts';
import { grantsSince } from './grants-since.ts';
import { missingEmail } from './missing-email.ts';
import { missingRole } from './missing-role.ts';
import { namesDigest } from './names-digest.ts';
import { noteIntent } from './note-intent.ts';
import { isProtected } from './protected-account.ts';
import type { TargetContext } from './target-context.ts';
import { updateAccount } from './update-account.ts';

/**
 * Brings an existing account of an active user in line: one read, and one write if anything differs. Undefined when
 * the account is gone from Superset.
 *
 * @throws {ProvisionerError} `incomplete-user`, `unknown-role`, `account-conflict`.
 */
export async function syncAccount(
  context: TargetContext,
  link: LinkedAccount,
  desired: DesiredAccount,
  options: ApplyOptions,
): Promise<Applied | undefined> {
  const { signal } = options;
  const [live, catalog] = await Promise.all([
    context.superset.users.get(link.account, { signal }),
    context.catalog.get(signal),
  ]);
  if (live === undefined) {
    context.identities.doubt();
    return undefined;
  }
  if (isProtected(context.mapping, catalog, live)) {
    return { account: undefined, state: { leftAlone: live.username }, change: undefined };
  }

  const before = parseAccountState(link.state);
  const foreign = foreignAccount(live, { target: context.name, userId: link.userId, before, desired });
  if (foreign !== undefined) {
    context.identities.doubt();
    throw new ProvisionerError('account-conflict', foreign);
  }
  const noEmail = missingEmail(desired);
  if (noEmail !== undefined && (before === undefined || !live.active)) throw noEmail;
  const { email = live.email } = desired;
  const grants = desired.grants.map(({ name }) => name);
  const exact = exactAccess(grants, context.mapping, catalog, before);
  // Extras that the account had before it was ours, or collected while it was inactive, were never granted by anybody.
  const takesOver = before?.active !== true || !live.active || before.mode !== catalog.mode;
  const exactly = takesOver || (options.extras === 'exact' && catalog.mode === 'group');
  const access = exactly ? exact : mergedAccess(live, exact, catalog, before.given);
  const wanted = accountDifference(live, { ...desired, email }, access);
  const noRole = missingRole(withoutKept(desired), catalog);
  if (noRole !== undefined && before === undefined) throw noRole;
  if (before !== undefined) {
    const changesIdentity = wanted?.username !== undefined || wanted?.email !== undefined;
    await noteIntent(context, link, before, {
      roleIds: !exactly && catalog.mode === 'direct' ? exact.roleIds : [],
      identity: changesIdentity ? { username: desired.username, email } : undefined,
    });
  }
  const { written: difference, refusal } = await updateAccount(context, link, wanted ?? {}, signal);
  const shortfall = refusal ?? noEmail ?? noRole;
  // What was refused is still as it was.
  const profile = refusal === undefined ? { username: desired.username, email } : live;

  const state: AccountState = {
    mode: catalog.mode,
    active: true,
    username: profile.username,
    email: profile.email,
    ...(shortfall === undefined && { names: namesDigest(desired) }),
    grants,
    since: grantsSince(before, grants, context.clock()),
    baseRoleId: catalog.baseRoleId,
    given: givenAccess(exact),
    mapping: context.mapping.fingerprint,
  };
  const applied = { account: live.id, state, shortfall };
  if (Object.keys(difference).length === 0 && before !== undefined) return { ...applied, change: undefined };
  return {
    ...applied,
    change: {
      operation: operationOf(before, live),
      account: String(live.id),
      grants: givenAndTaken(before?.grants ?? [], grants),
      roles: givenAndTaken(effectiveRoles(live, catalog), effectiveRoles({ ...live, ...difference }, catalog)),
      profile: changedProfile(difference),
    },
  };
}

function operationOf(before: AccountState | undefined, live: SupersetUser): AccessOperation {
  if (before === undefined) return 'adopted';
  return live.active ? 'updated' : 'reactivated';
}

function changedProfile(difference: SupersetUserChange): string[] {
  return Object.keys(difference).filter((member) => !['active', 'roleIds', 'groupIds'].includes(member));
}
