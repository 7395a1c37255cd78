import {
  enterpriseUserUrn,
  type Group,
  groupResourceType,
  groupUrn,
  type User,
  userResourceType,
  userUrn,
} from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { patch } from './patch-request.ts';

const user: User = {
  schemas: [userUrn, enterpriseUserUrn],
  id: '42',
  userName: 'ada@example.com',
  active: true,
  name: { givenName: 'Ada', familyName: 'Byron' },
  emails: [{ value: 'ada@example.com', type: 'work', primary: true }],
  [enterpriseUserUrn]: { department: 'Engines' },
};
const group: Group = {
  schemas: [groupUrn],
  id: 'g1',
  displayName: 'Analysts',
  members: [{ value: 'u1' }, { value: 'u2' }, { value: 'u3' }],
};
const onUser = (...operations: readonly unknown[]) => patch(user, userResourceType, operations).resource;
const onGroup = (...operations: readonly unknown[]) => patch(group, groupResourceType, operations);
const ids = (members: Group['members']) => members?.map(({ value }) => value);

describe('entra, legacy dialect', () => {
  it('writes operations capitalised and booleans as strings', () => {
    expect(onUser({ op: 'Replace', path: 'active', value: 'False' }).active).toBe(false);
    expect(onUser({ op: 'Add', path: 'active', value: 'True' }).active).toBe(true);
    const roles = [{ value: 'Reader', primary: 'True' }];
    expect(onUser({ op: 'Add', path: 'roles', value: roles }).roles).toEqual([{ value: 'Reader', primary: true }]);
  });

  it('replaces a value that exists and one that does not', () => {
    const { emails, phoneNumbers, addresses, name } = onUser(
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'ada@new.example' },
      { op: 'Replace', path: 'name.familyName', value: 'Lovelace' },
      { op: 'Add', path: 'emails[type eq "home"].value', value: 'ada@home.example' },
      { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+44 1' },
      { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: '12 St James Square' },
      { op: 'Add', path: 'addresses[type eq "work"].country', value: 'GB' },
    );
    expect(name).toEqual({ givenName: 'Ada', familyName: 'Lovelace' });
    expect(emails).toEqual([
      { value: 'ada@new.example', type: 'work', primary: true },
      { value: 'ada@home.example', type: 'home' },
    ]);
    expect(phoneNumbers).toEqual([{ type: 'mobile', value: '+44 1' }]);
    expect(addresses).toEqual([{ type: 'work', streetAddress: '12 St James Square', country: 'GB' }]);
  });

  it.each([
    [
      'a list under the bare name',
      { path: 'manager', value: [{ $ref: 'https://x.example/Users/00aa', value: '00aa' }] },
    ],
    ['a bare string', { path: `${enterpriseUserUrn}:manager`, value: '00aa' }],
    ['an object', { path: `${enterpriseUserUrn}:manager`, value: { value: '00aa' } }],
    ['the sub-attribute', { path: `${enterpriseUserUrn}:manager.value`, value: '00aa' }],
  ])('sends the manager as %s', (_case, operation) => {
    const { manager, department } = onUser({ op: 'Add', ...operation })[enterpriseUserUrn] ?? {};
    expect(manager?.value).toBe('00aa');
    expect(department).toBe('Engines');
  });

  it('clears the manager with an empty string', () => {
    const path = `${enterpriseUserUrn}:manager`;
    expect(onUser({ op: 'Add', path, value: 'm' }, { op: 'Replace', path, value: '' })[enterpriseUserUrn]).toEqual({
      department: 'Engines',
    });
  });

  it('adds and removes members by value, and only those', () => {
    const added = onGroup({ op: 'Add', path: 'members', value: [{ $ref: null, value: 'u9' }] });
    expect(added.members).toEqual({ kind: 'delta', add: ['u9'], remove: [] });
    const removed = onGroup({ op: 'Remove', path: 'members', value: [{ $ref: null, value: 'u2' }] });
    expect(removed.members).toEqual({ kind: 'delta', add: [], remove: ['u2'] });
    expect(ids(removed.resource.members)).toEqual(['u1', 'u3']);
  });

  it('removes no member when the list of those to remove is empty', () => {
    expect(onGroup({ op: 'Remove', path: 'members', value: [] }).members).toBeUndefined();
  });
});

describe('entra with aadOptscim062020', () => {
  it('packs dotted and URN keys into one pathless replace', () => {
    const value = {
      displayName: 'Ada L',
      'name.givenName': 'Augusta',
      'name.familyName': 'King',
      'emails[type eq "home"].value': 'a@home.example',
      [`${enterpriseUserUrn}:employeeNumber`]: 'A1',
      [`${enterpriseUserUrn}:manager.value`]: 'm1',
    };
    expect(onUser({ op: 'replace', value })).toEqual({
      ...user,
      displayName: 'Ada L',
      name: { givenName: 'Augusta', familyName: 'King' },
      emails: [...(user.emails ?? []), { type: 'home', value: 'a@home.example' }],
      [enterpriseUserUrn]: { department: 'Engines', employeeNumber: 'A1', manager: { value: 'm1' } },
    });
  });

  it('removes a member by a filter', () => {
    const { members } = onGroup({ op: 'remove', path: 'members[value eq "u1"]' });
    expect(members).toEqual({ kind: 'delta', add: [], remove: ['u1'] });
  });
});

it("microsoft's validator adds attributes with dotted names", () => {
  const value = { title: 'Countess', 'name.formatted': 'Ada King', 'name.givenName': 'Ada' };
  const { title, name } = onUser({ op: 'add', value });
  expect({ title, name }).toEqual({
    title: 'Countess',
    name: { givenName: 'Ada', familyName: 'Byron', formatted: 'Ada King' },
  });
});

describe('okta', () => {
  it('deactivates without a path', () => {
    const { resource, changes } = patch(user, userResourceType, [{ op: 'replace', value: { active: false } }]);
    expect(resource).toEqual({ ...user, active: false });
    expect(changes).toEqual([{ path: 'active', before: true, after: false }]);
  });

  it('sends the id of the group that it renames', () => {
    const { resource, members } = onGroup({ op: 'replace', value: { id: 'g1', displayName: 'Scientists' } });
    expect(resource).toEqual({ ...group, displayName: 'Scientists' });
    expect(members).toBeUndefined();
  });

  it('swaps one member for another', () => {
    const { members, resource } = onGroup(
      { op: 'remove', path: 'members[value eq "u1"]' },
      { op: 'add', path: 'members', value: [{ value: 'u4', display: 'u4@okta.local' }] },
    );
    expect(members).toEqual({ kind: 'delta', add: ['u4'], remove: ['u1'] });
    expect(ids(resource.members)).toEqual(['u2', 'u3', 'u4']);
  });

  it('pushes a whole group, and an empty one', () => {
    const full = onGroup({ op: 'replace', path: 'members', value: [{ value: 'u7', display: 'x' }] });
    expect(full.members).toEqual({ kind: 'replace', add: ['u7'] });
    const empty = onGroup({ op: 'replace', path: 'members', value: [] });
    expect(empty.members).toEqual({ kind: 'replace', add: [] });
    expect(empty.resource.members).toBeUndefined();
  });
});

describe('authentik', () => {
  it('replaces a group with path null, schemas and id', () => {
    const value = { schemas: [groupUrn], id: 'g1', displayName: 'Readers', externalId: 'pk-1' };
    const { resource } = onGroup({ op: 'replace', path: null, value });
    expect(resource).toEqual({ ...group, displayName: 'Readers', externalId: 'pk-1' });
  });

  it('adds and removes single members', () => {
    const { members } = onGroup(
      { op: 'add', path: 'members', value: [{ value: 'u5' }] },
      { op: 'remove', path: 'members', value: [{ value: 'u2' }] },
    );
    expect(members).toEqual({ kind: 'delta', add: ['u5'], remove: ['u2'] });
  });
});

describe('bugs that SCIM servers ship', () => {
  it('keeps the rest of an extension that a pathless value names (7, 8)', () => {
    const value = { [enterpriseUserUrn]: { costCenter: '4130', manager: 'm1' } };
    for (const op of ['add', 'replace']) {
      expect(onUser({ op, value })[enterpriseUserUrn]).toEqual({
        department: 'Engines',
        costCenter: '4130',
        manager: { value: 'm1' },
      });
    }
  });

  it('removes a whole extension by its URN, in any case', () => {
    const { schemas, ...rest } = onUser({ op: 'remove', path: enterpriseUserUrn.toUpperCase() });
    expect(schemas).toEqual([userUrn]);
    expect(enterpriseUserUrn in rest).toBe(false);
  });

  it('keeps the case of a userName and drops attributes that it does not know (13)', () => {
    const { userName, ...rest } = onUser({ op: 'replace', value: { USERNAME: 'Ada@Example.COM', department: 'X' } });
    expect(userName).toBe('Ada@Example.COM');
    expect('department' in rest).toBe(false);
  });

  it('re-adds a member who was removed in the same request (24)', () => {
    const { members, resource } = onGroup(
      { op: 'remove', path: 'members[value eq "u1"]' },
      { op: 'add', path: 'members', value: [{ value: 'u1' }] },
    );
    expect(members).toEqual({ kind: 'delta', add: ['u1'], remove: [] });
    expect(ids(resource.members)).toEqual(['u1', 'u2', 'u3']);
  });

  it('stores externalId (25)', () => {
    expect(onUser({ op: 'add', path: 'externalId', value: 'x-1' }).externalId).toBe('x-1');
  });
});
