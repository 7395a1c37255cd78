import { setTimeout as delay } from 'node:timers/promises';
import type { Stage } from './world.ts';

/** One line of the story: what was sent, what an independent witness saw, and how soon. */
export interface StoryLine {
  /** For example `1 Joiner`. */
  readonly step: string;
  readonly sent: string;
  readonly before: string;
  readonly after: string;
  /** Milliseconds from the request's sending to the witness's first changed answer. */
  readonly ms: number;
  /** What should have been seen instead; undefined when all is as it must be. */
  readonly problem: string | undefined;
}

/** A part of the story. */
export interface Step {
  readonly title: string;
  play(stage: Stage): Promise<readonly StoryLine[]>;
}

const patienceMs = 20_000;

/**
 * Sends a request while a witness keeps looking, and tells when the first changed answer came. The witness does not
 * wait for the response: what counts is what a person at Superset sees.
 */
export async function observe<T, A>(options: {
  readonly send: () => Promise<A>;
  readonly look: () => Promise<T>;
  readonly changed: (sight: T) => boolean;
}): Promise<{ readonly answer: A; readonly sight: T; readonly ms: number }> {
  const { send, look, changed } = options;
  const start = performance.now();
  const answering = send();
  answering.catch(() => {});
  for (;;) {
    const sight = await look();
    const ms = performance.now() - start;
    if (changed(sight) || ms > patienceMs) return { answer: await answering, sight, ms };
    await delay(5);
  }
}

/** Collects what is not as it must be. */
export function problems(checks: Readonly<Record<string, boolean>>): string | undefined {
  const failed = Object.entries(checks)
    .filter(([, holds]) => !holds)
    .map(([name]) => name);
  return failed.length === 0 ? undefined : `expected: ${failed.join('; ')}`;
}

/** Asks again until an answer satisfies, for at most `limitMs`; resolves to the last answer. */
export async function until<T>(ask: () => Promise<T>, satisfies: (answer: T) => boolean, limitMs: number): Promise<T> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (satisfies(answer) || performance.now() > deadline) return answer;
    await delay(200);
  }
}
