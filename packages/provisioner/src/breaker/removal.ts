import type { AuditEventDraft, Claim } from '@scim-superset/core';
import { reconcilerActor } from '../target/access-event.ts';
import { parseAccountState } from '../target/account-state.ts';
import type { Applied } from '../target/applied.ts';
import { removeAccount } from '../target/remove-account.ts';
import type { TargetContext } from '../target/target-context.ts';
import { type Hold, parseHold } from './hold.ts';
import { readHolds } from './read-holds.ts';

/** What was done about the account of a deleted user, and what is kept of it. */
export interface RemovalStep {
  /** Undefined when nothing changed. */
  readonly applied: Applied | undefined;
  /** Undefined when the user is done with. */
  readonly hold: Hold | undefined;
  readonly events: readonly AuditEventDraft[];
}

/** Who has refused a removal that somebody had approved. */
const refuser = 'Superset';

/** Stages that the account of a deleted user, which is cut off, is deleted for good. Tells people of the first. */
export async function stageRemoval(context: TargetContext, claim: Claim, applied: Applied): Promise<RemovalStep> {
  if (applied.account === undefined) return { applied, hold: undefined, events: [] };
  const { name: target, clock } = context;
  const since = new Date(clock()).toISOString();
  const userName = parseAccountState({ ...applied.state })?.username ?? claim.userId;
  const hold: Hold = {
    kind: 'removal',
    status: 'staged',
    since,
    digest: `removal ${applied.account}`,
    userName,
    grants: [],
  };
  if (!(await isAnyStaged(context))) {
    const message =
      `Superset ${target}: the account of ${userName}, who was deleted from the directory, is deactivated and waits to be ` +
      'deleted for good, and so will those who follow: "scim-superset status" shows them, "apply --staged --removals" ' +
      'deletes them, "reject --removals" leaves them deactivated';
    const counts = { users: 1, applied: 0, limit: 0, windowMs: 0, examples: [userName] };
    await context.alarm({ kind: 'staged', target, at: since, message, loss: 'removal', ...counts });
  }
  return { applied, hold, events: [removalEvent('access.staged', claim.userId, hold, target, since)] };
}

/** Goes on with a removal that was staged; undefined when none was. */
export async function continueRemoval(
  context: TargetContext,
  claim: Claim,
  signal: AbortSignal,
): Promise<RemovalStep | undefined> {
  const hold = parseHold(claim.hold);
  if (hold?.kind !== 'removal' || claim.account === undefined) return undefined;
  const forgotten = { account: undefined, state: {}, change: undefined };
  if (context.deletion === 'deactivate') return { applied: forgotten, hold: undefined, events: [] };
  if (hold.status !== 'approved') return { applied: undefined, hold, events: [] };
  const removal = await removeAccount(context, { ...claim, account: Number(claim.account) }, signal);
  if (removal.kind === 'removed') return { applied: removal.applied, hold: undefined, events: [] };
  const { name: target, logger, clock } = context;
  const { userId } = claim;
  const at = new Date(clock()).toISOString();
  logger.warn({ target, userId, account: claim.account }, `An account was not deleted: ${removal.reason}`);
  const refused: Hold = { ...hold, status: 'rejected', decision: { by: refuser, at, reason: removal.reason } };
  const event = removalEvent('access.removal-refused', userId, refused, target, at);
  return { applied: undefined, hold: refused, events: [event] };
}

async function isAnyStaged(context: TargetContext): Promise<boolean> {
  for await (const { hold } of readHolds(context)) {
    if (hold.kind === 'removal' && hold.status === 'staged') return true;
  }
  return false;
}

function removalEvent(type: string, userId: string, hold: Hold, target: string, at: string): AuditEventDraft {
  const reason = hold.decision?.reason;
  return {
    type,
    at,
    actor: reconcilerActor,
    subject: { type: 'User', id: userId, name: hold.userName },
    data: { target, loss: 'removal', ...(reason !== undefined && { reason }) },
  };
}
