import type { TargetContext } from '../target/target-context.ts';
import type { BreakerNotes } from './breaker-notes.ts';
import type { BreakerSettings } from './breaker-options.ts';
import { limitOf } from './find-excess.ts';
import { type Hold, holdCounter } from './hold.ts';
import { readHolds } from './read-holds.ts';
import type { Counter } from './revocation.ts';

/** How the breaker of a target stands, for all processes. */
export interface BreakerStatus {
  /** How many users have a hold, by where it stands. */
  readonly holds: Readonly<Record<Hold['status'], number>>;
  /** Undefined when the breaker is switched off. */
  readonly deactivations: CounterStatus | undefined;
  readonly grantLosses: CounterStatus | undefined;
}

/** One counter of a breaker. */
export interface CounterStatus {
  /** RFC 3339 instant since when further losses are staged; undefined while the counter is closed. */
  readonly trippedSince: string | undefined;
  /** How many lost access within the window without anybody being asked. */
  readonly counted: number;
  /** How many may. Undefined until there were so many that the accounts had to be counted. */
  readonly limit: number | undefined;
  readonly windowMs: number;
}

/** Reads how a breaker stands. */
export async function readBreakerStatus(
  context: TargetContext,
  notes: BreakerNotes,
  settings: BreakerSettings | undefined,
): Promise<BreakerStatus> {
  const holds = { staged: 0, approved: 0, rejected: 0 };
  const staged = new Set<Counter | undefined>();
  for await (const { hold } of readHolds(context)) {
    holds[hold.status] += 1;
    if (hold.status === 'staged') staged.add(holdCounter(hold));
  }
  if (settings === undefined) return { holds, deactivations: undefined, grantLosses: undefined };
  const census = await notes.census();
  const read = async (counter: Counter): Promise<CounterStatus> => {
    const { window, trip } = (await notes.read(counter)).note;
    const isTripped = trip !== undefined && staged.has(counter);
    return {
      trippedSince: isTripped ? new Date(trip.at).toISOString() : undefined,
      counted: window.size,
      limit: census && limitOf(counter, settings, census),
      windowMs: settings.windowMs,
    };
  };
  return { holds, deactivations: await read('deactivations'), grantLosses: await read('grantLosses') };
}
