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
      const ticker = out.isTTY && setInterval(() => out.write(`\r  ◌ ${title} … ${seconds()}`), 250);
      if (ticker === false) out.write(`  ◌ ${title} …\n`);
      try {
        const result = await work();
        out.write(
          `${ticker === false ? '' : '\r'}  ✔ ${title}  ${seconds()}\u001B[K\n`.replace(
            out.isTTY ? '' : '\u001B[K',
            '',
          ),
        );
        return result;
      } finally {
        if (ticker !== false) clearInterval(ticker);
      }
    },
    say(text) {
      out.write(`${text}\n`);
    },
  };
}
