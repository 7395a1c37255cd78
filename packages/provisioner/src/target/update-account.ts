import { SupersetError, type SupersetUserChange } from '@scim-superset/superset-client';
import { ProvisionerError } from '../provisioner-error.ts';
import type { LinkedAccount } from './applied.ts';
import { demandFreeUsername } from './demand-free-username.ts';
import { releaseForSwap } from './release-for-swap.ts';
import type { TargetContext } from './target-context.ts';

/** What of a change an account has got. */
export interface UpdateResult {
  readonly written: SupersetUserChange;
  /** Why the username or the e-mail address was refused; the rest is written. */
  readonly refusal?: ProvisionerError;
}

/**
 * Changes the account of an active user. A username or e-mail address that Superset refuses does not keep the roles
 * from changing, because somebody may have to lose them; but nobody is switched on under another one's name.
 *
 * @throws {ProvisionerError} `account-conflict`.
 */
export async function updateAccount(
  context: TargetContext,
  link: LinkedAccount,
  change: SupersetUserChange,
  signal: AbortSignal,
): Promise<UpdateResult> {
  const { users } = context.superset;
  try {
    if (change.username !== undefined) await demandFreeUsername(context, link.account, change.username, signal);
    await users.update(link.account, change, { signal });
    return { written: change };
  } catch (error) {
    context.catalog.invalidate();
    if (!SupersetError.is(error) || !(error.code === 'conflict' || error.code === 'validation')) throw error;
    const { username, email, ...written } = change;
    const splits = (username ?? email) !== undefined && written.active === undefined;
    if (splits) await users.update(link.account, written, { signal });
    else if (error.code === 'validation') throw error;
    const refusal = await explain(context, link, change, error, signal);
    if (!splits) throw refusal;
    return { written, refusal };
  }
}

async function explain(
  context: TargetContext,
  link: LinkedAccount,
  change: SupersetUserChange,
  error: SupersetError,
  signal: AbortSignal,
): Promise<ProvisionerError> {
  if (error.code === 'conflict') return releaseForSwap(context, link, change, error, signal);
  const message = `Superset ${context.name} refused the name or address of the user: ${error.message}`;
  return new ProvisionerError('incomplete-user', message, { cause: error });
}
