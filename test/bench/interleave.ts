/** A thing to time. Asynchronous ones are awaited call by call. */
export type Contender = () => unknown;

/** How long {@link interleave} measures. */
export interface InterleaveOptions {
  /** Turns that each contender gets. Default 9. */
  readonly rounds?: number;
  /** Milliseconds of processor time that a turn is to last; one call at least. Default 30. */
  readonly turn?: number;
  /** Milliseconds of processor time for each contender to become as fast as it gets. Default 500. */
  readonly warmUp?: number;
}

/**
 * Times contenders by turns and in processor time, so that what else the shared machine does hits all of them alike. One
 * whose first call takes longer than a second is timed by that call alone.
 *
 * @returns microseconds for one call of each: the median of its turns.
 */
export async function interleave(
  contenders: readonly Contender[],
  { rounds = 9, turn = 30, warmUp = 500 }: InterleaveOptions = {},
): Promise<readonly number[]> {
  const timings: { contender: Contender; calls: number; turns: number[] }[] = [];
  for (const contender of contenders) {
    const first = await time(contender, 1);
    if (first > 1_000) {
      timings.push({ contender, calls: 0, turns: [first * 1_000] });
    } else {
      const perMillisecond = await rateOf(contender, warmUp);
      timings.push({ contender, calls: Math.max(1, Math.round(perMillisecond * turn)), turns: [] });
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const { contender, calls, turns } of timings) {
      if (calls > 0) turns.push(((await time(contender, calls)) * 1_000) / calls);
    }
  }
  return timings.map(({ turns }) => turns.toSorted((a, b) => a - b)[Math.floor(turns.length / 2)] ?? Number.NaN);
}

/** Calls the contender for that long, and says how often it can be called in a millisecond once it is warm. */
async function rateOf(contender: Contender, milliseconds: number): Promise<number> {
  let spent = 0;
  for (let calls = 1; ; calls *= 2) {
    const elapsed = await time(contender, calls);
    spent += elapsed;
    if (spent >= milliseconds) return calls / Math.max(elapsed, 0.001);
  }
}

async function time(contender: Contender, calls: number): Promise<number> {
  const start = process.cpuUsage();
  for (let call = 0; call < calls; call++) {
    const result = contender();
    if (result instanceof Promise) await result;
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
