import { parseHold } from '../breaker/hold.ts';
import type { TargetContext } from './target-context.ts';

const leaseMs = 2_000;

/**
 * Forgets that the account of a deleted user was to be deleted for good, because somebody else is about to get it: people
 * come back under a new id. False when there was nothing of that kind, or another process has just begun to delete it.
 */
export async function releaseRemoval(context: TargetContext, owner: string): Promise<boolean> {
  const { store, name: target, clock } = context;
  const link = await store.reconciliation.link(target, owner);
  if (parseHold(link?.hold)?.kind !== 'removal') return false;
  const request = { target, now: clock(), leaseMs, limit: 1, userIds: [owner] };
  const [claim] = await store.reconciliation.claim(request);
  if (claim?.deleted !== true || parseHold(claim.hold)?.kind !== 'removal') return false;
  const { userId, desired: version } = claim;
  await store.reconciliation.settle(target, [
    { kind: 'applied', userId, version, account: undefined, state: {}, events: [] },
  ]);
  return true;
}
