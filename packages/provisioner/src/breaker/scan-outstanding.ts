import type { Claim } from '@scim-superset/core';
import { readDesired } from '../desired/read-desired.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import { parseAccountState } from '../target/account-state.ts';
import type { TargetContext } from '../target/target-context.ts';
import { createSlices } from '../worker/slices.ts';
import { type Counter, counterOf, findRevocation, isMove, type Revocation } from './revocation.ts';

/** A user who will lose access once what is committed is applied. */
export interface OutstandingLoss extends Revocation {
  readonly userName: string;
  /** When it was committed, in milliseconds since the epoch. */
  readonly at: number;
  readonly isMove: boolean;
}

/** Finds who will lose access, among those who wait to be applied. */
export interface OutstandingScan {
  /**
   * The losses of a counter, by user id, as they are at a moment not before `since` (by `performance.now()`), so that
   * callers at the same time share one look. With `urgent` only among urgent users.
   */
  losses(counter: Counter, since: number, urgent: boolean): Promise<ReadonlyMap<string, OutstandingLoss>>;
}

type Verdicts = ReadonlyMap<string, { readonly version: number; readonly loss: OutstandingLoss | undefined }>;

interface Look {
  readonly startedAt: number;
  readonly verdicts: Promise<Verdicts>;
}

const pageSize = 200;

/**
 * Creates the scan of a target. What a user would lose is worked out once per version, so that looking again while
 * thousands wait costs little more than listing them.
 */
export function createOutstandingScan(context: TargetContext, windowMs: number): OutstandingScan {
  const looks = new Map<boolean, Look>();

  async function look(urgent: boolean, known: Verdicts): Promise<Verdicts> {
    const verdicts = new Map<string, { version: number; loss: OutstandingLoss | undefined }>();
    const slice = createSlices();
    for (let after = ''; ; ) {
      const page = { after, limit: pageSize, urgent };
      const claims = await context.store.reconciliation.outstanding(context.name, page);
      for (const claim of claims) {
        const { userId, desired: version } = claim;
        const before = known.get(userId);
        verdicts.set(
          userId,
          before?.version === version ? before : { version, loss: await lossOf(context, claim, windowMs) },
        );
        await slice();
      }
      after = claims.at(-1)?.userId ?? after;
      if (claims.length < pageSize) return verdicts;
    }
  }

  function lookSince(since: number, urgent: boolean): Promise<Verdicts> {
    const last = looks.get(urgent);
    if (last !== undefined && last.startedAt >= since) return last.verdicts;
    const known = last?.verdicts.catch(() => new Map()) ?? Promise.resolve(new Map());
    const verdicts = known.then((before) => look(urgent, before));
    looks.set(urgent, { startedAt: performance.now(), verdicts });
    return verdicts;
  }

  return {
    async losses(counter, since, urgent) {
      const verdicts = await lookSince(since, urgent);
      const losses = [...verdicts].flatMap(([userId, { loss }]) =>
        loss === undefined ? [] : [[userId, loss] as const],
      );
      return new Map(losses.filter(([, loss]) => counterOf(loss) === counter));
    },
  };
}

async function lossOf(context: TargetContext, claim: Claim, windowMs: number): Promise<OutstandingLoss | undefined> {
  const before = parseAccountState(claim.state);
  if (before?.active !== true) return undefined;
  try {
    const desired = claim.deleted ? undefined : await readDesired(context.store, context.mapping, claim.userId);
    const revocation = findRevocation(claim, desired);
    if (revocation === undefined) return undefined;
    const moves = isMove(claim, revocation, windowMs);
    return { ...revocation, userName: before.username, at: claim.since, isMove: moves };
  } catch (error) {
    // A rule that fails for the user fails again when the user is applied, and takes nothing away.
    if (ProvisionerError.is(error)) return undefined;
    throw error;
  }
}
