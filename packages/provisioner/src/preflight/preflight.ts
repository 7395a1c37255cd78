import { type PendingChange, ScimError, type Store, type User } from '@scim-superset/core';
import { accountEmail } from '../desired/account-profile.ts';
import type { RoleMapping } from '../mapping/role-mapping.ts';
import type { ProvisionerTiming } from '../provisioner-timing.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { TargetWorker } from '../worker/target-worker.ts';
import { checkProfile } from './check-profile.ts';
import { checkTarget } from './check-target.ts';

/** What {@link createPreflight} needs. */
export interface PreflightOptions {
  readonly store: Store;
  readonly targets: readonly { readonly context: TargetContext; readonly worker: TargetWorker }[];
  readonly timing: ProvisionerTiming;
}

/**
 * Refuses what Superset would refuse later, while the identity provider can still be told: an e-mail address that is
 * missing or taken, values that are too long, an account in the way. A leaver is never refused, and a Superset that
 * is down or slow is not waited for.
 */
export function createPreflight(options: PreflightOptions): (change: PendingChange) => Promise<void> {
  const { store, targets, timing } = options;
  return async ({ resourceType, id, before, after }) => {
    if (resourceType.name !== 'User' || after === undefined || after.active === false) return;
    // The endpoint has validated both against the User schema.
    const user = after as User;
    const previous = before as User | undefined;
    const email = checkProfile(user);
    const here = targets.filter(({ context }) => mayBeInScope(context.mapping, user));
    const protecting = here.find(({ context }) => context.mapping.protectedAccounts.has(user.userName.toLowerCase()));
    if (protecting !== undefined) {
      throw new ScimError(
        409,
        `userName: "${user.userName}" is a protected account of Superset ${protecting.context.name} and cannot be provisioned; take it out of the ` +
          'assignment, or out of "protectedAccounts" in the role mapping',
        { scimType: 'uniqueness' },
      );
    }
    const returns = previous?.active === false;
    const newEmail = previous === undefined || returns || accountEmail(previous)?.toLowerCase() !== email.toLowerCase();
    const newName =
      previous === undefined || returns || previous.userName.toLowerCase() !== user.userName.toLowerCase();
    if (newEmail) await checkDirectory(store, id, email);
    const changed = here.filter(
      ({ context }) => newEmail || newName || (previous !== undefined && !mayBeInScope(context.mapping, previous)),
    );
    const reachable = changed.filter(({ worker }) => worker.availability.available);
    await Promise.all(reachable.map(({ context }) => checkTarget(context, { id, user, email, timing })));
  };
}

/** Only a filter can be held against a user alone: groups come later, and code may look at groups. */
function mayBeInScope({ scope }: RoleMapping, user: User): boolean {
  return scope?.rule.kind !== 'filter' || scope.match(user, []) !== undefined;
}

async function checkDirectory(store: Store, id: string, email: string): Promise<void> {
  const value = email.toLowerCase();
  const keys = [{ name: 'emails.value', value }];
  const { resources } = await store.list({ type: 'User', keys, limit: 10, total: false });
  const other = resources.find(
    // Attributes were validated against the User schema when they were stored.
    (found) => found.id !== id && accountEmail(found.attributes as unknown as User)?.toLowerCase() === value,
  );
  if (other === undefined) return;
  throw new ScimError(
    409,
    `emails: "${email}" is the address of user ${other.id} too, and Superset allows an address once; give one of them another`,
    { scimType: 'uniqueness' },
  );
}
