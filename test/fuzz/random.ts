/** Random choices that a seed determines. */
export interface Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** True once in `times`. */
  once(times: number): boolean;
  pick<T>(choices: readonly T[]): T;
  /** Calls one of the functions, each as likely as its weight among all. */
  choose<T>(choices: readonly (readonly [weight: number, make: () => T])[]): T;
  /** Between `least` and `most` values. */
  list<T>(least: number, most: number, make: () => T): T[];
}

/** Creates random choices by SplitMix32: the same seed gives the same ones on every machine. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  const below = (limit: number): number => Math.floor((next() / 0x1_0000_0000) * limit);
  return {
    below,
    once: (times) => below(times) === 0,
    pick<T>(choices: readonly T[]): T {
      if (choices.length === 0) throw new TypeError('There is nothing to pick from');
      // The index is within the list, so the element is there.
      return choices[below(choices.length)] as T;
    },
    choose(choices) {
      let at = below(choices.reduce((sum, [weight]) => sum + weight, 0));
      for (const [weight, make] of choices) {
        at -= weight;
        if (at < 0) return make();
      }
      throw new TypeError('There is nothing to choose from');
    },
    list: (least, most, make) => Array.from({ length: least + below(most - least + 1) }, make),
  };
}
