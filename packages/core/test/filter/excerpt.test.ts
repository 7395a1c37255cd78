import { expect, it } from 'vitest';
import { excerpt } from '../../src/filter/excerpt.ts';

it.each([
  ['plain O’Malley é 😀', '"plain O’Malley é 😀"'],
  ['"\\', '"\\"\\\\"'],
  ['a\u0000\n\u007f\u0085', '"a\\u0000\\u000a\\u007f\\u0085"'],
  ['\u200b\u200f\u2028\u2029\u202e\u2066\ufeff', '"\\u200b\\u200f\\u2028\\u2029\\u202e\\u2066\\ufeff"'],
  ['<a href=&quot;>', '"\\u003ca href=\\u0026quot;\\u003e"'],
  ['\ud800x\udc00', '"\\ud800x\\udc00"'],
  ['x'.repeat(40), `"${'x'.repeat(40)}"`],
  ['x'.repeat(41), `"${'x'.repeat(40)}…"`],
  [`${'x'.repeat(39)}😀`, `"${'x'.repeat(39)}\\ud83d…"`],
])('quotes %j', (text, quoted) => {
  expect(excerpt(text)).toBe(quoted);
});
