/** Runs tasks with the same key one after the other; tasks with different keys do not wait for each other. */
export interface KeyedLock {
  run<T>(key: string, task: () => Promise<T>): Promise<T>;
}

/** Creates a lock that keeps nothing of keys on which nobody waits. */
export function createKeyedLock(): KeyedLock {
  const tails = new Map<string, Promise<unknown>>();
  return {
    async run(key, task) {
      const previous = tails.get(key);
      // A failed predecessor is its caller's business.
      const turn = previous === undefined ? task() : previous.then(task, task);
      tails.set(key, turn);
      try {
        return await turn;
      } finally {
        if (tails.get(key) === turn) tails.delete(key);
      }
    },
  };
}
