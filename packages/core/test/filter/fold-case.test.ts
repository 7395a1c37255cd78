import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equalsFolded, foldCase, startsFolded } from '../../src/filter/fold-case.ts';

const anyText = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'A', 'i', 'I', 'İ', 'ı', '\u0307', 'σ', 'ς', 'Σ', 'K', '\u212a', 'ß', 'ẞ', '😀', '.'),
  }),
  fc.string({ unit: 'binary' }),
);

it('compares in place as it would compare folded text', () => {
  fc.assert(
    fc.property(anyText, anyText, (value, text) => {
      const folded = foldCase(text);
      expect(equalsFolded(value, folded)).toBe(foldCase(value) === folded);
      expect(startsFolded(value, folded)).toBe(foldCase(value).startsWith(folded));
      expect(equalsFolded(value.toUpperCase().toLowerCase(), foldCase(value.toUpperCase()))).toBe(true);
    }),
    { numRuns: 5000 },
  );
});

it('changes the length of one character only, on which comparing in place relies', () => {
  const grown: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    if (foldCase(character).length !== character.length) grown.push(character);
  }
  expect(grown).toEqual(['İ']);
});
