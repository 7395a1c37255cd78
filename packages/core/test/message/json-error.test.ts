import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonError } from '../../src/message/json-error.ts';

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** JSON with one character taken out, put in or exchanged: mostly no JSON any more, but nearly. */
const almostJson = fc
  .tuple(
    fc.json(),
    fc.nat(),
    fc.nat(2),
    fc.constantFrom('"', '\\', '{', '}', '[', ']', ',', ':', '0', '1', '.', '-', 'e', 't', 'u', ' ', '\n'),
  )
  .map(([json, position, removed, inserted]) => {
    const at = position % (json.length + 1);
    return json.slice(0, at) + inserted + json.slice(at + removed);
  });

describe('the position of an error in JSON', () => {
  it('exists exactly when JSON.parse refuses the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), almostJson, fc.string()), (text) => {
        expect(findJsonError(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 5_000 },
    );
  });

  it('is where no continuation could make JSON of what stands before it', () => {
    // Every proper prefix of a document is fine up to its end, so the error is never found earlier.
    fc.assert(
      fc.property(
        fc.anything({ maxDepth: 3, withBigInt: false }).filter((value) => typeof value === 'object' && value !== null),
        fc.nat(),
        (value, length) => {
          const json = JSON.stringify([value]);
          const prefix = json.slice(0, length % json.length);
          const found = findJsonError(prefix);
          expect(found).toBeDefined();
          // Inside a literal such as `tru` or a `\u` escape the error is where that began.
          expect(found?.offset).toBeGreaterThanOrEqual(prefix.length - 6);
        },
      ),
    );
  });

  it.each([
    ['', 0, 1, 1],
    ['  ', 2, 1, 3],
    ['{"a":1,}', 7, 1, 8],
    ['[1,\n2,\n x]', 8, 3, 2],
    ['{"a"\r\n 1}', 7, 2, 2],
    ['nul', 0, 1, 1],
    ['[1.]', 3, 1, 4],
    ['[1e+]', 4, 1, 5],
    ['-', 0, 1, 1],
    ['"a\tb"', 2, 1, 3],
    ['"\\x"', 2, 1, 3],
    ['{"a":1}x', 7, 1, 8],
  ])('of %j is told by offset, line and column', (text, offset, line, column) => {
    expect(findJsonError(text)).toEqual({ offset, line, column });
  });
});
