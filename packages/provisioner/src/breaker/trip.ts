import type { AuditEventDraft } from '@scim-superset/core';
import { reconcilerActor } from '../target/access-event.ts';
import type { TargetContext } from '../target/target-context.ts';
import type { BreakerNotes } from './breaker-notes.ts';
import type { BreakerSettings } from './breaker-options.ts';
import { hasStaged, isStaged, readHolds } from './read-holds.ts';
import type { Counter } from './revocation.ts';

/** What people are told of a breaker that has tripped. */
export interface TripReport {
  readonly users: number;
  /** How many of them have lost access already. */
  readonly applied: number;
  readonly limit: number;
  /** A grant that all of them lose; undefined when there is no such one. */
  readonly grant?: string | undefined;
  /** Usernames. */
  readonly examples: readonly string[];
}

/** How many examples an alert names. */
export const exampleCount = 5;

/** Tells people that losses are staged, and notes that they were told. */
export async function announceTrip(
  context: TargetContext,
  notes: BreakerNotes,
  { windowMs }: BreakerSettings,
  counter: Counter,
  report: TripReport,
): Promise<void> {
  const { name: target, clock, alarm } = context;
  const { users, applied, limit, examples } = report;
  const loss = counter === 'deactivations' ? 'account' : 'grants';
  const at = new Date(clock()).toISOString();
  const message = messageOf(target, counter, windowMs, report);
  await alarm({ kind: 'staged', target, at, message, loss, users, applied, limit, windowMs, examples });
  for (let done = false; !done; ) {
    const read = await notes.read(counter);
    const { trip } = read.note;
    done =
      trip === undefined ||
      (await notes.swap(counter, read, { ...read.note, trip: { ...trip, announcedAt: clock() } }));
  }
}

function messageOf(target: string, counter: Counter, windowMs: number, report: TripReport): string {
  const { users, applied, limit, grant, examples } = report;
  const grants = grant === undefined ? 'grants' : `the grant "${grant}"`;
  const what = counter === 'deactivations' ? 'be deactivated' : `lose ${grants}`;
  const minutes = Math.round(windowMs / 60_000);
  const some = examples.length === 0 ? '' : ` (${examples.join(', ')}${users > examples.length ? ', …' : ''})`;
  return (
    `Superset ${target}: ${users} users${some} would ${what} within ${minutes} minutes, more than the ${limit} for whom ` +
    `nobody is asked. It has happened to ${applied === 0 ? 'none' : applied} of them; the others, and all who follow, are ` +
    'staged until somebody decides: "scim-superset status" shows them, "apply --staged" takes the access away, "reject" ' +
    'keeps it'
  );
}

/** What to tell people again, or after the process that should have told them has ended. */
export async function reportStaged(
  context: TargetContext,
  counter: Counter,
  { applied, limit }: Pick<TripReport, 'applied' | 'limit'>,
): Promise<TripReport> {
  const examples: string[] = [];
  let staged = 0;
  for await (const { hold } of readHolds(context)) {
    if (!isStaged(hold, counter)) continue;
    staged += 1;
    if (examples.length < exampleCount) examples.push(hold.userName);
  }
  return { users: applied + staged, applied, limit, examples };
}

/**
 * Closes a counter that has tripped once nobody waits for a decision any more.
 *
 * @param decided somebody decided: what was lost within the window is accounted for by that, and counts no more.
 */
export async function closeTrip(
  context: TargetContext,
  notes: BreakerNotes,
  counter: Counter,
  { decided }: { readonly decided: boolean },
): Promise<void> {
  for (;;) {
    const read = await notes.read(counter);
    if (read.note.trip === undefined || (await hasStaged(context, counter))) return;
    const { window } = read.note;
    if (await notes.swap(counter, read, { window: decided ? new Map() : window })) break;
  }
  const { store, name: target, logger, clock } = context;
  const why = decided ? 'Somebody has decided on all staged losses' : 'Nobody would lose access any more';
  logger.info({ target, counter }, `${why}; the breaker is closed again`);
  const at = new Date(clock()).toISOString();
  const event: AuditEventDraft = {
    type: 'breaker.closed',
    at,
    actor: reconcilerActor,
    subject: { type: 'Target', id: target },
    data: { counter, decided },
  };
  await store.commit({ at, events: [event] });
}
