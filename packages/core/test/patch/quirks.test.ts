import {
  enterpriseUserUrn,
  lenientQuirks,
  type Quirks,
  strictQuirks,
  type User,
  userResourceType,
  userUrn,
} from '@scim-superset/core';
import { expect, it } from 'vitest';
import { patch, refusalOf } from './patch-request.ts';

const user: User = { schemas: [userUrn], userName: 'ada', roles: [{ value: 'a' }, { value: 'b' }] };
const manager = `${enterpriseUserUrn}:manager`;

const cases: readonly (readonly [keyof Quirks, operation: object, expected: object])[] = [
  ['booleanStrings', { op: 'add', path: 'active', value: 'True' }, { active: true }],
  ['removeByValue', { op: 'remove', path: 'roles', value: [{ value: 'a' }] }, { roles: [{ value: 'b' }] }],
  [
    'createMissingElement',
    { op: 'add', path: 'emails[type eq "work"].value', value: 'x' },
    { emails: [{ type: 'work', value: 'x' }] },
  ],
  ['dottedKeys', { op: 'add', value: { 'name.givenName': 'Ada' } }, { name: { givenName: 'Ada' } }],
  [
    'dottedKeys',
    { op: 'add', value: { 'roles[value eq "a"].type': 't' } },
    { roles: [{ value: 'a', type: 't' }, { value: 'b' }] },
  ],
  [
    'dottedKeys',
    { op: 'add', value: { [`${manager}.value`]: 'm' } },
    { [enterpriseUserUrn]: { manager: { value: 'm' } } },
  ],
  ['bareManager', { op: 'add', path: manager, value: 'm' }, { [enterpriseUserUrn]: { manager: { value: 'm' } } }],
  ['unknownSchemas', { op: 'replace', value: { schemas: [userUrn, 'urn:x'], title: 't' } }, { title: 't' }],
  ['unknownAttributes', { op: 'replace', value: { shoeSize: 7, title: 't' } }, { title: 't' }],
  [
    'unknownAttributes',
    { op: 'add', path: 'name', value: { nick: 'x', givenName: 'A' } },
    { name: { givenName: 'A' } },
  ],
  ['looseCardinality', { op: 'add', path: 'emails', value: { value: 'x' } }, { emails: [{ value: 'x' }] }],
  ['looseCardinality', { op: 'add', path: 'title', value: ['t'] }, { title: 't' }],
  ['looseCardinality', { op: 'add', path: 'name', value: [{ givenName: 'A' }] }, { name: { givenName: 'A' } }],
  ['readOnlyInPatch', { op: 'replace', value: { id: '1', title: 't' } }, { title: 't' }],
  [
    'readOnlyInPatch',
    { op: 'add', path: manager, value: { value: 'm', displayName: 'M' } },
    { [enterpriseUserUrn]: { manager: { value: 'm' } } },
  ],
];

it.each(cases)('%s accepts %j, and has an off switch', (quirk, operation, expected) => {
  const apply = (quirks: Quirks) => patch(user, userResourceType, [operation], { quirks }).resource;
  // On alone, off alone, and off with all others.
  for (const quirks of [lenientQuirks, { ...strictQuirks, [quirk]: true, dottedKeys: quirk === 'dottedKeys' }]) {
    const { schemas: _schemas, ...attributes } = apply(quirks);
    expect({ schemas: user.schemas, ...attributes }).toEqual({ ...user, ...expected });
  }
  expect(refusalOf(() => apply({ ...lenientQuirks, unknownAttributes: false, [quirk]: false }))).toMatch(/^400 /);
  expect(refusalOf(() => apply(strictQuirks))).toMatch(/^400 /);
});

it('unquotedFilterValues reads a filter without quotes, and has an off switch', () => {
  const operation = { op: 'remove', path: 'roles[value eq a]' };
  const apply = (quirks: Quirks) => patch(user, userResourceType, [operation], { quirks }).resource;
  expect(apply(lenientQuirks).roles).toEqual([{ value: 'b' }]);
  expect(refusalOf(() => apply({ ...lenientQuirks, unquotedFilterValues: false }))).toMatch(/^400 invalid/);
});
