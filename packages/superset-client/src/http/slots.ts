/** How a task waits for a place. */
export interface SlotRequest {
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Whether it goes ahead of all that are not. Default: no. */
  readonly urgent?: boolean | undefined;
}

/**
 * A number of places, taken in the order of asking. Where there are several, one is kept for what is urgent and one for
 * everything else, so that neither waits for long because of the other.
 */
export interface Slots {
  /** Waits for a place, and gives it back when the task is done. Throws the signal's reason when it aborts before. */
  run<T>(task: () => Promise<T>, request?: SlotRequest): Promise<T>;
}

/** Creates slots for so many tasks at once. */
export function createSlots(count: number): Slots {
  const most = count > 1 ? count - 1 : 1;
  const lanes = [createLane(), createLane()] as const;
  const [urgent, others] = lanes;
  const hasPlace = (lane: Lane): boolean => lane.running < most && urgent.running + others.running < count;

  async function take(lane: Lane, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (hasPlace(lane)) {
      lane.running += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = (): void => {
      lane.waiting.delete(resolve);
      reject(signal?.reason);
    };
    lane.waiting.add(resolve);
    signal?.addEventListener('abort', onAbort, { once: true });
    await promise.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  /** The place goes from hand to hand, so that nobody who comes meanwhile is served first. */
  function giveBack(lane: Lane): void {
    lane.running -= 1;
    for (const next of lanes) {
      const [start] = next.waiting;
      if (start === undefined || !hasPlace(next)) continue;
      next.waiting.delete(start);
      next.running += 1;
      start();
      return;
    }
  }

  return {
    async run(task, request = {}) {
      const lane = request.urgent === true ? urgent : others;
      await take(lane, request.signal);
      try {
        return await task();
      } finally {
        giveBack(lane);
      }
    },
  };
}

interface Lane {
  running: number;
  /** In the order of insertion, and quick to remove from. */
  readonly waiting: Set<() => void>;
}

function createLane(): Lane {
  return { running: 0, waiting: new Set() };
}
