import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor, AuditEventDraft, Claim, Outcome } from '@scim-superset/core';
import type { TargetContext } from '../target/target-context.ts';
import { type Hold, parseHold } from './hold.ts';

/** What is decided, and by whom. */
export interface StagedDecision {
  readonly status: 'approved' | 'rejected';
  readonly actor: Actor;
  readonly reason?: string | undefined;
}

/** What became of a decision. */
export interface DecisionResult {
  /** Ids of those who were decided on. */
  readonly decided: readonly string[];
  /** Ids of those whom another process was applying all the time; decide again. */
  readonly busy: readonly string[];
}

const chunkSize = 50;
const leaseMs = 2_000;
const pauseMs = 100;
const tries = 100;

/**
 * Records a decision on what these users would lose, and on nothing that the directory wants later. Who is approved is
 * claimed by the next worker.
 *
 * @param wanted their holds by user id, as whoever decided has seen them.
 */
export async function decideStaged(
  context: TargetContext,
  wanted: ReadonlyMap<string, Hold>,
  decision: StagedDecision,
): Promise<DecisionResult> {
  const decided: string[] = [];
  const busy: string[] = [];
  const ids = [...wanted.keys()];
  for (let start = 0; start < ids.length; start += chunkSize) {
    let waiting = ids.slice(start, start + chunkSize);
    for (let tried = 0; waiting.length > 0 && tried < tries; tried += 1) {
      if (tried > 0) await sleep(pauseMs);
      const claims = await claim(context, waiting);
      const asListed = claims.filter((each) => parseHold(each.hold)?.digest === wanted.get(each.userId)?.digest);
      await settle(context, asListed, decision);
      decided.push(...asListed.map(({ userId }) => userId));
      const claimed = new Set(claims.map(({ userId }) => userId));
      waiting = await stillHeld(
        context,
        waiting.filter((userId) => !claimed.has(userId)),
        wanted,
      );
    }
    busy.push(...waiting);
  }
  return { decided, busy };
}

function claim({ store, name: target, clock }: TargetContext, userIds: readonly string[]): Promise<readonly Claim[]> {
  return store.reconciliation.claim({ target, now: clock(), leaseMs, limit: userIds.length, userIds });
}

/** Somebody who is not given out is with another process, or has nothing to be decided on any more. */
async function stillHeld(
  { store, name }: TargetContext,
  userIds: readonly string[],
  wanted: ReadonlyMap<string, Hold>,
): Promise<string[]> {
  const links = await Promise.all(userIds.map((userId) => store.reconciliation.link(name, userId)));
  return links.flatMap((link) =>
    link !== undefined && parseHold(link.hold)?.digest === wanted.get(link.userId)?.digest ? [link.userId] : [],
  );
}

async function settle(
  { store, name: target, clock }: TargetContext,
  claims: readonly Claim[],
  decision: StagedDecision,
): Promise<void> {
  const { status, actor, reason } = decision;
  const { reconciliation } = store;
  const at = new Date(clock()).toISOString();
  // Under the lease: with a version beyond the one that is settled, the users are claimed again, now with the decision.
  if (status === 'approved') {
    const cutsOff = (each: Claim): boolean => /^(deactivation|deletion)$/.test(parseHold(each.hold)?.kind ?? '');
    await reconciliation.markDirty(claims.map((each) => ({ kind: 'user', id: each.userId, urgent: cutsOff(each) })));
  }
  const by = actor.name ?? actor.id;
  const outcomes = claims.flatMap((each): Outcome[] => {
    const { userId, desired: version, account, state } = each;
    const hold = parseHold(each.hold);
    if (hold === undefined) return [];
    // Nothing is left to remember: the account stays deactivated, as it is.
    if (hold.kind === 'removal' && status === 'rejected') {
      const events = [decisionEvent(target, userId, hold, decision, at)];
      return [{ kind: 'applied', userId, version, account: undefined, state: {}, events }];
    }
    const decided: Hold = { ...hold, status, decision: { by, at, ...(reason !== undefined && { reason }) } };
    const events = [decisionEvent(target, userId, decided, decision, at)];
    return [{ kind: 'held', userId, version, account, state, hold: { ...decided }, events }];
  });
  await reconciliation.settle(target, outcomes);
}

function decisionEvent(
  target: string,
  userId: string,
  { kind, userName, grants, roles }: Hold,
  { status, actor, reason }: StagedDecision,
  at: string,
): AuditEventDraft {
  return {
    type: `access.${status}`,
    at,
    actor,
    subject: { type: 'User', id: userId, name: userName },
    data: { target, loss: kind, grants, ...(roles && { roles }), ...(reason !== undefined && { reason }) },
  };
}
