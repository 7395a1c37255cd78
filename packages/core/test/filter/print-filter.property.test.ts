import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseFilter } from '../../src/filter/parse-filter.ts';
import { parsePath } from '../../src/filter/parse-path.ts';
import { printFilter } from '../../src/filter/print-filter.ts';
import { anyFilter } from './any-filter.ts';

it('prints what parses to the same filter', () => {
  fc.assert(
    fc.property(anyFilter, (filter) => {
      expect(parseFilter(printFilter(filter))).toEqual(filter);
    }),
    { numRuns: 1000 },
  );
});

it('prints no parentheses that the filter does not need', () => {
  fc.assert(
    fc.property(anyFilter, (filter) => {
      const text = printFilter(filter);
      expect(printFilter(parseFilter(`( ${text} )`))).toBe(text);
    }),
  );
});

it('reads any run of white space where the grammar has a space, and operators in any case', () => {
  const space = fc.stringMatching(/^[ \t\r\n]{1,3}$/);
  fc.assert(
    fc.property(anyFilter, fc.infiniteStream(space), fc.infiniteStream(fc.boolean()), (filter, spaces, upper) => {
      // Only the text between string literals is changed.
      const text = printFilter(filter).replaceAll(/"(?:[^"\\]|\\.)*"|[a-zA-Z$:.0-9_-]+|[ ()[\]]/g, (token) => {
        if (token === ' ') return spaces.next().value ?? ' ';
        return /^(?:eq|ne|co|sw|ew|gt|ge|lt|le|pr|and|or|not)$/.test(token) && upper.next().value
          ? token.toUpperCase()
          : token;
      });
      expect(lowerPaths(parseFilter(text))).toEqual(lowerPaths(filter));
    }),
  );
});

it('prints a filter that a PATCH path can carry', () => {
  fc.assert(
    fc.property(anyFilter, (filter) => {
      fc.pre(!printFilter(filter).includes('['));
      expect(parsePath(`emails[${printFilter(filter)}].value`)).toEqual({
        path: 'emails',
        filter,
        subAttribute: 'value',
      });
    }),
  );
});

it('refuses to print a number that JSON does not have', () => {
  expect(() => printFilter({ kind: 'comparison', path: 'a', operator: 'eq', value: Number.NaN })).toThrow(TypeError);
});

/** An attribute may be called `eq`, and was then upper-cased above. */
function lowerPaths(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (key, part) => (key === 'path' ? String(part).toLowerCase() : part));
}
