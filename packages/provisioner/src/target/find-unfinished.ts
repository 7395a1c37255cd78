import type { SupersetUser } from '@scim-superset/superset-client';
import { accountOwner } from './account-owner.ts';
import { creationUnderWay } from './account-state.ts';
import type { ClaimedUser } from './applied.ts';
import { judgeNamesake } from './judge-namesake.ts';
import type { TargetContext } from './target-context.ts';

/** The account whose creation was begun for a user and not seen to end, if Superset has it after all. */
export async function findUnfinished(
  context: TargetContext,
  { userId, state }: Pick<ClaimedUser, 'userId' | 'state'>,
  signal: AbortSignal,
): Promise<SupersetUser | undefined> {
  const username = creationUnderWay(state);
  if (username === undefined) return undefined;
  const namesakes = await context.superset.users.findByUsername(username, { signal });
  const verdict = judgeNamesake({
    target: context.name,
    mapping: context.mapping,
    catalog: await context.catalog.get(signal),
    userId,
    desired: { active: false, email: undefined },
    namesakes,
    owner: namesakes[0] && (await accountOwner(context, namesakes[0].id)),
    creating: true,
  });
  return verdict.kind === 'adopt' ? verdict.account : undefined;
}
