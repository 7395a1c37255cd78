import { describe, expect, it } from 'vitest';
import { compileElementFilter, compileFilter } from '../../src/filter/compile-filter.ts';
import { groupResourceType } from '../../src/schema/group.ts';
import { strictQuirks } from '../../src/schema/quirks.ts';
import type { ScimResource } from '../../src/schema/resource.ts';
import { enterpriseUserUrn, userUrn } from '../../src/schema/urns.ts';
import { userResourceType } from '../../src/schema/user.ts';
import { deviceResourceType } from './device.ts';

const user: ScimResource = {
  schemas: [userUrn, enterpriseUserUrn],
  id: '2819c223-7f76-453a-919d-413861904646',
  externalId: 'Jensen',
  userName: 'bjensen@example.com',
  name: { familyName: "O'Malley", givenName: 'Barbara', formatted: '' },
  nickName: null,
  active: true,
  emails: [
    null,
    { type: 'work', value: 'BJensen@Example.com', primary: true },
    { type: 'home', value: 'babs@jensen.org' },
    { value: 'untyped@example.net' },
  ],
  photos: [],
  [enterpriseUserUrn]: { employeeNumber: '701984', department: 'Tour Operations', manager: { value: 'Boss-1' } },
  meta: {
    resourceType: 'User',
    created: '2010-01-23T04:56:22Z',
    lastModified: '2011-05-13T04:42:34.5Z',
    version: 'W/"a"',
  },
};

const filters: Readonly<Record<string, readonly (readonly [string, boolean])[]>> = {
  'names and URNs': [
    ['USERNAME EQ "bjensen@example.com"', true],
    ['Name.GIVENNAME eq "barbara"', true],
    [`${userUrn.toUpperCase()}:userName sw "bj"`, true],
    [`${userUrn}:meta.resourceType eq "User"`, true],
    [`${enterpriseUserUrn.toLowerCase()}:DEPARTMENT co "tour"`, true],
    [`${enterpriseUserUrn}:manager.value eq "boss-1"`, true],
    ['department eq "tour operations"', true],
    ['manager eq boss-1', true],
    [`${enterpriseUserUrn} pr`, true],
  ],
  'case, by caseExact': [
    ['userName eq "BJENSEN@example.com"', true],
    ['externalId eq "jensen"', false],
    ['externalId eq "Jensen"', true],
    ['id eq "2819C223-7f76-453a-919d-413861904646"', false],
    [`schemas eq "${enterpriseUserUrn}"`, true],
    ['schemas co "enterprise"', true],
    ['schemas eq "urn:x"', false],
    ['meta.version eq "w/\\"a\\""', false],
  ],
  'text operators': [
    ['userName co "JENSEN"', true],
    ['userName sw "bjensen@example.com"', true],
    ['userName sw "bjensen@example.com."', false],
    ['userName ew ".COM"', true],
    ['userName ew "xbjensen@example.com"', false],
    ['userName co ""', true],
    ['title co ""', false],
    ['name.familyName co "o\'m"', true],
    ['userName gt "BJ"', true],
    ['userName lt "bk"', true],
    ['userName ge "BJENSEN@EXAMPLE.COM"', true],
    ['userName gt "bjensen@example.com"', false],
    ['employeeNumber eq 701984', true],
  ],
  instants: [
    ['meta.lastModified gt "2011-05-13T04:42:34Z"', true],
    ['meta.lastModified eq "2011-05-13T06:42:34.500+02:00"', true],
    ['meta.lastModified ne "2011-05-12T23:42:34.50-05:00"', false],
    ['meta.lastModified le "2011-05-13T04:42:34.4999Z"', false],
    ['meta.lastModified lt "2011-05-13T04:42:35"', true],
    ['meta.lastModified sw "2011-05"', true],
  ],
  booleans: [
    ['active eq true', true],
    ['active eq "True"', true],
    ['active eq False', false],
    ['active ne false', true],
    ['emails.primary eq true', true],
  ],
  'multi-valued attributes: any value': [
    ['emails eq "babs@JENSEN.org"', true],
    ['emails co "@example.com"', true],
    ['emails.value ew ".org"', true],
    ['emails.type eq "work" and emails.value co "babs"', true],
    ['emails[type eq "work" and value co "babs"]', false],
    ['emails[type eq "home" and value co "babs"]', true],
    ['emails[type eq "home"].value eq "babs@jensen.org"', true],
    ['emails[type eq "work"].value eq "babs@jensen.org"', false],
    ['emails[type eq "work" or value co "babs"]', true],
    ['emails[not (type pr)]', true],
    ['emails[not (value pr)]', false],
    ['emails[type eq "home" and not (primary eq true)]', true],
    ['photos[value co ""]', false],
    ['photos[not (value pr)]', false],
  ],
  ne: [
    ['userName ne "x"', true],
    ['userName ne "BJENSEN@EXAMPLE.COM"', false],
    ['title ne "x"', true],
    ['nickName ne "x"', true],
    ['emails.type ne "work"', true],
    ['not (emails.type eq "work")', false],
    ['emails[type eq "work"].value ne "bjensen@example.com"', false],
    ['photos.type ne "x"', false],
    ['phoneNumbers ne "x"', false],
  ],
  'pr and null': [
    ['title pr', false],
    ['nickName pr', false],
    ['name.formatted pr', false],
    ['name pr', true],
    ['active pr', true],
    ['emails pr', true],
    ['emails.display pr', false],
    ['photos pr', false],
    ['meta pr', true],
    ['title eq null', true],
    ['title ne null', false],
    ['photos eq null', true],
    ['emails ne null', true],
    ['emails[type eq null]', true],
    ['emails.type eq null', false],
    ['name eq null', false],
  ],
  logic: [
    ['title pr or userName pr and active eq false', false],
    ['(title pr or userName pr) and active eq true', true],
    ['not (title pr)', true],
    ['not (not (title pr))', false],
    ['not (title pr) and not (nickName pr) and not (photos pr)', true],
    ['title pr or nickName pr or photos pr or id pr', true],
    ['name[givenName eq "Barbara" and familyName sw "O"]', true],
    ['schemas[value sw "urn:ietf" and value ew ":User"]', true],
  ],
};

describe.each(Object.entries(filters))('%s', (_title, cases) => {
  it.each(cases)('%s', (filter, expected) => {
    expect(compileFilter(filter, userResourceType)(user)).toBe(expected);
  });
});

describe('what cannot be applied to the resource type is refused', () => {
  it.each([
    ['foo eq "x"', 'User has no attribute "foo"'],
    ['emails.foo pr', 'User has no attribute "emails.foo"'],
    ['emails[foo pr]', '"emails" has no attribute "foo"'],
    ['emails[emails.type pr]', '"emails" has no attribute "emails.type"'],
    ['members eq "x"', 'User has no attribute "members"'],
    ['constructor pr', 'User has no attribute "constructor"'],
    ['urn:x:y:userName pr', 'User has no attribute "urn:x:y:userName"'],
    [`urn:${'x'.repeat(1000)} pr`, `User has no attribute "urn:${'x'.repeat(36)}…"`],
    ['userName[value eq "x"]', '"userName" is not complex'],
    [`${enterpriseUserUrn}[department eq "x"]`, `"${enterpriseUserUrn}" is not complex`],
    [`${enterpriseUserUrn} eq "x"`, `"${enterpriseUserUrn}" is a schema`],
    ['name eq "x"', '"name" is complex'],
    ['active gt true', '"active" is of type boolean, which "gt" cannot compare; use eq, ne or pr'],
    ['active co "t"', '"active" is of type boolean, which "co" cannot compare'],
    ['x509Certificates ge "x"', '"x509Certificates.value" is of type binary, which "ge" cannot compare'],
    ['active eq "yes"', '"active" is of type boolean; compare it with true or false, not with "yes"'],
    ['active eq 1', 'compare it with true or false, not with 1'],
    ['userName eq true', 'compare it with a string in double quotes, not with true'],
    ['userName eq 1.5', 'compare it with a string in double quotes, not with 1.5'],
    ['userName eq 12345678901234567890', 'compare it with a string in double quotes'],
    ['userName co null', '"co" cannot compare "userName" with null; use eq, ne or pr'],
    ['meta.created gt "yesterday"', 'compare it with a dateTime such as "2011-05-13T04:42:34Z", not with "yesterday"'],
    ['meta.created gt "2011-05-13"', 'compare it with a dateTime'],
    ['meta.created gt 2011', 'compare it with a dateTime'],
    ['password eq "x"', '"password" is never returned'],
    ['password pr', '"password" is never returned'],
    ['title pr and foo pr', 'User has no attribute "foo"'],
    ['title pr or not (foo pr)', 'User has no attribute "foo"'],
    ['userName regex "x"', 'The filter is invalid at position 10'],
  ])('%s', (filter, message) => {
    expect(() => compileFilter(filter, userResourceType)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidFilter', message: expect.stringContaining(message) }),
    );
  });

  it.each(['count eq "5"', 'count co 5', 'weight eq true', 'secret pr', `parts[ok lt true]`])('%s', (filter) => {
    expect(() => compileFilter(filter, deviceResourceType)).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidFilter' }),
    );
  });

  it.each(['active eq "True"', 'userName eq bjensen', 'employeeNumber eq 701984'])('%s, without quirks', (filter) => {
    expect(() => compileFilter(filter, userResourceType, { quirks: strictQuirks })).toThrow(
      expect.objectContaining({ status: 400, scimType: 'invalidFilter' }),
    );
  });
});

it('takes an unknown attribute for one without a value where several resource types are asked (RFC 7644 §3.4.2.1)', () => {
  const holds = (filter: string): boolean =>
    compileFilter(filter, userResourceType, { unknownAttributes: 'absent' })(user);
  expect(holds('members pr')).toBe(false);
  expect(holds('members eq "x"')).toBe(false);
  expect(holds('members[value eq "x"]')).toBe(false);
  expect(holds('members ne "x"')).toBe(true);
  expect(holds('members eq null')).toBe(true);
  expect(holds('emails[foo ne "x"]')).toBe(true);
  expect(holds('meta.resourceType eq "User" and not (members pr)')).toBe(true);
});

it('compares ids of members and groups by case, as ids are', () => {
  const group = { displayName: 'A', members: [{ value: 'aB', display: 'X' }] };
  const holds = (filter: string): boolean => compileFilter(filter, groupResourceType)(group);
  expect(['members eq "aB"', 'members.value eq "aB"', 'members[value eq "aB"]'].map(holds)).toEqual([true, true, true]);
  expect(['members eq "ab"', 'members.value eq "ab"', 'members[value eq "ab"]'].map(holds)).toEqual([
    false,
    false,
    false,
  ]);
  expect(holds('members[value eq "aB" and display eq "x"]')).toBe(true);
});

it('folds a sigma alike wherever it stands', () => {
  const odysseus = { userName: 'Οδυσσεύς', displayName: 'ΟΔΟΣ' };
  for (const filter of [
    'userName eq "ΟΔΥΣΣΕΎΣ"',
    'userName ew "ΎΣ"',
    'userName co "ύσ"',
    'displayName sw "οδοσ"',
    'displayName eq "οδος"',
  ]) {
    expect(compileFilter(filter, userResourceType)(odysseus), filter).toBe(true);
  }
});

it('never throws, whatever the record holds', () => {
  const odd = [
    null,
    undefined,
    0,
    '',
    'x',
    true,
    [],
    {},
    [null],
    [[]],
    [{}],
    { value: null },
    [{ value: {} }],
    () => 1,
    1n,
  ];
  const filters = [
    'emails co "x"',
    'emails[type eq "a" and value eq "b"]',
    'emails[not (value sw "x")]',
    'name.givenName ne "x"',
    'userName eq "x"',
    'meta.created gt "2020-01-01T00:00:00Z"',
    'active eq true',
    'schemas eq "x"',
    'emails pr',
    `${enterpriseUserUrn}:manager.value eq "x"`,
    'name pr',
  ];
  for (const filter of filters) {
    const predicate = compileFilter(filter, userResourceType);
    for (const value of odd) {
      const resource = {
        userName: value,
        name: value,
        emails: value,
        meta: value,
        active: value,
        schemas: value,
        [enterpriseUserUrn]: value,
      };
      // The type forbids both; a store may hold them all the same.
      expect(predicate(resource as unknown as ScimResource)).toBeTypeOf('boolean');
      expect(predicate(value as unknown as ScimResource)).toBeTypeOf('boolean');
    }
  }
});

it('does not see inherited properties, in the middle of a value path either', () => {
  const inherited = {
    emails: [Object.create({ type: 'work', value: 'x' }), { type: 'home', __proto__: { value: 'x' } }],
  };
  expect(compileFilter('emails[type eq "work" and value eq "x"]', userResourceType)(inherited)).toBe(false);
  expect(compileFilter('emails[type eq "home" and value eq "x"]', userResourceType)(inherited)).toBe(false);
  const single = { emails: { type: 'work', value: 'x' } };
  expect(compileFilter('emails[type eq "work" and value eq "x"]', userResourceType)(single)).toBe(true);
  expect(compileFilter('emails[type eq "work" and value eq "x"]', userResourceType)(Object.create(single))).toBe(false);
  expect(compileFilter('emails[value pr]', userResourceType)(inherited)).toBe(false);
});

it('evaluates chains of any length and predicates independently', () => {
  const many = Array.from({ length: 100_000 }, () => ({ kind: 'present', path: 'title' }) as const);
  expect(compileFilter({ kind: 'or', operands: many }, userResourceType)(user)).toBe(false);
  expect(compileFilter({ kind: 'and', operands: [] }, userResourceType)(user)).toBe(true);
  expect(compileFilter({ kind: 'or', operands: [] }, userResourceType)(user)).toBe(false);
});

describe('the filter of one element', () => {
  it('speaks of sub-attributes, or of the value itself', () => {
    const emails = userResourceType.attributes.get('emails');
    const tags = deviceResourceType.attributes.get('tags');
    if (emails === undefined || tags === undefined) throw new Error('The schema has changed');
    const isWork = compileElementFilter({ kind: 'comparison', path: 'TYPE', operator: 'eq', value: 'WORK' }, emails);
    expect([{ type: 'work' }, { type: 'home' }, null, 'work', undefined].map(isWork)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
    const isRed = compileElementFilter({ kind: 'comparison', path: 'value', operator: 'eq', value: 'Red' }, tags);
    expect(['red', 'RED', 'blue', null, {}].map(isRed)).toEqual([true, true, false, false, false]);
    expect(() => compileElementFilter({ kind: 'present', path: 'type' }, tags)).toThrow(
      '"tags" has no attribute "type"',
    );
  });
});
