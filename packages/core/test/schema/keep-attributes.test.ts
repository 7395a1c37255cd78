import {
  applyPatch,
  compileElementFilter,
  compileFilter,
  createResourceType,
  enterpriseUserUrn,
  filterPaths,
  groupResourceType,
  keepAttributes,
  lenientQuirks,
  parseFilter,
  patchNeedsMembers,
  readResource,
  strictQuirks,
  type User,
  userResourceType,
  userUrn,
} from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { patchOp } from '../patch/patch-request.ts';

const lean = keepAttributes(userResourceType, ['emails.value', 'NAME.givenname', 'department']);
const namesOf = (attributes: ReadonlyMap<string, { readonly name: string }> | undefined) =>
  [...(attributes?.values() ?? [])].map(({ name }) => name);

describe('the reduced resource type', () => {
  it('has the attributes that were named and those that always stay', () => {
    expect(namesOf(lean.schema.attributes)).toEqual(['userName', 'name', 'active', 'emails', 'groups']);
    expect(namesOf(lean.attributes)).toEqual([
      'schemas',
      'id',
      'externalId',
      'meta',
      ...namesOf(lean.schema.attributes),
    ]);
    expect(namesOf(lean.schema.attributes.get('name')?.subAttributes)).toEqual(['givenName']);
    expect(namesOf(lean.schema.attributes.get('emails')?.subAttributes)).toEqual(['value', 'type', 'primary']);
    expect(namesOf(lean.extensions[0]?.schema.attributes)).toEqual(['department']);
    expect(lean.indexed).toEqual(['userName', 'externalId', 'emails.value']);
  });

  it('keeps a whole extension by its URN, and none without', () => {
    const [whole] = keepAttributes(userResourceType, [enterpriseUserUrn]).extensions;
    expect(namesOf(whole?.schema.attributes)).toHaveLength(6);
    expect(keepAttributes(userResourceType, []).extensions).toEqual([]);
  });

  it('leaves a group as it is, for everything in it is needed', () => {
    const group = keepAttributes(groupResourceType, []);
    expect(group.attributes).toEqual(groupResourceType.attributes);
    expect(group.indexed).toEqual(groupResourceType.indexed);
  });

  it('leaves the given resource type alone, and can be reduced further', () => {
    const less = keepAttributes(lean, ['emails']);
    expect(userResourceType.attributes.has('title')).toBe(true);
    expect(less.reducedFrom).toBe(userResourceType);
    expect(namesOf(less.schema.attributes)).toEqual(['userName', 'active', 'emails', 'groups']);
    expect(() => keepAttributes(less, ['title'])).toThrow(TypeError);
  });

  it.each(['titel', 'name.nickName', 'urn:example:department', `${enterpriseUserUrn}:desk`, ''])(
    'refuses the path "%s", which names nothing',
    (path) => expect(() => keepAttributes(userResourceType, [path])).toThrow(`"${path}" names no attribute of User`),
  );

  it('keeps required attributes, and demands an extension only for their sake', () => {
    const schema = (id: string, required: boolean) => ({
      id,
      name: id,
      attributes: [{ name: 'a', required }, { name: 'b' }],
    });
    const device = keepAttributes(
      createResourceType({
        name: 'Device',
        endpoint: '/Devices',
        schema: schema('urn:device', true),
        extensions: ['urn:x', 'urn:y', 'urn:z'].map((id) => ({ schema: schema(id, id === 'urn:x'), required: true })),
      }),
      ['urn:y:b'],
    );
    expect(namesOf(device.schema.attributes)).toEqual(['a']);
    expect(device.extensions.map((extension) => [extension.schema.id, extension.required])).toEqual([
      ['urn:x', true],
      ['urn:y', false],
    ]);
    const body = {
      schemas: ['urn:device', 'urn:z'],
      a: '1',
      'urn:x': { a: '2' },
      'urn:y': { a: '3' },
      'urn:z': { a: '4' },
    };
    expect(readResource(body, device, { quirks: strictQuirks })).toEqual({
      schemas: ['urn:device', 'urn:x'],
      a: '1',
      'urn:x': { a: '2' },
    });
  });

  it('gives a bare name the meaning it has in the whole resource type', () => {
    const urn = 'urn:example:desk';
    const both = createResourceType({
      name: 'Device',
      endpoint: '/Devices',
      schema: { id: 'urn:device', name: 'Device', attributes: [{ name: 'room' }, { name: 'serial' }] },
      extensions: [{ schema: { id: urn, name: 'Desk', attributes: [{ name: 'room' }] } }],
    });
    const reduced = keepAttributes(both, [`${urn}:room`]);
    expect(() => compileFilter('room pr', reduced)).toThrow('"room" is not stored here');
    const { resource } = applyPatch({}, patchOp({ op: 'add', path: 'room', value: '7' }), reduced);
    expect(resource).not.toHaveProperty([urn]);
  });
});

const body = {
  schemas: [userUrn, enterpriseUserUrn],
  userName: 'ada',
  title: 'Countess',
  name: { givenName: 'Ada', middleName: 'King' },
  emails: [{ value: 'ada@example.com', type: 'work', display: 'Ada' }],
  addresses: [{ locality: 'London', type: 'home' }],
  password: 'secret',
  [enterpriseUserUrn]: { department: 'Engines', costCenter: '7', manager: { value: '1' } },
};
const ada = {
  schemas: [userUrn, enterpriseUserUrn],
  userName: 'ada',
  name: { givenName: 'Ada' },
  emails: [{ value: 'ada@example.com', type: 'work' }],
  [enterpriseUserUrn]: { department: 'Engines' },
};

describe.each([
  ['lenient', lenientQuirks],
  ['strict', strictQuirks],
])('attributes that are not kept, %s', (_name, quirks) => {
  it('are ignored in a resource, also in the extension and in list elements', () => {
    expect(readResource(body, lean, { quirks })).toEqual(ada);
  });

  it('are ignored with their whole extension', () => {
    const { [enterpriseUserUrn]: _, ...rest } = ada;
    expect(
      readResource(body, keepAttributes(userResourceType, ['name.givenName', 'emails.value']), { quirks }),
    ).toEqual({
      ...rest,
      schemas: [userUrn],
    });
  });

  it.each<object>([
    { op: 'replace', path: 'title', value: 'Baroness' },
    { op: 'replace', path: `${userUrn}:title`, value: 42 },
    { op: 'add', path: 'addresses[type eq "work"].locality', value: 'Turin' },
    { op: 'remove', path: 'addresses[type eq "home"]' },
    { op: 'add', path: 'emails[type eq "home"].display', value: 'Ada' },
    { op: 'replace', path: 'name.middleName', value: 'Augusta' },
    { op: 'remove', path: 'nickName' },
    { op: 'add', path: 'manager', value: '2' },
    { op: 'replace', path: `${enterpriseUserUrn}:costCenter`, value: '8' },
    {
      op: 'replace',
      value: { title: 'Baroness', addresses: [{ locality: 'Turin' }], name: { middleName: 'Augusta' } },
    },
    { op: 'replace', value: { [enterpriseUserUrn]: { costCenter: '8', manager: { value: '2' } } } },
  ])('are left alone by PATCH: %j', (operation) => {
    const { resource, changes } = applyPatch<User>(ada, patchOp(operation), lean, { quirks });
    expect({ resource, changes }).toEqual({ resource: ada, changes: [] });
  });

  it('let the rest of the PATCH happen', () => {
    const request = patchOp(
      { op: 'replace', path: 'title', value: 'Baroness' },
      { op: 'replace', path: 'name.givenName', value: 'Augusta' },
    );
    expect(applyPatch<User>(ada, request, lean, { quirks }).changes).toMatchObject([{ path: 'name.givenName' }]);
  });

  it('are told from attributes that do not exist', () => {
    for (const path of ['titel', 'title.sub', 'addresses[type eq "work"].desk', `${enterpriseUserUrn}:desk`]) {
      const request = patchOp({ op: 'replace', path, value: 'x' });
      expect(() => applyPatch<User>(ada, request, lean, { quirks }), path).toThrow(/names no attribute of User/);
    }
    const malformed = patchOp({ op: 'replace', path: 'addresses[type eq].locality', value: 'x' });
    expect(() => applyPatch<User>(ada, malformed, lean, { quirks })).toThrow(/position/);
  });

  it('may be named with the URN of an extension that is gone', () => {
    const none = keepAttributes(userResourceType, ['name', 'emails']);
    for (const operation of [
      { op: 'remove', path: enterpriseUserUrn },
      { op: 'add', path: `${enterpriseUserUrn}:department`, value: 'x' },
      { op: 'replace', value: { [enterpriseUserUrn]: { department: 'x' } } },
    ]) {
      expect(applyPatch<User>({ userName: 'ada' }, patchOp(operation), none, { quirks }).changes).toEqual([]);
    }
  });
});

it('accepts what the quirks accept: dotted keys and paths as keys', () => {
  const value = { 'name.middleName': 'x', 'addresses[type eq "work"].locality': 'x', 'urn:unknown': 1 };
  expect(applyPatch<User>(ada, patchOp({ op: 'add', value }), lean).changes).toEqual([]);
  expect(patchNeedsMembers(patchOp({ op: 'add', value }), lean)).toBe(false);
});

it('still refuses to write read-only attributes that are not kept', () => {
  const type = keepAttributes(
    createResourceType({
      name: 'Device',
      endpoint: '/Devices',
      schema: {
        id: 'urn:device',
        name: 'Device',
        attributes: [{ name: 'serial' }, { name: 'seen', mutability: 'readOnly' }],
      },
    }),
    ['serial'],
  );
  const request = patchOp({ op: 'replace', path: 'seen', value: 'x' });
  expect(() => applyPatch({}, request, type)).toThrow('"seen" is read-only');
});

describe('filters', () => {
  it.each([
    ['title eq "Countess"', 'title'],
    ['not (TITLE pr)', 'title'],
    ['userName eq "a" and addresses[locality eq "x"]', 'addresses'],
    ['emails[display eq "x"]', 'emails.display'],
    ['manager eq "1"', `${enterpriseUserUrn}:manager`],
    [`${enterpriseUserUrn}:costCenter pr`, `${enterpriseUserUrn}:costCenter`],
  ])('refuses %s, because nothing is known of "%s"', (filter, path) => {
    expect(() => compileFilter(filter, lean)).toThrow(`"${path}" is not stored here`);
    expect(() => compileFilter(filter, lean, { unknownAttributes: 'absent' })).toThrow(`"${path}" is not stored here`);
  });

  it('refuses it in the path of a PATCH too', () => {
    const emails = lean.attributes.get('emails');
    const filter = parseFilter('display eq "x"');
    expect(emails && (() => compileElementFilter(filter, emails))).toThrow('"emails.display" is not stored here');
  });

  it('tells what does not exist from what is not kept', () => {
    expect(() => compileFilter('titel pr', lean)).toThrow('User has no attribute');
    expect(compileFilter('titel pr', lean, { unknownAttributes: 'absent' })(ada)).toBe(false);
    expect(compileFilter('department eq "engines"', lean)(ada)).toBe(true);
  });

  it.each([
    ['title pr', ['title']],
    ['not (TITLE eq "x" or userName sw "a") and title pr', ['title', 'userName']],
    ['emails co "@example.com"', ['emails.value']],
    ['emails pr', ['emails']],
    ['emails[type eq "work" and value ew "x"]', ['emails.type', 'emails.value']],
    ['emails[type eq "work"].value eq "x"', ['emails.type', 'emails.value']],
    ['department eq "x" and manager eq "1"', [`${enterpriseUserUrn}:department`, `${enterpriseUserUrn}:manager.value`]],
    ['schemas eq "x" and unknown pr', ['schemas']],
  ])('look at: %s', (filter, paths) => {
    expect(filterPaths(parseFilter(filter), userResourceType)).toEqual(paths);
    expect(() =>
      compileFilter(filter.replace(' and unknown pr', ''), keepAttributes(userResourceType, paths)),
    ).not.toThrow();
  });
});
