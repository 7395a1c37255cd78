import type { AuditEventDraft, Claim, Outcome } from '@scim-superset/core';
import { SupersetError } from '@scim-superset/superset-client';
import { readDesired } from '../desired/read-desired.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import type { ProvisionerTiming } from '../provisioner-timing.ts';
import { accessEvent, reconcilerActor } from '../target/access-event.ts';
import type { Applied, ApplyOptions } from '../target/applied.ts';
import { applyUser } from '../target/apply-user.ts';
import type { TargetContext } from '../target/target-context.ts';
import { backoff } from './backoff.ts';
import { type Circuit, isSuspicious } from './circuit.ts';

/** What {@link attempt} needs besides the claim. */
export interface AttemptOptions {
  readonly circuit: Circuit;
  readonly timing: ProvisionerTiming;
  readonly extras: ApplyOptions['extras'];
}

const urgentRetryMaxMs = 4_000;

/**
 * Applies one claimed user and says what became of it. Never rejects: a failure is an outcome, tried again after a
 * pause that grows with each failure, or at once when the target was down and comes back.
 */
export async function attempt(context: TargetContext, claim: Claim, options: AttemptOptions): Promise<Outcome> {
  const { userId } = claim;
  const signal = AbortSignal.timeout(options.timing.attemptMs);
  let userName: string | undefined;
  const apply = async (): Promise<Applied> => {
    const desired = claim.deleted ? undefined : await readDesired(context.store, context.mapping, userId);
    userName = desired?.username;
    return applyUser(context, claim, desired, { signal, extras: options.extras });
  };
  const eventsOf = ({ change }: Applied): AuditEventDraft[] => {
    const at = new Date(context.clock()).toISOString();
    return change === undefined ? [] : [accessEvent(context.name, { userId, userName }, change, at)];
  };
  try {
    const applied = await apply().catch((error: unknown) => {
      if (!(SupersetError.is(error) && (error.code === 'not-found' || error.code === 'validation'))) throw error;
      // Most likely a role or group was deleted since the catalog was read.
      context.catalog.invalidate();
      return apply();
    });
    if (applied.shortfall !== undefined) return fail(context, claim, applied.shortfall, options, eventsOf(applied));
    const account = applied.account === undefined ? undefined : String(applied.account);
    return {
      kind: 'applied',
      userId,
      version: claim.desired,
      account,
      state: { ...applied.state },
      events: eventsOf(applied),
    };
  } catch (error) {
    const slow = `Superset ${context.name} took longer than ${options.timing.attemptMs} ms for the user`;
    const failure = signal.aborted
      ? new SupersetError('unavailable', slow, { cause: error, maybeApplied: true })
      : error;
    return fail(context, claim, failure, options, []);
  }
}

async function fail(
  context: TargetContext,
  claim: Claim,
  error: unknown,
  { circuit, timing }: AttemptOptions,
  events: readonly AuditEventDraft[],
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
    actor: reconcilerActor,
    subject: { type: 'User', id: userId },
    data: { target: context.name, message },
  };
  return { kind: 'failed', userId, message, retryAt, events: attempts === 0 && !down ? [...events, first] : events };
}

/** Only errors whose messages are known to be free of secrets are quoted. */
function describe(error: unknown): string {
  if (ProvisionerError.is(error) || SupersetError.is(error)) return error.message;
  return 'The user could not be applied for an unexpected reason; the log has it';
}
