import { describe, expect, it } from 'vitest';
import type { Filter } from '../../src/filter/filter.ts';
import { parseFilter } from '../../src/filter/parse-filter.ts';
import { printFilter } from '../../src/filter/print-filter.ts';
import { ScimError } from '../../src/message/scim-error.ts';

const a: Filter = { kind: 'present', path: 'a' };
const b: Filter = { kind: 'present', path: 'b' };
const c: Filter = { kind: 'present', path: 'c' };

function eq(path: string, value: string | number | boolean | null): Filter {
  return { kind: 'comparison', path, operator: 'eq', value };
}

describe('the examples of RFC 7644 §3.4.2', () => {
  const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const examples = [
    'userName eq "bjensen"',
    'name.familyName co "O\'Malley"',
    'userName sw "J"',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"',
    'title pr',
    'meta.lastModified gt "2011-05-13T04:42:34Z"',
    'meta.lastModified ge "2011-05-13T04:42:34Z"',
    'meta.lastModified lt "2011-05-13T04:42:34Z"',
    'meta.lastModified le "2011-05-13T04:42:34Z"',
    'title pr and userType eq "Employee"',
    'title pr or userType eq "Intern"',
    `schemas eq "${enterprise}"`,
    'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
    'userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")',
    'userType eq "Employee" and (emails.type eq "work")',
    'userType eq "Employee" and emails[type eq "work" and value co "@example.com"]',
    'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
    `${enterprise}:manager.displayName pr`,
  ];
  it.each(examples)('%s', (text) => {
    expect(printFilter(parseFilter(text))).toBe(text.replace('(emails.type eq "work")', 'emails.type eq "work"'));
  });
});

it('reads operators in any case and unquoted values, as RFC 7644 §3.4.2 writes them itself', () => {
  expect(parseFilter('userName Eq "john"')).toEqual(eq('userName', 'john'));
  expect(parseFilter('(meta.resourceType eq User) or (meta.resourceType eq Group)')).toEqual({
    kind: 'or',
    operands: [eq('meta.resourceType', 'User'), eq('meta.resourceType', 'Group')],
  });
});

describe('precedence and grouping', () => {
  it.each<[string, Filter]>([
    ['a pr and b pr and c pr', { kind: 'and', operands: [a, b, c] }],
    ['a pr or b pr and c pr', { kind: 'or', operands: [a, { kind: 'and', operands: [b, c] }] }],
    ['a pr and b pr or c pr', { kind: 'or', operands: [{ kind: 'and', operands: [a, b] }, c] }],
    ['(a pr or b pr) and c pr', { kind: 'and', operands: [{ kind: 'or', operands: [a, b] }, c] }],
    ['(a pr and b pr) and c pr', { kind: 'and', operands: [{ kind: 'and', operands: [a, b] }, c] }],
    ['not (a pr) and b pr', { kind: 'and', operands: [{ kind: 'not', operand: a }, b] }],
    ['NOT(NOT(a pr))', { kind: 'not', operand: { kind: 'not', operand: a } }],
    ['((a pr))', a],
    [' ( a pr )\r\n', a],
    ['x[not (a pr)]', { kind: 'valuePath', path: 'x', filter: { kind: 'not', operand: a } }],
    ['x[ a pr or b pr ]', { kind: 'valuePath', path: 'x', filter: { kind: 'or', operands: [a, b] } }],
  ])('%s', (text, filter) => {
    expect(parseFilter(text)).toEqual(filter);
  });
});

describe('values', () => {
  it.each<[string, string | number | boolean | null]>([
    ['"\\u00e9\\n\\"\\\\\\/\\b\\f\\r\\t"', 'é\n"\\/\b\f\r\t'],
    ['"\\ud83d\\uDE00 😀 \\ud800"', '😀 😀 \ud800'],
    ['"a and b or (c) [d] pr"', 'a and b or (c) [d] pr'],
    ['""', ''],
    ['0', 0],
    ['-0', 0],
    ['-12.5e-1', -1.25],
    ['1E3', 1000],
    ['true', true],
    ['false', false],
    ['null', null],
    ['"null"', 'null'],
  ])('%s', (text, value) => {
    expect(parseFilter(`x eq ${text}`)).toEqual(eq('x', value));
  });

  it.each<[string, string]>([
    ['jyoung', 'jyoung'],
    ['26118915-6090-4610-87e4-49d8ca9f808d', '26118915-6090-4610-87e4-49d8ca9f808d'],
    ['test.user@okta.local', 'test.user@okta.local'],
    ['007', '007'],
    ['1e', '1e'],
    ['True', 'True'],
    ['NULL', 'NULL'],
    ['urn:a:b', 'urn:a:b'],
  ])('takes %s for a string without quotes, unless that quirk is off', (text, value) => {
    expect(parseFilter(`(x eq ${text})`)).toEqual(eq('x', value));
    expect(() => parseFilter(`(x eq ${text})`, { unquotedValues: false })).toThrow(
      `position 7: expected a string in double quotes, a number, true, false or null, found "${text}"`,
    );
  });
});

it('reads a sub-attribute behind a value path as one more condition on the same element (Entra)', () => {
  const both = {
    kind: 'valuePath',
    path: 'e',
    filter: { kind: 'and', operands: [eq('type', 'work'), eq('value', 'x')] },
  };
  expect(parseFilter('e[type eq "work"].value eq "x"')).toEqual(both);
  expect(parseFilter('e[type eq "work" and a pr].value eq "x" or b pr')).toEqual({
    kind: 'or',
    operands: [
      { kind: 'valuePath', path: 'e', filter: { kind: 'and', operands: [eq('type', 'work'), a, eq('value', 'x')] } },
      b,
    ],
  });
  expect(parseFilter('e[type eq "work" or a pr].value pr')).toEqual({
    kind: 'valuePath',
    path: 'e',
    filter: {
      kind: 'and',
      operands: [
        { kind: 'or', operands: [eq('type', 'work'), a] },
        { kind: 'present', path: 'value' },
      ],
    },
  });
});

describe('what is no filter is refused with the position, what was expected and what was found', () => {
  const value = 'a string in double quotes, a number, true, false or null';
  const operator = 'one of the operators eq, ne, co, sw, ew, gt, ge, lt, le and pr';
  it.each<[string, number, string, string]>([
    ['', 1, 'an attribute name, "not" or "("', 'the end'],
    ['  ', 3, 'an attribute name, "not" or "("', 'the end'],
    ['()', 2, 'an attribute name, "not" or "("', '")"'],
    ['(a pr', 6, '")"', 'the end'],
    ['a pr)', 5, '"and", "or" or the end', '")"'],
    ['a pr]', 5, '"and", "or" or the end', '"]"'],
    ['(a pr]', 6, '")"', '"]"'],
    ['a', 2, `a space and ${operator}`, 'the end'],
    ['a ', 3, operator, 'the end'],
    ['a regex "x"', 3, operator, '"regex"'],
    ['a == "x"', 3, operator, '"=="'],
    ['a eq', 5, 'a space and a value', 'the end'],
    ['a eq ', 6, value, 'the end'],
    ['a eq"x"', 5, 'a space and a value', '"\\""'],
    ['a eq and b pr', 6, value, '"and"'],
    ["a eq 'x'", 6, value, '"\'x\'"'],
    ['a eq “x”', 6, value, '"“x”"'],
    ['a eq {}', 6, value, '"{}"'],
    ['a eq [1]', 6, value, '"["'],
    ['a eq -', 6, value, '"-"'],
    ['a eq .5', 6, value, '".5"'],
    ['a eq 1e400', 6, 'a number of at most 1.8e308', '"1e400"'],
    ['a eq "x', 8, 'a double quote that ends the string', 'the end'],
    ['a eq "x\\"', 10, 'a double quote that ends the string', 'the end'],
    ['a eq "\n"', 7, 'control characters in a string to be escaped', '"\\u000a"'],
    ['a eq "\\x"', 7, 'one of the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX', '"\\\\x"'],
    ['a eq "\\u12g4"', 7, 'one of the escapes \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX', '"\\\\u12g4"'],
    ['a eq "x"and b pr', 9, 'a space', '"and"'],
    ['(a pr)and b pr', 7, 'a space', '"and"'],
    ['a pr and(b pr)', 9, 'a space after "and"', '"("'],
    ['a pr and', 9, 'a space after "and"', 'the end'],
    ['a pr and ', 10, 'an attribute name, "not" or "("', 'the end'],
    ['a pr b pr', 6, '"and", "or" or the end', '"b"'],
    ['a pr && b pr', 6, '"and", "or" or the end', '"\\u0026\\u0026"'],
    ['a pr "x"', 6, '"and", "or" or the end', '"\\""'],
    ['and a pr', 5, operator, '"a"'],
    ['not a pr', 5, '"(" after "not"', '"a"'],
    ['not', 4, '"(" after "not"', 'the end'],
    ['"a" eq "x"', 1, 'an attribute name, "not" or "("', '"\\""'],
    ['1a pr', 1, 'an attribute name, "not" or "("', '"1a"'],
    ['a.b.c pr', 4, 'a name of letters, digits, "-" and "_", with at most one sub-attribute', '".c"'],
    ['a..b pr', 3, 'a name of letters, digits, "-" and "_", with at most one sub-attribute', '".b"'],
    ['a. pr', 3, 'a name of letters, digits, "-" and "_", with at most one sub-attribute', '" "'],
    ['$x pr', 1, 'an attribute name, "not" or "("', '"$x"'],
    ['a.$x pr', 3, 'a name of letters, digits, "-" and "_", with at most one sub-attribute', '"$x"'],
    ['urn:a: pr', 7, 'a schema URI', '" "'],
    ['é pr', 1, 'an attribute name, "not" or "("', '"é"'],
    ['urn:a\u00a0b pr', 6, 'a schema URI', '"\u00a0b"'],
    ['a [b pr]', 3, operator, '"["'],
    ['a[]', 3, 'an attribute name, "not" or "("', '"]"'],
    ['a[b pr', 7, '"]"', 'the end'],
    ['a[b pr)', 7, '"]"', '")"'],
    ['a[b[c pr]]', 4, 'a space and an operator, because value paths do not nest', '"["'],
    ['a[b pr].', 9, 'the name of a sub-attribute', 'the end'],
    ['a[b pr].c.d pr', 10, 'the name of a sub-attribute', '".d"'],
    ['a[b pr] eq "x"', 9, '"and", "or" or the end', '"eq"'],
    ['a[b pr]eq "x"', 8, 'a space', '"eq"'],
    ['a\u0000 pr', 2, 'a name of letters, digits, "-" and "_", with at most one sub-attribute', '"\\u0000"'],
    ['<script>alert(1)</script> pr', 1, 'an attribute name, "not" or "("', '"\\u003cscript\\u003ealert"'],
  ])('%j', (text, position, expected, found) => {
    const error = catchError(() => parseFilter(text));
    expect(error).toBeInstanceOf(ScimError);
    expect(error).toMatchObject({ status: 400, scimType: 'invalidFilter' });
    expect(error.message).toBe(`The filter is invalid at position ${position}: expected ${expected}, found ${found}`);
  });
});

function catchError(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown');
}
