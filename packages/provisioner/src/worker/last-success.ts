import { z } from 'zod';
import type { TargetContext } from '../target/target-context.ts';

/** When a target last took a change, by this process or another; in milliseconds since the epoch. */
export interface LastSuccess {
  /** Notes a success of this process now. Never rejects: it is for people alone. */
  note(): Promise<void>;
  /** The latest that is known; undefined when there was none. */
  read(): Promise<number | undefined>;
}

/** How often it is written for other processes. */
const writeMs = 10_000;
const noteName = 'last success';
const noteSchema = z.object({ at: z.number() });

/** Creates the record of a target. */
export function createLastSuccess({ store, name: target, clock, logger }: TargetContext): LastSuccess {
  const { reconciliation } = store;
  let own: number | undefined;
  let writtenAt = Number.NEGATIVE_INFINITY;
  return {
    async note() {
      own = clock();
      if (performance.now() - writtenAt < writeMs) return;
      writtenAt = performance.now();
      await reconciliation.putNote(target, noteName, { at: own }).catch((error: unknown) => {
        logger.warn({ target, err: error }, 'The time of the last success could not be noted');
      });
    },
    async read() {
      const noted = noteSchema.safeParse(await reconciliation.note(target, noteName)).data?.at;
      return own === undefined ? noted : Math.max(own, noted ?? own);
    },
  };
}
