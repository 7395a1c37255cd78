import { describe, expect, it } from 'vitest';
import { parsePath } from '../../src/filter/parse-path.ts';

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const work = { kind: 'comparison', path: 'type', operator: 'eq', value: 'work' };

describe('paths of RFC 7644 figure 7', () => {
  it.each([
    ['members', { path: 'members' }],
    ['name.familyName', { path: 'name.familyName' }],
    [' userName ', { path: 'userName' }],
    ['members.$ref', { path: 'members.$ref' }],
    [`${enterprise}:manager.displayName`, { path: `${enterprise}:manager.displayName` }],
    [enterprise, { path: enterprise }],
    ['https://example.com/schemas/badge/1.0', { path: 'https://example.com/schemas/badge/1.0' }],
    ['addresses[type eq "work"]', { path: 'addresses', filter: work }],
    ['addresses[type eq "work"].streetAddress', { path: 'addresses', filter: work, subAttribute: 'streetAddress' }],
    ['addresses[type eq work].$ref', { path: 'addresses', filter: work, subAttribute: '$ref' }],
    [
      `${enterprise}:badges[type eq "work"].value`,
      { path: `${enterprise}:badges`, filter: work, subAttribute: 'value' },
    ],
    ['emails[not (type eq "work")]', { path: 'emails', filter: { kind: 'not', operand: work } }],
  ])('%s', (text, path) => {
    expect(parsePath(text)).toEqual(path);
  });
});

describe('what is no path', () => {
  it.each([
    ['', 'invalidPath', 'The path is invalid at position 1: expected an attribute name, found the end'],
    ['a b', 'invalidPath', 'The path is invalid at position 3: expected "[" or the end, found "b"'],
    ['[a pr]', 'invalidPath', 'The path is invalid at position 1: expected an attribute name, found "["'],
    ['a[b pr', 'invalidPath', 'The path is invalid at position 7: expected "]", found the end'],
    [
      'a[b pr]c',
      'invalidPath',
      'The path is invalid at position 8: expected ".", a sub-attribute or the end, found "c"',
    ],
    [
      'a[b pr].',
      'invalidPath',
      'The path is invalid at position 9: expected the name of a sub-attribute, found the end',
    ],
    [
      'a[b pr].c.d',
      'invalidPath',
      'The path is invalid at position 10: expected the name of a sub-attribute, found ".d"',
    ],
    ['a[b pr].c d', 'invalidPath', 'The path is invalid at position 11: expected the end, found "d"'],
    [
      'a[b pr][c pr]',
      'invalidPath',
      'The path is invalid at position 8: expected ".", a sub-attribute or the end, found "["',
    ],
    [
      'a.b.c',
      'invalidPath',
      'The path is invalid at position 4: expected a name of letters, digits, "-" and "_", with at most one sub-attribute, found ".c"',
    ],
    ['a[b eq]', 'invalidFilter', 'The filter is invalid at position 7: expected a space and a value, found "]"'],
    [
      'a[b[c pr]]',
      'invalidFilter',
      'The filter is invalid at position 4: expected a space and an operator, because value paths do not nest, found "["',
    ],
  ])('%j is %s', (text, scimType, message) => {
    expect(() => parsePath(text)).toThrow(expect.objectContaining({ status: 400, scimType, message }));
  });

  it('keeps its limits', () => {
    const path = `a[${'('.repeat(51)}`;
    expect(() => parsePath(path)).toThrow(/nested deeper than the 50 levels/);
    expect(() => parsePath('a'.repeat(16_385))).toThrow(/16385 characters long/);
  });

  it('takes unquoted values only where the quirk is on', () => {
    expect(() => parsePath('a[b eq c]', { unquotedValues: false })).toThrow(/position 8/);
  });
});
