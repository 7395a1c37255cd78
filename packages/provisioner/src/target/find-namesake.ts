import type { DesiredAccount } from '../desired/desired-account.ts';
import { accountOwner } from './account-owner.ts';
import { judgeNamesake, type NamesakeVerdict } from './judge-namesake.ts';
import { releaseRemoval } from './release-removal.ts';
import type { TargetContext } from './target-context.ts';

type NamesakeOwner = Pick<DesiredAccount, 'username' | 'email' | 'active'>;

/** Finds the account with a user's username, regardless of case because sign-in ignores case, and judges it. */
export async function findNamesake(
  context: TargetContext,
  user: { readonly userId: string; readonly desired: NamesakeOwner; readonly creating: boolean },
  signal: AbortSignal,
): Promise<NamesakeVerdict> {
  const namesakes = await context.superset.users.findByUsername(user.desired.username, { signal });
  const [account] = namesakes;
  if (account === undefined) return { kind: 'none' };
  return judgeNamesake({
    ...user,
    target: context.name,
    mapping: context.mapping,
    catalog: await context.catalog.get(signal),
    namesakes,
    owner: await findOwner(context, account.id, user.userId),
  });
}

async function findOwner(context: TargetContext, account: number, userId: string): Promise<string | undefined> {
  const owner = await accountOwner(context, account);
  if (owner === undefined || owner === userId || !(await releaseRemoval(context, owner))) return owner;
  return accountOwner(context, account);
}
