import type { Actor, AuditEventDraft, Claim, Outcome } from '@scim-superset/core';
import { SupersetError } from '@scim-superset/superset-client';
import type { Breaker, HoldVerdict } from '../breaker/breaker.ts';
import type { Hold } from '../breaker/hold.ts';
import { continueRemoval, stageRemoval } from '../breaker/removal.ts';
import { findRevocation } from '../breaker/revocation.ts';
import { withoutLoss } from '../breaker/without-loss.ts';
import type { DesiredAccount } from '../desired/desired-account.ts';
import { readDesired } from '../desired/read-desired.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import type { ProvisionerTiming } from '../provisioner-timing.ts';
import { accessEvent } from '../target/access-event.ts';
import { parseAccountState } from '../target/account-state.ts';
import type { Applied, ApplyOptions } from '../target/applied.ts';
import { applyUser } from '../target/apply-user.ts';
import type { Takeover } from '../target/takeover.ts';
import type { TargetContext } from '../target/target-context.ts';
import { backoff } from './backoff.ts';
import { type Circuit, isSuspicious } from './circuit.ts';

/** What {@link attempt} needs besides the claim. */
export interface AttemptOptions {
  readonly circuit: Circuit;
  readonly breaker: Breaker;
  readonly timing: ProvisionerTiming;
  readonly extras: ApplyOptions['extras'];
  /** On whose behalf, for the audit chain. */
  readonly actor: Actor;
}

const urgentRetryMaxMs = 2_000;
/** Whatever takes longer may include a write that the client has given up and sent again. */
const slowMs = 1_000;

/** What an attempt came to. */
export interface Attempted {
  readonly outcome: Outcome;
  /** What was written although the user counts as not applied. */
  readonly noted?: Outcome;
  /** Whether Superset may still carry out a write of this attempt, after later ones. */
  readonly mayComeLate: boolean;
  /** The username that the account has, or was to have. */
  readonly userName: string | undefined;
}

/** What was applied, nothing of a user who is held whole, and what is held. */
interface Step {
  readonly applied: Applied | undefined;
  readonly hold: Hold | undefined;
  readonly events: readonly AuditEventDraft[];
}

/**
 * Applies one claimed user, as far as the breaker lets it, and says what became of it. Never rejects: a failure is an
 * outcome, tried again after a pause that grows with each failure, or at once when the target was down and comes back.
 */
export async function attempt(context: TargetContext, claim: Claim, options: AttemptOptions): Promise<Attempted> {
  const { userId } = claim;
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(options.timing.attemptMs);
  let userName: string | undefined;
  const apply = async (): Promise<Step> => {
    const desired = claim.deleted ? undefined : await readDesired(context.store, context.mapping, userId);
    userName = desired?.username ?? parseAccountState(claim.state)?.username;
    const removal = desired === undefined ? await continueRemoval(context, claim, signal) : undefined;
    if (removal !== undefined) return removal;
    const verdict = await options.breaker.decide(claim, desired);
    let takeover: HoldVerdict | undefined;
    const mayTakeOver = async (wanted: Takeover): Promise<boolean> => {
      const ofTakeover = await options.breaker.decideTakeover(claim, wanted);
      if (ofTakeover.kind === 'hold') takeover = ofTakeover;
      return ofTakeover.kind === 'apply';
    };
    const how = { signal, extras: options.extras, mayTakeOver };
    if (verdict.kind === 'hold') {
      const rest = withoutLoss(claim, desired, verdict.revocation, context.mapping);
      const applied = rest && (await applyUser(context, claim, rest, how));
      return takeover === undefined ? holding(verdict, desired, applied) : { ...takeover, applied };
    }
    const applied = await applyUser(context, claim, desired, how);
    if (takeover !== undefined) return { ...takeover, applied };
    return desired === undefined ? stageRemoval(context, claim, applied) : { applied, hold: undefined, events: [] };
  };
  const eventsOf = ({ applied, events }: Step): readonly AuditEventDraft[] => {
    if (applied?.change === undefined) return events;
    const at = new Date(context.clock()).toISOString();
    return [...events, accessEvent(context.name, { userId, userName }, applied.change, { at, actor: options.actor })];
  };
  try {
    const step = await apply().catch((error: unknown) => {
      if (!(SupersetError.is(error) && (error.code === 'not-found' || error.code === 'validation'))) throw error;
      // Most likely a role or group was deleted since the catalog was read.
      context.catalog.invalidate();
      return apply();
    });
    const { hold, applied } = step;
    const events = eventsOf(step);
    const mayComeLate = applied?.change !== undefined && performance.now() - startedAt > slowMs;
    const now = applied === undefined ? claim : { account: accountText(applied), state: { ...applied.state } };
    const settled = { userId, account: now.account, state: now.state, events };
    if (applied?.shortfall !== undefined && hold === undefined) {
      const noted: Outcome = { kind: 'applied', ...settled, version: claim.applied };
      return { outcome: await fail(context, claim, applied.shortfall, options), noted, mayComeLate, userName };
    }
    // The next change or decision tries again what was refused; that something is held must not wait for it.
    if (applied?.shortfall !== undefined) {
      context.logger.warn({ target: context.name, userId, err: applied.shortfall }, applied.shortfall.message);
    }
    const version = claim.desired;
    const outcome: Outcome =
      hold === undefined
        ? { kind: 'applied', ...settled, version }
        : { kind: 'held', ...settled, version, hold: { ...hold } };
    return { outcome, mayComeLate, userName };
  } catch (error) {
    const slow = `Superset ${context.name} took longer than ${options.timing.attemptMs} ms for the user`;
    const failure = signal.aborted
      ? new SupersetError('unavailable', slow, { cause: error, maybeApplied: true })
      : error;
    const mayComeLate = SupersetError.is(failure) && failure.maybeApplied;
    return { outcome: await fail(context, claim, failure, options), mayComeLate, userName };
  }
}

/** An account that was made anew for a user who is held has nothing to lose. */
function holding(
  { hold, events }: HoldVerdict,
  desired: DesiredAccount | undefined,
  applied: Applied | undefined,
): Step {
  const now = applied && { account: accountText(applied), state: { ...applied.state } };
  if (now !== undefined && findRevocation(now, desired) === undefined) return { applied, hold: undefined, events: [] };
  return { applied, hold, events };
}

function accountText({ account }: Applied): string | undefined {
  return account === undefined ? undefined : String(account);
}

async function fail(
  context: TargetContext,
  claim: Claim,
  error: unknown,
  { circuit, timing, actor }: AttemptOptions,
): Promise<Outcome> {
  const { userId } = claim;
  const message = describe(error);
  const down = isSuspicious(error) && !(await circuit.check());
  const attempts = claim.failure?.attempts ?? 0;
  const maxMs = claim.urgent ? Math.min(urgentRetryMaxMs, timing.retryMaxMs) : timing.retryMaxMs;
  const now = context.clock();
  const retryAt = down ? now : now + backoff(attempts, timing.retryMs, maxMs);
  if (!down) context.logger.warn({ target: context.name, userId, attempts: attempts + 1, err: error }, message);
  const first: AuditEventDraft = {
    type: 'access.failed',
    at: new Date(now).toISOString(),
    actor,
    subject: { type: 'User', id: userId },
    data: { target: context.name, message },
  };
  return { kind: 'failed', userId, message, retryAt, events: attempts === 0 && !down ? [first] : [] };
}

/** Only errors whose messages are known to be free of secrets are quoted. */
function describe(error: unknown): string {
  if (ProvisionerError.is(error) || SupersetError.is(error)) return error.message;
  return 'The user could not be applied for an unexpected reason; the log has it';
}
