import { ScimError, type User } from '@scim-superset/core';
import type { SupersetUser } from '@scim-superset/superset-client';
import type { ProvisionerTiming } from '../provisioner-timing.ts';
import { accountOwner } from '../target/account-owner.ts';
import { adoptionRefusal } from '../target/judge-namesake.ts';
import { isProtected } from '../target/protected-account.ts';
import type { TargetContext } from '../target/target-context.ts';

/** A user who is about to get, or to change, an account. */
export interface Candidate {
  readonly id: string;
  readonly user: User;
  readonly email: string;
  readonly timing: ProvisionerTiming;
}

/**
 * Asks a Superset whether an account that is not the user's own has the username or the e-mail address. When Superset
 * does not answer, the reconciler finds out later.
 *
 * @throws {ScimError} 409 uniqueness, naming the attribute.
 */
export async function checkTarget(context: TargetContext, candidate: Candidate): Promise<void> {
  const { email, user, timing } = candidate;
  const found = await look(context, user.userName, email, AbortSignal.timeout(timing.preflightMs));
  if (found === undefined) return;
  const { mapping, name, freeNames } = context;
  const wanted = user.userName.toLowerCase();
  const hasName = ({ username }: SupersetUser): boolean => username.toLowerCase() === wanted;
  freeNames.note(candidate.id, user.userName, !found.accounts.some(hasName));
  const others = await othersOf(context, candidate.id, found.accounts);
  const sameName = others.filter(hasName);
  const untouchable = sameName.find((account) => isProtected(mapping, found.catalog, account));
  if (untouchable !== undefined) {
    throw taken(
      'userName',
      `Superset ${name} has a protected or service account "${untouchable.username}"; use another`,
    );
  }
  if (sameName.length > 1) {
    throw taken(
      'userName',
      `Superset ${name} has ${sameName.length} accounts that differ by case only; rename all but one`,
    );
  }
  const [namesake] = sameName;
  const refusal = namesake && adoptionRefusal({ target: name, mapping, catalog: found.catalog }, namesake, email);
  if (refusal !== undefined && mapping.adoption !== 'report') throw taken('userName', refusal);
  const holder = others.find((account) => !hasName(account));
  if (holder !== undefined) {
    throw taken(
      'emails',
      `"${email}" belongs to the account "${holder.username}" in Superset ${name}; change one of them`,
    );
  }
}

async function look(context: TargetContext, userName: string, email: string, signal: AbortSignal) {
  const { users } = context.superset;
  try {
    const [catalog, byName, byEmail] = await Promise.all([
      context.catalog.get(signal),
      users.findByUsername(userName, { signal }),
      users.findByEmail(email, { signal }),
    ]);
    // One that was just created or renamed may be in one of the answers only.
    const accounts = new Map([...byName, ...byEmail].map((account) => [account.id, account]));
    return { catalog, accounts: [...accounts.values()] };
  } catch (error) {
    context.logger.warn(
      { target: context.name, err: error },
      'Superset could not be asked before the commit; continuing',
    );
    return undefined;
  }
}

/** Accounts that belong to nobody. One that another user still has is freed, or refused by the directory itself. */
async function othersOf(context: TargetContext, userId: string, accounts: readonly SupersetUser[]) {
  const own = (await context.store.reconciliation.link(context.name, userId))?.account;
  const foreign = accounts.filter(({ id }) => String(id) !== own);
  const owners = await Promise.all(foreign.map(({ id }) => accountOwner(context, id)));
  return foreign.filter((_account, index) => owners[index] === undefined);
}

function taken(attribute: string, problem: string): ScimError {
  return new ScimError(409, `${attribute}: ${problem}`, { scimType: 'uniqueness' });
}
