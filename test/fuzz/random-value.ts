import { randomPath } from './filter-text.ts';
import type { Random } from './random.ts';
import { attributePaths, texts } from './vocabulary.ts';

/** What a value may name: ids that exist, so that requests meet each other, and texts. */
export const placeholders = ['{user}', '{group}', '{none}'] as const;

/** Any JSON value, rarely nested deeper than `depth`. */
export function randomValue(random: Random, depth: number): unknown {
  return random.choose<unknown>([
    [8, () => random.pick(texts)],
    [4, () => random.pick(placeholders)],
    [4, () => random.pick([true, false, null, 0, -1, 1.5, 2 ** 53, 'True', 'false'])],
    [3, () => element(random)],
    [depth > 0 ? 4 : 0, () => random.list(0, 4, () => randomValue(random, depth - 1))],
    [depth > 0 ? 4 : 0, () => randomObject(random, depth - 1)],
    [depth > 1 ? 1 : 0, () => nested(random.pick([10, 31, 33, 500]))],
  ]);
}

/** An object with names of attributes. `__proto__` is an own property, as JSON.parse makes it. */
export function randomObject(random: Random, depth: number): object {
  return Object.fromEntries(random.list(0, 5, () => [randomPath(random).slice(0, 80), randomValue(random, depth)]));
}

/** An element of a multi-valued attribute. */
function element(random: Random): object {
  return {
    value: random.once(3) ? random.pick(placeholders) : random.pick(texts),
    ...(random.once(2) && { type: random.pick(['work', 'home', 'User', 'Group', '']) }),
    ...(random.once(3) && { primary: random.pick([true, false, 'True', 1]) }),
    ...(random.once(4) && { [random.pick(attributePaths)]: random.pick(texts) }),
  };
}

function nested(levels: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
}
