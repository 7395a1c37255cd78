import type { Random } from './random.ts';
import { randomValue } from './random-value.ts';
import { attributePaths } from './vocabulary.ts';

/** A copy of a JSON value with something in it replaced, renamed, doubled, wrapped or taken away. */
export function mutateJson(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.once(8)) return mutateNode(random, value);
  if (Array.isArray(value)) {
    if (value.length === 0 || random.once(4)) return mutateList(random, value);
    const at = random.below(value.length);
    return value.with(at, mutateJson(random, value[at]));
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || random.once(4)) return Object.fromEntries(mutateEntries(random, entries));
  const at = random.below(entries.length);
  return Object.fromEntries(entries.map(([key, member], i) => [key, i === at ? mutateJson(random, member) : member]));
}

function mutateNode(random: Random, value: unknown): unknown {
  return random.choose<unknown>([
    [5, () => randomValue(random, 2)],
    [2, () => [value]],
    [1, () => ({ value })],
    [1, () => null],
    [
      2,
      () =>
        typeof value === 'string'
          ? random.pick([value.toUpperCase(), `${value} `, value.slice(1)])
          : JSON.stringify(value),
    ],
  ]);
}

function mutateList(random: Random, list: readonly unknown[]): unknown[] {
  return random.choose([
    [2, () => [...list, randomValue(random, 2)]],
    [2, () => [...list, ...list]],
    [1, () => list.slice(1)],
    [1, () => [...list].reverse()],
    [1, () => [list]],
  ]);
}

function mutateEntries(random: Random, entries: readonly [string, unknown][]): [string, unknown][] {
  const at = random.below(Math.max(1, entries.length));
  return random.choose<[string, unknown][]>([
    [3, () => entries.filter((_, index) => index !== at)],
    [3, () => [...entries, [random.pick(attributePaths), randomValue(random, 2)]]],
    [2, () => entries.map(([key, value], index) => [index === at ? key.toUpperCase() : key, value])],
    [2, () => entries.map(([key, value], index) => [index === at ? random.pick(attributePaths) : key, value])],
  ]);
}
