import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { TargetContext } from './target/target-context.ts';

/** A note by which other processes see that a started provisioner is there. */
export interface Heartbeat {
  /** Writes the note, again and again. */
  start(): void;
  /** Takes the note back, unless another process has written it since. */
  stop(): Promise<void>;
  /** When the last one was written, by whichever process, in milliseconds since the epoch; undefined when none works. */
  read(): Promise<number | undefined>;
}

/** Who has not written for three times this long does not run. */
export const heartbeatMs = 20_000;
const noteName = 'heartbeat';
const noteSchema = z.object({ at: z.number(), by: z.string() });

/** Creates the heartbeat of a target. It is for people alone, so nothing depends on it and it never rejects. */
export function createHeartbeat({ store, name: target, clock, logger }: TargetContext): Heartbeat {
  const { reconciliation } = store;
  const by = randomUUID();
  let running: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;

  async function beat(signal: AbortSignal): Promise<void> {
    for (;;) {
      await reconciliation.putNote(target, noteName, { at: clock(), by }).catch((error: unknown) => {
        logger.warn({ target, err: error }, 'That this process works could not be noted');
      });
      await sleep(heartbeatMs, undefined, { signal, ref: false });
    }
  }

  async function takeBack(): Promise<void> {
    const expected = await reconciliation.note(target, noteName);
    if (noteSchema.safeParse(expected).data?.by !== by) return;
    await reconciliation.swapNote(target, noteName, { expected, value: undefined });
  }

  return {
    start() {
      if (running !== undefined) return;
      const stop = new AbortController();
      running = { stop, ended: beat(stop.signal).catch(() => {}) };
    },
    async stop() {
      if (running === undefined) return;
      running.stop.abort();
      await running.ended;
      running = undefined;
      await takeBack().catch(() => {});
    },
    read: async () => noteSchema.safeParse(await reconciliation.note(target, noteName)).data?.at,
  };
}
