import type { Random } from './random.ts';
import { attributePaths, filterTokens, texts } from './vocabulary.ts';

const operators = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'EQ', 'Pr', 'regex'];
const subAttributes = ['value', 'type', 'primary', 'display', '$ref', 'Value', 'none'];

/** A filter text: mostly by the grammar, sometimes broken, rarely of a size that asks for trouble. */
export function randomFilter(random: Random): string {
  return random.choose([
    [70, () => expression(random, 3, attributePaths)],
    [25, () => breakText(random, expression(random, 2, attributePaths))],
    [10, () => random.list(1, 12, () => random.pick(filterTokens)).join('')],
    [2, () => greatFilter(random)],
  ]);
}

/** A PATCH path, with or without a value filter. */
export function randomPath(random: Random): string {
  const path = (): string => random.pick(attributePaths);
  const filtered = (): string => `${path()}[${expression(random, 2, subAttributes)}]`;
  return random.choose([
    [40, path],
    [25, filtered],
    [20, () => `${filtered()}.${random.pick(subAttributes)}`],
    [10, () => breakText(random, filtered())],
    [5, () => random.pick(texts)],
  ]);
}

function expression(random: Random, depth: number, paths: readonly string[]): string {
  const inner = (): string => expression(random, depth - 1, paths);
  if (depth === 0 || random.once(3)) return comparison(random, paths);
  return random.choose([
    [4, () => `${inner()} and ${inner()}`],
    [4, () => `${inner()} or ${inner()}`],
    [3, () => `not (${inner()})`],
    [3, () => `(${inner()})`],
    [4, () => `${random.pick(paths)}[${expression(random, depth - 1, subAttributes)}]`],
    [1, () => `${random.pick(paths)}[${comparison(random, subAttributes)}].${comparison(random, subAttributes)}`],
  ]);
}

function comparison(random: Random, paths: readonly string[]): string {
  const path = random.pick(paths);
  return random.once(6) ? `${path} pr` : `${path} ${random.pick(operators)} ${literal(random)}`;
}

function literal(random: Random): string {
  return random.choose([
    [8, () => JSON.stringify(random.pick(texts))],
    [3, () => random.pick(['true', 'false', 'null', 'True', 'unquoted', '12', '-1.5e2', '""'])],
    [1, () => random.pick(texts)],
  ]);
}

/** Text with a few characters or tokens taken out, put in, doubled or moved. */
export function breakText(random: Random, text: string): string {
  let broken = text;
  for (let times = random.below(4); times >= 0; times -= 1) {
    const start = random.below(broken.length + 1);
    const end = start + random.below(Math.min(8, broken.length - start) + 1);
    const [before, cut, after] = [broken.slice(0, start), broken.slice(start, end), broken.slice(end)];
    broken = random.choose([
      [3, () => before + after],
      [3, () => before + random.pick(filterTokens) + after],
      [2, () => before + cut + cut + after],
      [2, () => before + random.pick(texts) + cut + after],
      [1, () => before],
      [1, () => after + before],
      [1, () => before + String.fromCharCode(random.below(0x250)) + after],
    ]);
  }
  return broken;
}

function greatFilter(random: Random): string {
  const times = random.pick([40, 60, 500, 3_000]);
  return random.choose([
    [1, () => `${'('.repeat(times)}userName pr${')'.repeat(times)}`],
    [1, () => `${'not ('.repeat(times)}active eq true${')'.repeat(times)}`],
    [1, () => Array.from({ length: times }, () => comparison(random, attributePaths)).join(' or ')],
    [1, () => `userName co "${random.pick(['a', 'ß', '\\u0041', '\\"'])}${'a'.repeat(times * 10)}"`],
    [1, () => `emails[${Array.from({ length: times }, () => comparison(random, subAttributes)).join(' and ')}]`],
    [1, () => 'a.'.repeat(times)],
    [1, () => `urn:${'x:'.repeat(times)}a eq 1`],
    [1, () => random.pick(filterTokens).repeat(times)],
  ]);
}
