import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFilter } from '../../src/filter/compile-filter.ts';
import { parseFilter } from '../../src/filter/parse-filter.ts';
import { groupResourceType } from '../../src/schema/group.ts';
import { type FilterKeys, filterKeys, resourceKeys } from '../../src/schema/index-keys.ts';
import type { ResourceType } from '../../src/schema/resource-type.ts';
import { createResourceType } from '../../src/schema/resource-type.ts';
import { userResourceType } from '../../src/schema/user.ts';
import { anyDevice, anyDeviceFilter, deviceResourceType, siteUrn } from '../filter/device.ts';

it('never excludes a resource that the predicate accepts', () => {
  let narrowed = 0;
  fc.assert(
    fc.property(anyDeviceFilter, fc.array(anyDevice, { maxLength: 5 }), (filter, devices) => {
      const predicate = compileFilter(filter, deviceResourceType);
      const { keys, id } = filterKeys(filter, deviceResourceType);
      narrowed += keys.length;
      for (const device of devices.filter(predicate)) {
        const has = resourceKeys(device, deviceResourceType).map(({ name, value }) => `${name} ${value}`);
        expect(has).toEqual(expect.arrayContaining(keys.map(({ name, value }) => `${name} ${value}`)));
        if (id !== undefined) expect(device.id).toBe(id);
      }
    }),
    { numRuns: 5000 },
  );
  expect(narrowed).toBeGreaterThan(100);
});

describe('the keys of a resource', () => {
  it('are one for each distinct value of an indexed path, folded unless case counts', () => {
    const user = {
      id: '1',
      userName: 'Ada@Example.com',
      externalId: 'ADA',
      emails: [
        { value: 'Ada@Example.com' },
        { value: 'ada@example.com', type: 'home' },
        { value: 'x@y' },
        { type: 'z' },
        null,
      ],
    };
    expect(resourceKeys(user, userResourceType)).toEqual([
      { name: 'userName', value: 'ada@example.com', unique: true },
      { name: 'externalId', value: 'ADA', unique: false },
      { name: 'emails.value', value: 'ada@example.com', unique: false },
      { name: 'emails.value', value: 'x@y', unique: false },
    ]);
  });

  it('cover lists of strings, references, extensions and the value of a complex attribute, and text only', () => {
    const device = {
      serial: 'S1',
      tags: ['Red', 'RED', 7, null],
      friends: [{ value: 'aB' }],
      owner: { value: 'Ada' },
      count: 5,
      [siteUrn]: { city: 'BERN', doors: [{ value: 'North' }] },
    };
    expect(resourceKeys(device, deviceResourceType)).toEqual([
      { name: 'serial', value: 'S1', unique: true },
      { name: 'tags', value: 'red', unique: false },
      { name: 'friends.value', value: 'aB', unique: false },
      { name: 'owner.value', value: 'ada', unique: false },
      { name: `${siteUrn}:city`, value: 'bern', unique: false },
      { name: `${siteUrn}:doors.value`, value: 'north', unique: false },
    ]);
  });

  it('are none for a resource that is empty, inherited or malformed', () => {
    expect(resourceKeys({}, deviceResourceType)).toEqual([]);
    expect(resourceKeys(Object.create({ serial: 'S1', owner: { value: 'Ada' } }), deviceResourceType)).toEqual([]);
    expect(resourceKeys({ serial: 1, tags: {}, owner: [], friends: 'x', [siteUrn]: 'x' }, deviceResourceType)).toEqual(
      [],
    );
  });

  it('need paths that the resource type has', () => {
    const broken = createResourceType({
      name: 'Broken',
      endpoint: '/Broken',
      schema: { id: 'urn:x', name: 'Broken', attributes: [{ name: 'a' }] },
      indexed: ['b'],
    });
    expect(() => resourceKeys({}, broken)).toThrow('"Broken" indexes "b", which it does not have');
  });
});

describe('the keys of a filter', () => {
  const none: FilterKeys = { keys: [] };
  const userName = { name: 'userName', value: 'ada' };
  const email = { name: 'emails.value', value: 'a@b' };
  it.each<[string, ResourceType, FilterKeys]>([
    ['userName eq "Ada"', userResourceType, { keys: [userName] }],
    ['USERNAME eq ada', userResourceType, { keys: [userName] }],
    ['externalId eq 701984', userResourceType, { keys: [{ name: 'externalId', value: '701984' }] }],
    ['(userName eq "Ada" and title pr) and userName eq "ADA"', userResourceType, { keys: [userName] }],
    ['userName eq "Ada" and emails eq "A@b"', userResourceType, { keys: [userName, email] }],
    ['emails.value eq "a@B"', userResourceType, { keys: [email] }],
    ['emails[type eq "work" and value eq "a@b"]', userResourceType, { keys: [email] }],
    ['emails[type eq "work"].value eq "a@b"', userResourceType, { keys: [email] }],
    ['id eq "X" and userName eq "ada"', userResourceType, { keys: [userName], id: 'X' }],
    ['userName eq "ada" or title pr', userResourceType, none],
    ['not (userName eq "ada")', userResourceType, none],
    ['userName ne "ada"', userResourceType, none],
    ['userName sw "ada"', userResourceType, none],
    ['userName eq null', userResourceType, none],
    ['emails[value eq "a@b" or type eq "work"]', userResourceType, none],
    ['emails[not (value eq "a@b")]', userResourceType, none],
    ['title eq "x" and foo eq "y" and foo[bar eq "z"]', userResourceType, none],
    ['members eq "X"', userResourceType, none],
    ['members eq "X"', groupResourceType, { keys: [], member: 'X' }],
    ['members.value eq "X"', groupResourceType, { keys: [], member: 'X' }],
    ['members[value eq "X" and type eq "User"]', groupResourceType, { keys: [], member: 'X' }],
    [
      'displayName eq "A" and members eq "X"',
      groupResourceType,
      { keys: [{ name: 'displayName', value: 'a' }], member: 'X' },
    ],
    ['members[display eq "X"]', groupResourceType, none],
    ['members ne "X"', groupResourceType, none],
    ['tags[value eq "A"] and count eq 5', deviceResourceType, { keys: [{ name: 'tags', value: 'a' }] }],
    ['city eq "A" and key eq "x"', deviceResourceType, { keys: [{ name: `${siteUrn}:city`, value: 'a' }] }],
  ])('%s', (text, resourceType, expected) => {
    expect(filterKeys(parseFilter(text), resourceType)).toEqual(expected);
  });

  it('name a member only where members are a relation, which is in groups', () => {
    const team = createResourceType({
      name: 'Team',
      endpoint: '/Teams',
      schema: {
        id: 'urn:example:Team',
        name: 'Team',
        attributes: [{ name: 'members', type: 'complex', multiValued: true, subAttributes: [{ name: 'value' }] }],
      },
    });
    expect(filterKeys(parseFilter('members eq "X"'), team)).toEqual(none);
  });
});
