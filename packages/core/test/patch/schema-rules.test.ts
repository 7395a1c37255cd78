import {
  createResourceType,
  enterpriseUserUrn,
  type Group,
  groupResourceType,
  groupUrn,
  lenientQuirks,
  type ScimResource,
  strictQuirks,
  type User,
  userResourceType,
  userUrn,
} from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { patch, refusalOf } from './patch-request.ts';

const labUrn = 'urn:x:Lab';
const tagUrn = 'urn:x:Tag';
const deviceUrn = 'urn:x:Device';
const deviceType = createResourceType({
  name: 'Device',
  endpoint: '/Devices',
  schema: {
    id: deviceUrn,
    name: 'Device',
    attributes: [
      { name: 'serial', mutability: 'immutable' },
      { name: 'labels', multiValued: true },
      { name: 'marks', multiValued: true, mutability: 'immutable' },
      { name: 'pin', mutability: 'writeOnly', returned: 'never' },
      {
        name: 'ports',
        type: 'complex',
        multiValued: true,
        subAttributes: [
          { name: 'number', type: 'integer', required: true },
          { name: 'kind', mutability: 'immutable' },
          { name: 'aliases', multiValued: true },
        ],
      },
    ],
  },
  extensions: [
    {
      schema: {
        id: labUrn,
        name: 'Lab',
        attributes: [{ name: 'room', required: true }, { name: 'shared' }, { name: 'rack', mutability: 'readOnly' }],
      },
      required: true,
    },
    {
      schema: {
        id: tagUrn,
        name: 'Tag',
        attributes: [{ name: 'shared' }, { name: 'color', mutability: 'immutable' }, { name: 'level', required: true }],
      },
    },
  ],
});
const device: ScimResource = {
  schemas: [deviceUrn, labUrn],
  serial: 'S1',
  labels: ['a', 'b'],
  ports: [
    { number: 1, kind: 'usb', aliases: ['left'] },
    { number: 2, kind: 'lan' },
  ],
  [labUrn]: { room: '1', rack: 'R' },
};
const onDevice = (...operations: readonly unknown[]) => patch(device, deviceType, operations).resource;
const refused = (...operations: readonly unknown[]) => refusalOf(() => onDevice(...operations));

describe('immutable attributes', () => {
  it('may be added where there is no value, and sent again', () => {
    expect(onDevice({ op: 'add', path: 'marks', value: ['m'] }).marks).toEqual(['m']);
    expect(onDevice({ op: 'replace', path: 'serial', value: 'S1' })).toEqual(device);
    expect(onDevice({ op: 'add', path: 'ports[number eq 2].kind', value: 'lan' })).toEqual(device);
    expect(onDevice({ op: 'add', path: 'ports', value: [{ number: 3, kind: 'usb' }] }).ports).toHaveLength(3);
  });

  it.each([
    { op: 'replace', path: 'serial', value: 'S2' },
    { op: 'add', path: 'serial', value: 'S2' },
    { op: 'remove', path: 'serial' },
    { op: 'replace', value: { serial: null } },
    { op: 'replace', path: 'ports[number eq 1].kind', value: 'lan' },
    { op: 'remove', path: 'ports[number eq 1].kind' },
    { op: 'add', path: 'ports[number eq 1]', value: { kind: 'lan' } },
  ])('refuses $op $path', (operation) => {
    expect(refused(operation)).toMatch(/^400 mutability: .* is immutable and already has a value$/);
  });

  it('refuses another value of a list that has one', () => {
    const add = (value: string) => ({ op: 'add', path: 'marks', value: [value] });
    expect(refused(add('m'), add('n'))).toMatch(/^400 mutability/);
    expect(refused(add('m'), add('m'))).toBe('nothing refused');
  });
});

describe('lists', () => {
  it('of simple values are filtered by value', () => {
    expect(onDevice({ op: 'remove', path: 'labels[value eq "a"]' }).labels).toEqual(['b']);
    expect(onDevice({ op: 'replace', path: 'labels[value eq "a"]', value: 'z' }).labels).toEqual(['z', 'b']);
    expect(onDevice({ op: 'remove', path: 'labels', value: ['b', 'x'] }).labels).toEqual(['a']);
    expect(onDevice({ op: 'add', path: 'labels', value: ['b', 'c', 'c'] }).labels).toEqual(['a', 'b', 'c']);
    expect(refused({ op: 'replace', path: 'labels[value eq "q"]', value: 'z' })).toMatch(/^400 noTarget/);
  });

  it('within a value are added to', () => {
    const ports = onDevice({ op: 'add', path: 'ports[number eq 1].aliases', value: ['front', 'left'] }).ports;
    expect(ports).toEqual([
      { number: 1, kind: 'usb', aliases: ['left', 'front'] },
      { number: 2, kind: 'lan' },
    ]);
  });

  it('of objects take no bare string for the value that a path selects, which would lose its type', () => {
    const user: User = { schemas: [userUrn], userName: 'u', emails: [{ value: 'a', type: 'work' }] };
    const set = (op: string, value: unknown) =>
      patch(user, userResourceType, [{ op, path: 'emails[type eq "work"]', value }]).resource.emails;
    for (const op of ['add', 'replace']) expect(refusalOf(() => set(op, 'b'))).toContain('400 invalidValue');
    expect(set('replace', [{ value: 'b' }])).toEqual([{ value: 'b' }]);
  });

  it('lose the values that a remove gives: by value and type, by value alone, or as a whole', () => {
    const emails = [
      { value: 'a', type: 'work' },
      { value: 'a', type: 'home' },
      { value: 'b', type: 'work', display: 'B' },
    ];
    const addresses = [{ locality: 'Rome', country: 'IT' }, { locality: 'Rome' }];
    const user: User = { schemas: [userUrn], userName: 'u', emails, addresses };
    const remove = (path: string, value: unknown) =>
      patch(user, userResourceType, [{ op: 'remove', path, value }]).resource;
    expect(remove('emails', [{ value: 'a', type: 'home' }]).emails).toEqual([emails[0], emails[2]]);
    expect(remove('emails', [{ value: 'a' }]).emails).toEqual([emails[2]]);
    expect(remove('emails', { value: 'b' }).emails).toEqual([emails[0], emails[1]]);
    expect(remove('addresses', [{ locality: 'Rome' }]).addresses).toEqual([addresses[0]]);
  });

  it('left with doubles by older data recognise either', () => {
    const emails = [{ value: 'a' }, { value: 'a', display: 'A' }];
    const user: User = { schemas: [userUrn], userName: 'u', emails };
    const operation = { op: 'add', path: 'emails', value: [{ display: 'A', value: 'a' }] };
    expect(patch(user, userResourceType, [operation]).changes).toEqual([]);
  });

  it('left with two primaries by older data can still be changed', () => {
    const emails = [{ value: 'a', primary: true }, { value: 'b', primary: true }, { value: 'c' }];
    const user: User = { schemas: [userUrn], userName: 'u', emails };
    const set = (path: string, value: unknown) =>
      patch(user, userResourceType, [{ op: 'replace', path, value }]).resource;
    expect(set('emails.display', 'D').emails?.map(({ primary }) => primary)).toEqual([true, true, undefined]);
    const moved = set('emails[value eq "c"].primary', true).emails;
    expect(moved?.map(({ primary }) => primary)).toEqual([false, false, true]);
  });

  it('create the value that a path without filter is about', () => {
    const user: User = { schemas: [userUrn], userName: 'u' };
    const set = (op: string, value: unknown) =>
      patch(user, userResourceType, [{ op, path: 'emails.value', value }]).resource;
    expect(set('add', 'a').emails).toEqual([{ value: 'a' }]);
    expect(set('replace', null)).toEqual(user);
    expect(patch(user, userResourceType, [{ op: 'remove', path: 'emails.value' }]).changes).toEqual([]);
  });
});

describe('createMissingElement', () => {
  const user: User = { schemas: [userUrn], userName: 'u' };
  const set = (path: string, value: unknown, quirks = lenientQuirks) =>
    patch(user, userResourceType, [{ op: 'replace', path, value }], { quirks }).resource;

  it.each([
    ['emails[type eq "work"].value', 'a', [{ type: 'work', value: 'a' }]],
    ['emails[type eq "work" and primary eq true].value', 'a', [{ type: 'work', primary: true, value: 'a' }]],
    ['emails[primary eq "True"].value', 'a', [{ primary: true, value: 'a' }]],
    ['emails[type eq "work"]', { value: 'a', display: 'A' }, [{ type: 'work', value: 'a', display: 'A' }]],
    ['emails[type eq "work"].value', null, undefined],
  ])('%s', (path, value, expected) => {
    expect(set(path, value).emails).toEqual(expected);
    expect(refusalOf(() => set(path, value, { ...lenientQuirks, createMissingElement: false }))).toContain('noTarget');
  });

  it.each([
    ['emails[type ne "work"].value', 'a'],
    ['emails[type eq "work" or type eq "home"].value', 'a'],
    ['emails[not (type eq "work")].value', 'a'],
    ['emails[type pr].value', 'a'],
    ['emails[type eq null].value', 'a'],
    ['emails[value eq "old"].value', 'new'],
    ['emails[type eq "work" and type eq "home"].value', 'a'],
    ['emails[type eq "work"]', { type: 'home', value: 'a' }],
  ])('does not guess what %s means', (path, value) => {
    expect(refusalOf(() => set(path, value))).toContain('400 noTarget');
  });
});

describe('required attributes and extensions', () => {
  it.each([
    ['a value without it', { op: 'add', path: 'ports', value: [{ kind: 'usb' }] }, 'invalidValue'],
    ['its removal', { op: 'remove', path: 'ports[kind eq "usb"].number' }, 'mutability'],
    ['null for it', { op: 'replace', path: 'ports[kind eq "usb"].number', value: null }, 'invalidValue'],
    ['an extension without it', { op: 'add', path: `${tagUrn}:color`, value: 'red' }, 'invalidValue'],
    ['its removal from an extension', { op: 'remove', path: `${labUrn}:room` }, 'mutability'],
  ])('refuses %s', (_case, operation, expected) => {
    expect(refused(operation)).toMatch(new RegExp(`^400 ${expected}: Attribute "[^"]+" is required`));
  });

  it('refuses the removal of a required extension, but keeps what is the server’s', () => {
    const withoutRack = { ...device, [labUrn]: { room: '1' } };
    const remove = [{ op: 'remove', path: labUrn }];
    expect(refusalOf(() => patch(withoutRack, deviceType, remove))).toContain('400 mutability: Extension');
    expect(refusalOf(() => patch(device, deviceType, remove))).toContain(
      '400 invalidValue: Attribute "urn:x:Lab:room"',
    );
  });

  it('looks only at what a request touches', () => {
    const old: ScimResource = { schemas: [deviceUrn] };
    expect(patch(old, deviceType, [{ op: 'add', path: 'serial', value: 'S' }]).resource.serial).toBe('S');
  });
});

describe('extensions', () => {
  it('are removed as a whole unless something in them is immutable', () => {
    const added = [{ op: 'add', path: tagUrn, value: { level: '1' } }];
    expect(onDevice(...added)).toEqual({ ...device, schemas: [deviceUrn, labUrn, tagUrn], [tagUrn]: { level: '1' } });
    expect(onDevice(...added, { op: 'replace', value: { [tagUrn]: null } })).toEqual(device);
    expect(onDevice(...added, { op: 'replace', path: tagUrn, value: null })).toEqual(device);
    const colored = [...added, { op: 'add', path: `${tagUrn}:color`, value: 'red' }];
    expect(refused(...colored, { op: 'remove', path: tagUrn })).toMatch(/^400 mutability: .*color/);
  });

  it('may leave out their URN in a path where only one has the name', () => {
    expect(onDevice({ op: 'replace', path: 'room', value: '2' })[labUrn]).toEqual({ room: '2', rack: 'R' });
    expect(refused({ op: 'replace', path: 'shared', value: '2' })).toMatch(/^400 invalidPath/);
  });

  it('have dotted keys in their object under the quirk', () => {
    const user: User = { schemas: [userUrn], userName: 'u' };
    const value = { [enterpriseUserUrn]: { 'manager.value': 'm' } };
    const result = patch(user, userResourceType, [{ op: 'add', value }]).resource;
    expect(result[enterpriseUserUrn]).toEqual({ manager: { value: 'm' } });
    const strict = () => patch(user, userResourceType, [{ op: 'add', value }], { quirks: strictQuirks });
    expect(refusalOf(strict)).toMatch(/^400 invalidPath/);
  });

  it('stay listed in schemas as they were when nothing about them changes', () => {
    const schemas = [deviceUrn, labUrn, 'urn:x:Unknown'];
    const odd: ScimResource = { ...device, schemas, 'urn:x:Unknown': { a: 1 } };
    expect(patch(odd, deviceType, [{ op: 'add', path: 'pin', value: '1' }]).resource).toEqual({ ...odd, pin: '1' });
  });
});

describe('schemas', () => {
  it('may be sent but not steered', () => {
    const strict = { quirks: strictQuirks };
    const send = (op: string, value: unknown, path = 'schemas') =>
      patch(device, deviceType, [{ op, path, value }], strict).resource.schemas;
    expect(send('add', [tagUrn])).toEqual([deviceUrn, labUrn]);
    expect(send('replace', [deviceUrn])).toEqual([deviceUrn, labUrn]);
    expect(refusalOf(() => send('replace', [labUrn]))).toMatch(/^400 invalidValue/);
    expect(refusalOf(() => send('replace', tagUrn, `schemas[value eq "${labUrn}"]`))).toMatch(/^400 mutability/);
  });
});

describe('changes', () => {
  it('hide what is never returned', () => {
    const { changes, resource } = patch(device, deviceType, [{ op: 'add', path: 'pin', value: '1234' }]);
    expect(changes).toEqual([{ path: 'pin', before: undefined, after: '***' }]);
    expect(resource.pin).toBe('1234');
  });
});

describe('the members of a group', () => {
  const group: Group = { schemas: [groupUrn], displayName: 'g', members: [{ value: '1' }, { value: '2' }] };
  const onGroup = (...operations: readonly unknown[]) => patch(group, groupResourceType, operations).resource;

  it('are absent when the last one is removed by id', () => {
    const operations = [{ op: 'remove', path: 'members[value eq "1" or value eq "2" or value eq "3"]' }];
    expect('members' in onGroup(...operations)).toBe(false);
  });

  it('keep what was first said of a member', () => {
    const add = (display: string) => ({ op: 'add', path: 'members', value: [{ value: '9', display }] });
    expect(onGroup(add('first'), add('second')).members?.at(-1)).toEqual({ value: '9', display: 'first' });
  });

  it('of a type that is no group are values as any', () => {
    const type = createResourceType({
      name: 'Team',
      endpoint: '/Teams',
      schema: {
        id: 'urn:x:Team',
        name: 'Team',
        attributes: [{ name: 'members', type: 'complex', multiValued: true, subAttributes: [{ name: 'value' }] }],
      },
    });
    const team: ScimResource = { schemas: ['urn:x:Team'] };
    const operations = [{ op: 'add', path: 'members', value: [{ value: '1' }] }];
    const { resource, members, changes } = patch(team, type, operations, { membership: 'separate' });
    expect(resource.members).toEqual([{ value: '1' }]);
    expect(members).toBeUndefined();
    expect(changes).toHaveLength(1);
  });
});
