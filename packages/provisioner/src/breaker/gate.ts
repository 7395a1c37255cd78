import type { TargetContext } from '../target/target-context.ts';
import type { BreakerNotes, Census, CountedLoss, CounterNote, ReadCounter } from './breaker-notes.ts';
import type { BreakerSettings } from './breaker-options.ts';
import { findExcess, limitOf } from './find-excess.ts';
import { createQueue } from './queue.ts';
import { hasStaged } from './read-holds.ts';
import { type Counter, counterOf } from './revocation.ts';
import { createOutstandingScan, type OutstandingLoss } from './scan-outstanding.ts';
import { greaterCensus, takeCensus } from './take-census.ts';
import { announceTrip, exampleCount, reportStaged, type TripReport } from './trip.ts';

/** A loss that is about to be applied. */
export interface Candidate extends OutstandingLoss {
  readonly userId: string;
  readonly urgent: boolean;
}

/** What losses have to pass before they are applied. */
export interface Gate {
  /**
   * True when the loss may be applied, which is counted then, durably and for all processes; false when it has to be
   * staged. Losses that are committed and wait to be applied count at once, so that of a mass nobody passes.
   */
  admit(candidate: Candidate): Promise<boolean>;
}

type Losses = ReadonlyMap<string, CountedLoss>;

/** A census younger than this is not worth another one, even before people are asked. */
const censusFreshMs = 60_000;
/** Who has tripped a breaker and not told people by then has ended. */
const announceMs = 10_000;

/** Creates the gate of a target. Losses of a counter pass it one at a time; one of grants never delays one of accounts. */
export function createGate(context: TargetContext, notes: BreakerNotes, settings: BreakerSettings): Gate {
  const { name: target, clock, store } = context;
  const { windowMs, floor } = settings;
  const queues = { deactivations: createQueue(), grantLosses: createQueue() };
  const scan = createOutstandingScan(context, windowMs);

  async function admit(counter: Counter, candidate: Candidate, enteredAt: number): Promise<boolean> {
    for (;;) {
      const read = await notes.read(counter);
      const { window, trip } = read.note;
      if (isCounted(window, candidate)) return true;
      if (trip !== undefined && (await hasStaged(context, counter))) {
        await remind(counter, read.note);
        return false;
      }
      const waiting = await findWaiting(counter, window, candidate, enteredAt);
      const report = await judge(counter, window, waiting, candidate);
      if (report !== undefined) {
        if (trip !== undefined || (await tripNow(counter, read, report))) return false;
        // Once more, for those who were waiting before they were counted and are staged since.
      } else if (trip !== undefined && (await hasStaged(context, counter))) return false;
      else if (await notes.swap(counter, read, { window: merge(window, waiting) })) return true;
    }
  }

  /** The losses that are committed and not applied; as long as those cannot be many, the candidate alone. */
  async function findWaiting(
    counter: Counter,
    window: Losses,
    candidate: Candidate,
    enteredAt: number,
  ): Promise<ReadonlyMap<string, OutstandingLoss>> {
    const { userId } = candidate;
    // A single leaver is urgent and never waits until everybody who is not was looked at.
    const urgent = candidate.urgent && counter === 'deactivations';
    const lag = await store.reconciliation.lag(target);
    const atMost = window.size + (urgent ? lag.urgent : lag.pending);
    const found = atMost > floor ? await scan.losses(counter, enteredAt, urgent) : [];
    const counting = [...found].filter(([, { isMove }]) => !isMove || settings.grantLosses.moves);
    return new Map([...counting, [userId, candidate]]);
  }

  /**
   * What to tell people if it is too much. Only what was committed within a window of the candidate belongs to it: who has
   * left one by one while the Superset was down is no mass.
   */
  async function judge(
    counter: Counter,
    window: Losses,
    waiting: ReadonlyMap<string, OutstandingLoss>,
    { at }: Candidate,
  ): Promise<TripReport | undefined> {
    const losses = [...merge(window, waiting).values()].filter((loss) => Math.abs(loss.at - at) < windowMs);
    if (losses.length <= floor) return undefined;
    // Before people are asked, the accounts are counted as they are now.
    const rough = findExcess(counter, losses, settings, await census(windowMs));
    const excess = rough && findExcess(counter, losses, settings, await census(censusFreshMs));
    if (excess === undefined) return undefined;
    const examples = [...waiting.values()].slice(0, exampleCount).map(({ userName }) => userName);
    return { ...excess, applied: window.size, examples };
  }

  async function census(freshMs: number): Promise<Census> {
    const known = await notes.census();
    const age = known === undefined ? Number.POSITIVE_INFINITY : Math.abs(clock() - known.at);
    if (known !== undefined && age < freshMs) return known;
    const taken = greaterCensus(age < windowMs ? known : undefined, await takeCensus(context));
    await notes.putCensus(taken);
    return taken;
  }

  async function tripNow(counter: Counter, read: ReadCounter, report: TripReport): Promise<boolean> {
    const tripped = await notes.swap(counter, read, { ...read.note, trip: { at: clock() } });
    if (tripped) await announceTrip(context, notes, settings, counter, report);
    return tripped;
  }

  /** Staged losses that keep coming deserve another word, and so does a trip that nobody was told of. */
  async function remind(counter: Counter, { window, trip }: CounterNote): Promise<void> {
    if (trip === undefined) return;
    const { at, announcedAt } = trip;
    const waited = Math.abs(clock() - (announcedAt ?? at));
    if (waited < (announcedAt === undefined ? announceMs : windowMs)) return;
    const limit = limitOf(counter, settings, await census(windowMs));
    const report = await reportStaged(context, counter, { applied: window.size, limit });
    await announceTrip(context, notes, settings, counter, report);
  }

  return {
    admit(candidate) {
      const counter = counterOf(candidate);
      const enteredAt = performance.now();
      return queues[counter](() => admit(counter, candidate, enteredAt));
    },
  };
}

function isCounted(window: Losses, { userId, grants }: Candidate): boolean {
  const loss = window.get(userId);
  return loss !== undefined && grants.every((grant) => loss.grants.includes(grant));
}

function merge(window: Losses, waiting: ReadonlyMap<string, OutstandingLoss>): Losses {
  const merged = new Map(window);
  for (const [userId, { at, grants }] of waiting) {
    const known = window.get(userId);
    merged.set(userId, { at, grants: [...new Set([...(known?.grants ?? []), ...grants])] });
  }
  return merged;
}
