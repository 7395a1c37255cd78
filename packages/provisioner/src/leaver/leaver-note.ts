import { z } from 'zod';
import type { TargetContext } from '../target/target-context.ts';
import { runningReports, type TargetLeavers } from './leavers.ts';

/** How the latest look at what leavers own went, by whichever process. */
export interface LeaverCheck {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Alerts and reports that run still. */
  readonly running: number;
  /** What could not be done, a sentence each. */
  readonly problems: readonly string[];
}

const noteName = 'leavers';
/** More than that nobody counts. */
const rememberedReports = 1_000;
const rememberedProblems = 20;

const noteSchema = z.object({
  at: z.number(),
  /** Ids, so that a look at those who have just left adds to what a look at everybody found. */
  running: z.array(z.number()),
  problems: z.array(z.string()),
});

/** Notes a look whose policy was carried out, for the status; `everybody` replaces what earlier looks found. */
export async function noteLeaverCheck(
  { store, name, clock }: TargetContext,
  found: TargetLeavers,
  everybody: boolean,
): Promise<void> {
  const { reconciliation } = store;
  const before = everybody ? undefined : await readNote(reconciliation, name);
  const running = new Set([...(before?.running ?? []), ...runningReports(found).map(({ id }) => id)]);
  await reconciliation.putNote(name, noteName, {
    at: clock(),
    running: [...running].slice(0, rememberedReports),
    problems: problemsOf(found).slice(0, rememberedProblems),
  });
}

/** Notes that nothing could be looked up. */
export async function noteFailedCheck({ store, name, clock }: TargetContext): Promise<void> {
  const before = await readNote(store.reconciliation, name);
  const problems = ['What leavers own could not be looked up; the log says why'];
  await store.reconciliation.putNote(name, noteName, { at: clock(), running: before?.running ?? [], problems });
}

/** Reads how the latest look went; undefined before the first. */
export async function readLeaverCheck({ store, name }: TargetContext): Promise<LeaverCheck | undefined> {
  const note = await readNote(store.reconciliation, name);
  return note && { ...note, running: note.running.length };
}

async function readNote(reconciliation: TargetContext['store']['reconciliation'], target: string) {
  return noteSchema.safeParse(await reconciliation.note(target, noteName)).data;
}

/** What of a look did not work, a sentence each. */
export function problemsOf({ obstacles, leavers }: Pick<TargetLeavers, 'obstacles' | 'leavers'>): string[] {
  const failed = leavers.flatMap(({ assets }) =>
    assets.flatMap(({ kind, id, name, outcome }) =>
      outcome?.done === false ? [`The ${kind} "${name}" (${id}) stays as it is: ${outcome.reason}`] : [],
    ),
  );
  return [...obstacles, ...new Set(failed)];
}
