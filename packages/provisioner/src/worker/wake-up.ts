import { setTimeout as sleep } from 'node:timers/promises';

/** A pause that can be cut short. A call of `ring` before the pause begins is not lost. */
export interface WakeUp {
  ring(): void;
  /** Resolves at the next ring, after the time, or when the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** Creates a {@link WakeUp}. */
export function createWakeUp(): WakeUp {
  let rung = new AbortController();
  return {
    ring() {
      rung.abort();
    },
    async pause(ms, signal) {
      await sleep(ms, undefined, { signal: AbortSignal.any([signal, rung.signal]) }).catch(() => {});
      if (rung.signal.aborted) rung = new AbortController();
    },
  };
}
