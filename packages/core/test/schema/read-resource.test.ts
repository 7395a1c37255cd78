import {
  createResourceType,
  enterpriseUserUrn,
  groupResourceType,
  groupUrn,
  lenientQuirks,
  readResource,
  strictQuirks,
  userResourceType,
  userUrn,
} from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { frozen, refusalOf } from '../patch/patch-request.ts';

const minimal = { schemas: [userUrn], userName: 'ada' };
const read = (body: object, quirks = lenientQuirks) =>
  readResource(frozen({ ...minimal, ...body }), userResourceType, { quirks });

describe('readResource', () => {
  it('spells names and URNs as the schema does', () => {
    const body = {
      SCHEMAS: [userUrn.toUpperCase()],
      USERNAME: 'Ada',
      NAME: { GIVENNAME: 'Ada' },
      Emails: [{ VALUE: 'a@example.com', Primary: true }],
      [enterpriseUserUrn.toUpperCase()]: { MANAGER: { $REF: '../Users/1', Value: '1' } },
    };
    for (const quirks of [lenientQuirks, strictQuirks]) {
      expect(readResource(frozen(body), userResourceType, { quirks })).toEqual({
        schemas: [userUrn, enterpriseUserUrn],
        userName: 'Ada',
        name: { givenName: 'Ada' },
        emails: [{ value: 'a@example.com', primary: true }],
        [enterpriseUserUrn]: { manager: { $ref: '../Users/1', value: '1' } },
      });
    }
  });

  it('ignores read-only attributes and sub-attributes (RFC 7644 §3.3), even malformed ones', () => {
    const body = {
      id: 7,
      meta: 'x',
      groups: [{ value: 'g' }],
      [enterpriseUserUrn]: { manager: { value: 'm', displayName: 'forged' } },
    };
    expect(read(body, strictQuirks)).toEqual({
      ...minimal,
      schemas: [userUrn, enterpriseUserUrn],
      [enterpriseUserUrn]: { manager: { value: 'm' } },
    });
  });

  it('takes null, empty lists and empty objects for absent (RFC 7643 §2.5)', () => {
    const body = {
      title: null,
      emails: [],
      roles: [null, {}],
      name: { givenName: null },
      photos: [{ value: null }],
      [enterpriseUserUrn]: { department: null },
    };
    expect(read({ ...body, schemas: [userUrn, enterpriseUserUrn] })).toEqual(minimal);
    expect(read({ [enterpriseUserUrn]: null })).toEqual(minimal);
  });

  it('keeps the password and values that are not canonical', () => {
    const body = { password: 'secret', emails: [{ value: 'a@example.com', type: 'Spaceship' }] };
    expect(read(body)).toEqual({ ...minimal, ...body });
  });

  it('shares nothing with the input', () => {
    const emails = [{ value: 'a@example.com' }];
    const result = readResource({ ...minimal, emails }, userResourceType);
    expect(result.emails).not.toBe(emails);
    expect(result.emails?.[0]).not.toBe(emails[0]);
  });

  it.each([
    ['no object', () => readResource([], userResourceType), 'invalidSyntax: The body'],
    ['no schemas', () => readResource({ userName: 'x' }, userResourceType), 'invalidValue: "schemas"'],
    ['the schema of something else', () => read({ schemas: [groupUrn] }), 'invalidValue: "schemas"'],
    ['only the extension', () => read({ schemas: [enterpriseUserUrn] }), 'invalidValue: "schemas"'],
    ['schemas that are no strings', () => read({ schemas: [userUrn, 1] }), 'invalidValue: "schemas"'],
    ['no userName', () => readResource({ schemas: [userUrn] }, userResourceType), '"userName" is required'],
    ['a blank userName', () => read({ userName: ' ' }), '"userName" is required'],
    [
      'a blank group name',
      () => readResource({ schemas: [groupUrn], displayName: '' }, groupResourceType),
      '"displayName"',
    ],
    ['an attribute twice', () => read({ title: 'a', TITLE: 'b' }), 'invalidSyntax: Attribute "title" is given twice'],
    [
      'a sub-attribute twice',
      () => read({ name: { givenName: 'a', GivenName: 'b' } }),
      '"name.givenName" is given twice',
    ],
    ['two primaries', () => read({ emails: [{ primary: true }, { primary: true }] }), 'more than one primary'],
    ['a string for a list', () => read({ emails: 'a@example.com' }), '"emails" must be an object'],
    ['a list for a value', () => read({ title: ['a', 'b'] }), '"title" must be a string, but a list of 2'],
    ['an object for a value', () => read({ title: { a: 1 } }), '"title" must be a string, but an object'],
    ['a string for an object', () => read({ name: 'Ada' }), '"name" must be an object, but a string'],
    ['a number for a boolean', () => read({ active: 1 }), '"active" must be true or false, but a number'],
    ['half a surrogate pair', () => read({ title: '\ud800' }), 'half a surrogate'],
    ['a NUL', () => read({ emails: [{ value: 'a\0b' }] }), '"emails.value" contains a NUL'],
    ['no base64', () => read({ x509Certificates: [{ value: 'not base64!' }] }), 'must be a base64 string'],
    ['an extension that is no object', () => read({ [enterpriseUserUrn]: 'x' }), 'must be an object'],
    ['a member without value', () => readGroup([{ display: 'x' }]), '"members"'],
    ['a member with an empty value', () => readGroup([{ value: '' }]), '"members"'],
  ])('refuses %s', (_case, action, expected) => {
    expect(refusalOf(action)).toContain(expected);
    expect(refusalOf(action)).toMatch(/^400 /);
  });

  it('reads any number of members', () => {
    const members = Array.from({ length: 5_000 }, (_, index) => ({ value: `${index}`, $ref: null }));
    expect(readGroup(members).members).toHaveLength(5_000);
  });
});

describe('the types of RFC 7643 §2.3', () => {
  const type = createResourceType({
    name: 'Probe',
    endpoint: '/Probes',
    schema: {
      id: 'urn:x:Probe',
      name: 'Probe',
      attributes: [
        { name: 'count', type: 'integer' },
        { name: 'share', type: 'decimal' },
        { name: 'seen', type: 'dateTime' },
        { name: 'site', type: 'reference' },
        { name: 'blob', type: 'binary' },
        { name: 'tags', multiValued: true },
        { name: 'part', type: 'complex', subAttributes: [{ name: 'serial', required: true }, { name: 'note' }] },
      ],
    },
    extensions: [
      {
        schema: { id: 'urn:x:Lab', name: 'Lab', attributes: [{ name: 'room', required: true }, { name: 'desk' }] },
        required: true,
      },
    ],
  });
  const extension = { 'urn:x:Lab': { room: '1' } };
  const probe = (body: object) => readResource({ schemas: ['urn:x:Probe'], ...extension, ...body }, type);

  it.each([
    { count: 0 },
    { count: -9_007_199_254_740_991 },
    { share: 1.5 },
    { share: 2 },
    { seen: '2026-01-31T09:30:00Z' },
    { seen: '2024-02-29T23:59:59.123456+05:30' },
    { seen: '2026-01-31T09:30:00' },
    { site: '../Users/1' },
    { blob: 'AQID' },
    { blob: 'AQIDBA==' },
    { blob: 'AQ-_BA' },
    { tags: ['a', 'A', 'a'] },
    { part: { serial: '7' } },
  ])('accept %j', (body) => {
    expect(probe(body)).toEqual({ schemas: ['urn:x:Probe', 'urn:x:Lab'], ...extension, ...body });
  });

  it.each([
    [{ count: 1.5 }, 'count'],
    [{ count: '1' }, 'count'],
    [{ count: 2 ** 53 }, 'count'],
    [{ share: Number.POSITIVE_INFINITY }, 'share'],
    [{ seen: '2026-01-31' }, 'seen'],
    [{ seen: '2026-02-30T00:00:00Z' }, 'seen'],
    [{ seen: '2026-01-31T25:00:00Z' }, 'seen'],
    [{ seen: '2026-01-31T09:30:00Z and more' }, 'seen'],
    [{ seen: 1769851800 }, 'seen'],
    [{ site: 7 }, 'site'],
    [{ blob: 'A' }, 'blob'],
    [{ blob: '=' }, 'blob'],
    [{ tags: ['a', 7] }, 'tags'],
    [{ tags: [['a']] }, 'tags'],
    [{ part: { note: 'x' } }, 'part.serial'],
    [{ 'urn:x:Lab': { desk: '2' } }, 'urn:x:Lab:room'],
    [{ 'urn:x:Lab': {} }, 'urn:x:Lab'],
  ])('refuse %j', (body, path) => {
    expect(refusalOf(() => probe(body))).toContain(`400 invalidValue: Attribute "${path}"`);
  });
});

describe('quirks', () => {
  it.each([
    ['booleanStrings', { active: 'FALSE' }, { active: false }],
    ['dottedKeys', { 'name.givenName': 'A', name: { familyName: 'L' } }, { name: { givenName: 'A', familyName: 'L' } }],
    ['dottedKeys', { [`${userUrn}:title`]: 'Dr' }, { title: 'Dr' }],
    ['dottedKeys', { [`${enterpriseUserUrn}:department`]: 'D' }, { [enterpriseUserUrn]: { department: 'D' } }],
    ['bareManager', { [enterpriseUserUrn]: { manager: 'm' } }, { [enterpriseUserUrn]: { manager: { value: 'm' } } }],
    [
      'bareManager',
      { [enterpriseUserUrn]: { manager: '', department: 'D' } },
      { [enterpriseUserUrn]: { department: 'D' } },
    ],
    ['unknownSchemas', { schemas: [userUrn, 'http://schemas.example/extra'] }, {}],
    ['unknownAttributes', { department: 'D' }, {}],
    ['unknownAttributes', { name: { nick: 'x' } }, {}],
    ['unknownAttributes', { 'urn:x:y': { a: 1 } }, {}],
    ['looseCardinality', { emails: { value: 'e' } }, { emails: [{ value: 'e' }] }],
    ['looseCardinality', { title: ['Dr'] }, { title: 'Dr' }],
    ['looseCardinality', { name: [] }, {}],
  ] as const)('%s', (quirk, body, expected) => {
    const result = read(body);
    expect(result).toEqual({ ...minimal, ...expected, schemas: result.schemas });
    // Off, the same body is refused, unless what it names can be passed over as unknown.
    const off = { ...lenientQuirks, unknownAttributes: false, [quirk]: false };
    expect(refusalOf(() => read(body, off))).toMatch(/^400 invalid/);
    expect(refusalOf(() => read(body, strictQuirks))).toMatch(/^400 invalid/);
  });

  it('does not read a flat URN key and the object of the same attribute as one', () => {
    const body = { [`${enterpriseUserUrn}:department`]: 'D', [enterpriseUserUrn]: { department: 'E' } };
    expect(refusalOf(() => read(body))).toContain('given twice');
  });
});

function readGroup(members: readonly unknown[]) {
  return readResource({ schemas: [groupUrn], displayName: 'g', members }, groupResourceType);
}
