import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../src/filter/compile-filter.ts';
import type { Filter } from '../../src/filter/filter.ts';
import { parseFilter } from '../../src/filter/parse-filter.ts';
import { parsePath } from '../../src/filter/parse-path.ts';
import type { ParseFilterOptions } from '../../src/filter/parser.ts';
import { printFilter } from '../../src/filter/print-filter.ts';
import { visitFilter } from '../../src/filter/visit-filter.ts';
import { ScimError } from '../../src/message/scim-error.ts';
import { userResourceType } from '../../src/schema/user.ts';
import { anyFilter } from './any-filter.ts';

const unlimited: ParseFilterOptions = { maxLength: 1e9, maxDepth: 1e9, maxNodes: 1e9 };
const mebibyte = 1 << 20;

/**
 * Inputs on which backtracking parsers take exponential or quadratic time, or run out of stack. Where time is not linear
 * in the length, the test's own limit ends it.
 */
const hostile: Readonly<Record<string, string>> = {
  'open parentheses': '('.repeat(100_000),
  'balanced parentheses': `${'('.repeat(100_000)}a pr${')'.repeat(100_000)}`,
  'a mebibyte of not(': 'not('.repeat(mebibyte / 4),
  'open value paths': 'a['.repeat(100_000),
  'not without end': 'not '.repeat(100_000),
  spaces: ' '.repeat(mebibyte),
  'spaces before a wrong token': `a${' '.repeat(mebibyte)}!`,
  'a string without end': `a eq "${'x'.repeat(mebibyte)}`,
  'backslashes without end': `a eq "${'\\'.repeat(mebibyte)}`,
  escapes: `a eq "${'\\u0061'.repeat(mebibyte / 6)}"`,
  quotes: 'a eq ""'.repeat(100_000),
  'a long name': `${'a'.repeat(mebibyte)} pr`,
  dots: `a${'.'.repeat(mebibyte)} pr`,
  colons: `a${':'.repeat(mebibyte)} pr`,
  'a long number': `a eq ${'1'.repeat(mebibyte)}`,
  'a long exponent': `a eq 1e${'0'.repeat(mebibyte)}1`,
  'and without operands': 'and '.repeat(100_000),
  'alternating and, or': `a pr${' and a pr or a pr'.repeat(50_000)}`,
  'candidates for exponential joining': `${'a eq 1 and (b eq 2 or '.repeat(5_000)}c pr${')'.repeat(5_000)}`,
  'one operator short': `${'a eq "x" or '.repeat(10_000)}a eq`,
};

describe.each(Object.entries(hostile))('%s', (_title, text) => {
  it.each([
    ['the limits that are the default', {}],
    ['no limits', unlimited],
  ])('ends with an answer under %s', (_limits, options) => {
    for (const parse of [parseFilter, parsePath]) {
      try {
        parse(text, options);
      } catch (error) {
        expect(error).toBeInstanceOf(ScimError);
        expect(error).toMatchObject({ status: 400, scimType: expect.stringMatching(/^invalid(?:Filter|Path)$/) });
        expect((error as Error).message.length).toBeLessThan(400);
      }
    }
  });
});

describe('limits', () => {
  const chain = (length: number): string => Array.from({ length }, () => 'a pr').join(' or ');
  const nested = (depth: number): string => `${'not ('.repeat(depth)}a pr${')'.repeat(depth)}`;

  it('are 16,384 characters, 50 levels and 1,000 expressions', () => {
    expect(() => parseFilter(`a eq "${'x'.repeat(16_384 - 7)}"`)).not.toThrow();
    expect(() => parseFilter(`a eq "${'x'.repeat(16_384 - 6)}"`)).toThrow('16385 characters long, more than the 16384');
    expect(() => parseFilter(nested(50))).not.toThrow();
    expect(() => parseFilter(nested(51))).toThrow('nested deeper than the 50 levels');
    expect(() => parseFilter(chain(999))).not.toThrow();
    expect(() => parseFilter(chain(1_000))).toThrow('longer than the 1000 expressions');
    expect(() => parseFilter(`${'('.repeat(49)}a[b pr]${')'.repeat(49)}`)).not.toThrow();
    expect(() => parseFilter(`${'('.repeat(50)}a[b pr]${')'.repeat(50)}`)).toThrow('nested deeper');
  });

  it('count the levels at one place, not all there are', () => {
    expect(() => parseFilter(`${'(a pr) or not (b pr) or c[d pr] or '.repeat(60)}e pr`)).not.toThrow();
  });

  it('can be chosen', () => {
    expect(() => parseFilter('a pr', { maxLength: 3 })).toThrow(/4 characters long/);
    expect(() => parseFilter('(a pr)', { maxDepth: 0 })).toThrow(/nested deeper/);
    expect(() => parseFilter('a pr or b pr', { maxNodes: 2 })).toThrow(/longer than the 2/);
    expect(() => parsePath('a[(b pr)]', { maxDepth: 1 })).toThrow(
      expect.objectContaining({ scimType: 'invalidFilter' }),
    );
  });

  it('allow no depth that the rest of the engine cannot take', () => {
    const filter = parseFilter(nested(1_000).replaceAll('a pr', 'title pr'), {
      maxLength: 1e9,
      maxDepth: 1e9,
      maxNodes: 1e9,
    });
    expect(() => parseFilter(nested(1_001), unlimited)).toThrow('nested deeper than the 1000 levels');
    expect(parseFilter(printFilter(filter), unlimited)).toEqual(filter);
    expect(compileFilter(filter, userResourceType)({})).toBe(false);
    expect(depthOf(filter)).toBe(1_001);
  });
});

it('answers any text with a filter or an error that is fit to be shown', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          'a',
          'eq',
          'pr',
          'and',
          'or',
          'not',
          '(',
          ')',
          '[',
          ']',
          '.',
          ' ',
          '"',
          '\\',
          '"x"',
          '1',
          '-',
          'null',
          '\n',
          ':',
          'é',
          '<b>',
        ),
        { maxLength: 20 },
      )
      .map((parts) => parts.join('')),
    mutated(anyFilter.map(printFilter)),
  );
  fc.assert(
    fc.property(anyText, fc.boolean(), (text, unquotedValues) => {
      let filter: Filter;
      try {
        filter = parseFilter(text, { unquotedValues });
      } catch (error) {
        if (!(error instanceof ScimError)) throw error;
        expect(error.scimType).toBe('invalidFilter');
        expect([...error.message].filter(isDangerous)).toEqual([]);
        return;
      }
      expect(parseFilter(printFilter(filter))).toEqual(filter);
    }),
    { numRuns: 3000 },
  );
});

/** Control characters, line separators, changes of direction, lone surrogates, markup. */
function isDangerous(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
  return isControl || '\u2028\u2029\u202e<>&'.includes(character) || !character.isWellFormed();
}

/** The text with a few characters deleted, doubled or replaced. */
function mutated(anyText: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const edit = fc.tuple(
    fc.double({ min: 0, max: 0.999, noNaN: true }),
    fc.constantFrom('', '(', ')', '[', ']', '"', ' ', '\\', '.', 'x'),
  );
  return fc.tuple(anyText, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([text, edits]) =>
    edits.reduce((edited, [where, what]) => {
      const index = Math.floor(where * edited.length);
      return edited.slice(0, index) + what + edited.slice(index + (what === ' ' ? 0 : 1));
    }, text),
  );
}

function depthOf(filter: Filter): number {
  return visitFilter<number>(filter, {
    and: (operands) => 1 + Math.max(...operands),
    or: (operands) => 1 + Math.max(...operands),
    not: (operand) => 1 + operand,
    comparison: () => 1,
    present: () => 1,
    valuePath: (node) => 1 + depthOf(node.filter),
  });
}
