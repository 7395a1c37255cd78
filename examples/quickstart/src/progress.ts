/** Tells a person what is going on: a line when a step begins, its duration when it is done. */
export interface Progress {
  /** Runs a step; on a terminal a long one shows its seconds. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  say(text: string): void;
}

/** Creates a progress that writes to a stream. */
export function createProgress(out: NodeJS.WriteStream): Progress {
  return {
    async step(title, work) {
      const start = performance.now();
      const seconds = (): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
      if (!out.isTTY) {
        out.write(`  ◌ ${title} …\n`);
        const result = await work();
        out.write(`  ✔ ${title}  ${seconds()}\n`);
        return result;
      }
      const ticker = setInterval(() => out.write(`\r  ◌ ${title} … ${seconds()}`), 250);
      try {
        const result = await work();
        out.write(`\r  ✔ ${title}  ${seconds()}\u001B[K\n`);
        return result;
      } finally {
        clearInterval(ticker);
      }
    },
    say(text) {
      out.write(`${text}\n`);
    },
  };
}
