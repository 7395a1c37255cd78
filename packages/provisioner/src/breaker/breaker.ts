import type { AuditEventDraft, Claim, Outcome } from '@scim-superset/core';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { reconcilerActor } from '../target/access-event.ts';
import { parseAccountState } from '../target/account-state.ts';
import type { Takeover } from '../target/takeover.ts';
import type { TargetContext } from '../target/target-context.ts';
import { type BreakerNotes, createBreakerNotes } from './breaker-notes.ts';
import type { BreakerSettings } from './breaker-options.ts';
import { type BreakerStatus, readBreakerStatus } from './breaker-status.ts';
import { createGate } from './gate.ts';
import { type Hold, holdCounter, parseHold } from './hold.ts';
import { isStaged, readHolds } from './read-holds.ts';
import { type Counter, counters, findRevocation, isMove, type Revocation, takeoverRevocation } from './revocation.ts';
import { closeTrip } from './trip.ts';

/** What to do with a claimed user. */
export type Verdict = { readonly kind: 'apply' } | HoldVerdict;

/** What the user would lose is kept. */
export interface HoldVerdict {
  readonly kind: 'hold';
  readonly revocation: Revocation;
  readonly hold: Hold;
  /** Record it if that is new. */
  readonly events: readonly AuditEventDraft[];
}

/** Keeps a target's users from losing access in masses without anybody being asked. */
export interface Breaker {
  /** Whether a user who waits would lose something that counts. Decides nothing. */
  counts(claim: Claim, desired: DesiredAccount): boolean;
  /** Decides on a claimed user, before anything is sent to Superset. `desired` is undefined for a deleted user. */
  decide(claim: Claim, desired: DesiredAccount | undefined): Promise<Verdict>;
  /** Decides on taking over an account for a claimed user, by which its owner would lose something. */
  decideTakeover(claim: Claim, takeover: Takeover): Promise<Verdict>;
  /** To be called when the outcome of a claim is settled: closes the breaker once nobody waits for a decision. */
  settled(claim: Claim, outcome: Outcome): Promise<void>;
  /** To be called before the first claim: has those looked at again who were staged and are not to be any more. */
  recover(): Promise<void>;
  /** To be called when somebody has decided on staged losses. */
  decided(): Promise<void>;
  status(): Promise<BreakerStatus>;
}

/** Creates the breaker of a target; without settings it lets everything pass but what somebody has rejected. */
export function createBreaker(context: TargetContext, settings: BreakerSettings | undefined): Breaker {
  const { store, name: target, clock } = context;
  const { reconciliation } = store;
  const notes = createBreakerNotes(context, settings?.windowMs ?? 0);
  const gate = settings && createGate(context, notes, settings);

  async function passes(claim: Claim, revocation: Revocation, userName: string): Promise<boolean> {
    if (gate === undefined || settings === undefined) return true;
    const moves = isMove(claim, revocation, settings.windowMs);
    if (moves && !settings.grantLosses.moves) return true;
    const { userId, urgent, since: at } = claim;
    return gate.admit({ ...revocation, userId, userName, urgent, at, isMove: moves });
  }

  function stage({ kind, digest, grants, roles }: Revocation, userName: string): Hold {
    const since = new Date(clock()).toISOString();
    return { kind, status: 'staged', since, digest, userName, grants, ...(roles && { roles }) };
  }

  async function judge(claim: Claim, revocation: Revocation, userName: string): Promise<Verdict> {
    const hold = parseHold(claim.hold);
    const known = hold?.digest === revocation.digest ? hold : undefined;
    if (known?.status === 'rejected') return { kind: 'hold', revocation, hold: known, events: [] };
    if (known?.status === 'approved' || (await passes(claim, revocation, userName))) return { kind: 'apply' };
    if (known !== undefined) return { kind: 'hold', revocation, hold: known, events: [] };
    const staged = stage(revocation, userName);
    return { kind: 'hold', revocation, hold: staged, events: [stagedEvent(target, claim.userId, staged)] };
  }

  /** Without a trip nobody is to be staged; who was, because the trip ended meanwhile, is looked at again. */
  async function isOver(counter: Counter): Promise<boolean> {
    return settings === undefined || (await notes.read(counter)).note.trip === undefined;
  }

  return {
    counts(claim, desired) {
      const revocation = settings && findRevocation(claim, desired);
      if (revocation === undefined) return false;
      return settings?.grantLosses.moves === true || !isMove(claim, revocation, settings?.windowMs ?? 0);
    },

    async decide(claim, desired) {
      const revocation = findRevocation(claim, desired);
      if (revocation === undefined) {
        if (settings !== undefined) await forgetRegained(notes, claim, desired, settings);
        return { kind: 'apply' };
      }
      return judge(claim, revocation, parseAccountState(claim.state)?.username ?? claim.userId);
    },

    decideTakeover: (claim, takeover) => judge(claim, takeoverRevocation(takeover), takeover.username),

    async settled(claim, outcome) {
      const { userId } = claim;
      if (outcome.kind === 'failed') return;
      const before = parseHold(claim.hold);
      const hold = outcome.kind === 'held' ? parseHold(outcome.hold) : undefined;
      const [left, entered] = [before && holdCounter(before), hold && holdCounter(hold)];
      if (left !== undefined && left !== entered) await closeTrip(context, notes, left, { decided: false });
      if (entered !== undefined && hold?.status === 'staged' && (await isOver(entered))) {
        await reconciliation.markDirty([{ kind: 'user', id: userId, urgent: claim.urgent }]);
      }
    },

    async recover() {
      for (const counter of counters) {
        if (!(await isOver(counter))) continue;
        for await (const { link, hold } of readHolds(context)) {
          if (!isStaged(hold, counter)) continue;
          await reconciliation.markDirty([{ kind: 'user', id: link.userId, urgent: counter === 'deactivations' }]);
        }
      }
      if (context.deletion === 'delete') return;
      for await (const { link, hold } of readHolds(context)) {
        if (hold.kind !== 'removal') continue;
        await reconciliation.markDirty([{ kind: 'user', id: link.userId, urgent: false }]);
      }
    },

    async decided() {
      for (const counter of counters) await closeTrip(context, notes, counter, { decided: true });
    },

    status: () => readBreakerStatus(context, notes, settings),
  };
}

/** Who has lost access within the window and gets it back is no loss any more, as is one who was moved in two steps. */
async function forgetRegained(
  notes: BreakerNotes,
  claim: Claim,
  desired: DesiredAccount | undefined,
  settings: BreakerSettings,
): Promise<void> {
  if (claim.account === undefined || desired?.active !== true) return;
  const before = parseAccountState(claim.state);
  const has = new Set(desired.grants.map(({ name }) => name));
  const gains = [...has].some((name) => !before?.grants.includes(name));
  for (const counter of counters) {
    for (;;) {
      const read = await notes.read(counter);
      const loss = read.note.window.get(claim.userId);
      // Of an account that was taken over nobody knows what would be enough.
      const lost = loss?.grants ?? [];
      const isBack =
        counter === 'deactivations' ||
        (lost.length > 0 && lost.every((name) => has.has(name))) ||
        (gains && !settings.grantLosses.moves);
      if (loss === undefined || !isBack) break;
      const window = new Map(read.note.window);
      window.delete(claim.userId);
      if (await notes.swap(counter, read, { ...read.note, window })) break;
    }
  }
}

function stagedEvent(target: string, userId: string, { kind, since, userName, grants, roles }: Hold): AuditEventDraft {
  return {
    type: 'access.staged',
    at: since,
    actor: reconcilerActor,
    subject: { type: 'User', id: userId, name: userName },
    data: { target, loss: kind, grants, ...(roles && { roles }) },
  };
}
