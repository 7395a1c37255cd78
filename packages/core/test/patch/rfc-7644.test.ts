import {
  enterpriseUserUrn,
  type Group,
  groupResourceType,
  groupUrn,
  strictQuirks,
  type User,
  userResourceType,
  userUrn,
} from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { patch, patchOp, refusalOf } from './patch-request.ts';

const group: Group = {
  schemas: [groupUrn],
  displayName: 'Engineers',
  members: [{ value: '2819c223' }, { value: 'x1' }],
};
const user: User = {
  schemas: [userUrn],
  id: '2819c223',
  userName: 'bjensen',
  name: { givenName: 'Barbara', familyName: 'Jensen' },
  emails: [
    { value: 'bjensen@example.com', type: 'work', primary: true },
    { value: 'babs@jensen.org', type: 'home' },
  ],
  addresses: [
    { type: 'work', streetAddress: '1 Old Road', locality: 'Hollywood' },
    { type: 'home', streetAddress: '2 Elm Street', primary: true },
  ],
};
// The whole suite holds without any leniency.
const strict = { quirks: strictQuirks };
const onUser = (...operations: readonly unknown[]) => patch(user, userResourceType, operations, strict);
const onGroup = (...operations: readonly unknown[]) => patch(group, groupResourceType, operations, strict);

describe('the examples of RFC 7644 §3.5.2', () => {
  it('adds a member', () => {
    const value = [{ display: 'Babs Jensen', $ref: 'https://example.com/v2/Users/x2', value: 'x2' }];
    const result = onGroup({ op: 'add', path: 'members', value });
    expect(result.members).toEqual({ kind: 'delta', add: ['x2'], remove: [] });
    expect(result.resource.members).toEqual([...(group.members ?? []), ...value]);
  });

  it('adds several attributes without a path', () => {
    const value = { emails: [{ value: 'babs@work.example', type: 'other' }], nickname: 'Babs' };
    const { resource, changes } = onUser({ op: 'add', value });
    expect(resource).toEqual({ ...user, emails: [...(user.emails ?? []), value.emails[0]], nickName: 'Babs' });
    expect(changes.map(({ path }) => path)).toEqual(['nickName', 'emails']);
  });

  it('removes a member, all members, and one member for another', () => {
    const one = onGroup({ op: 'remove', path: 'members[value eq "2819c223"]' });
    expect(one.members).toEqual({ kind: 'delta', add: [], remove: ['2819c223'] });
    expect(one.resource.members).toEqual([{ value: 'x1' }]);

    const all = onGroup({ op: 'remove', path: 'members' });
    expect(all.members).toEqual({ kind: 'replace', add: [] });
    expect('members' in all.resource).toBe(false);

    // The RFC's example has no space between `eq` and the value; the grammar wants one.
    const swap = onGroup(
      { op: 'remove', path: 'members[value eq "2819c223"]' },
      { op: 'add', path: 'members', value: [{ value: '08e1d05d' }] },
    );
    expect(swap.members).toEqual({ kind: 'delta', add: ['08e1d05d'], remove: ['2819c223'] });
    expect(swap.resource.members?.map((member) => member.value)).toEqual(['x1', '08e1d05d']);
  });

  it('removes values selected by two conditions', () => {
    const { resource } = onUser({ op: 'remove', path: 'emails[type eq "work" and value ew "example.com"]' });
    expect(resource.emails).toEqual([{ value: 'babs@jensen.org', type: 'home' }]);
  });

  it('replaces all members', () => {
    const value = [{ value: 'a', display: 'A' }, { value: 'b' }];
    for (const operations of [
      [
        { op: 'remove', path: 'members' },
        { op: 'add', path: 'members', value },
      ],
      [{ op: 'replace', path: 'members', value }],
    ]) {
      const result = onGroup(...operations);
      expect(result.members).toEqual({ kind: 'replace', add: ['a', 'b'] });
      expect(result.resource.members).toEqual(value);
    }
  });

  it('replaces the whole work address and makes it the primary one', () => {
    const value = { type: 'work', streetAddress: '911 Universal City Plaza', country: 'US', primary: true };
    const { resource } = onUser({ op: 'replace', path: 'addresses[type eq "work"]', value });
    expect(resource.addresses).toEqual([value, { type: 'home', streetAddress: '2 Elm Street', primary: false }]);
  });

  it('replaces one sub-attribute of the work address', () => {
    const { resource } = onUser({
      op: 'replace',
      path: 'addresses[type eq "work"].streetAddress',
      value: '1010 Broadway Ave',
    });
    expect(resource.addresses?.[0]).toEqual({
      type: 'work',
      streetAddress: '1010 Broadway Ave',
      locality: 'Hollywood',
    });
  });

  it('replaces every value without a path', () => {
    const emails = [{ value: 'bjensen@example.com', type: 'work', primary: true }, { value: 'b@jensen.org' }];
    const { resource } = onUser({ op: 'replace', value: { emails, nickName: 'Babs' } });
    expect(resource).toEqual({ ...user, emails, nickName: 'Babs' });
  });

  it('adds the URN of an extension whose attribute is set, and takes it away with the last one', () => {
    const path = `${enterpriseUserUrn}:employeeNumber`;
    const added = onUser({ op: 'add', path, value: '701984' }).resource;
    expect(added.schemas).toEqual([userUrn, enterpriseUserUrn]);
    expect(added[enterpriseUserUrn]).toEqual({ employeeNumber: '701984' });
    const removed = patch(added, userResourceType, [{ op: 'remove', path }], strict).resource;
    expect(removed).toEqual(user);
  });
});

describe('RFC 7644 §3.5.2.1 add', () => {
  it.each([
    ['a value that is there', { op: 'add', path: 'userName', value: 'bjensen' }],
    ['an e-mail that is there', { op: 'add', path: 'emails', value: [{ type: 'home', value: 'babs@jensen.org' }] }],
    ['nothing', { op: 'add', path: 'emails', value: [] }],
    ['what is undefined in JavaScript', { op: 'replace', value: { name: undefined } }],
    ['a sub-attribute that is there', { op: 'add', path: 'name', value: { givenName: 'Barbara' } }],
    ['an attribute to remove that has no value', { op: 'remove', path: 'title' }],
  ])('changes nothing for %s', (_case, operation) => {
    const { resource, changes } = onUser(operation);
    expect(changes).toEqual([]);
    expect(resource).toEqual(user);
  });

  it('merges into a complex attribute, replaces a single value and appends to a list', () => {
    const { resource } = onUser(
      { op: 'add', path: 'name', value: { familyName: 'Smith', honorificPrefix: 'Ms.' } },
      { op: 'add', path: 'userName', value: 'bsmith' },
      { op: 'add', path: 'emails', value: [{ value: 'c@example.com' }] },
    );
    expect(resource.name).toEqual({ givenName: 'Barbara', familyName: 'Smith', honorificPrefix: 'Ms.' });
    expect(resource.userName).toBe('bsmith');
    expect(resource.emails).toHaveLength(3);
  });

  it('merges a value with the same value and type instead of listing it twice (RFC 7643 §2.4)', () => {
    const value = [{ value: 'babs@jensen.org', type: 'home', primary: true }];
    const { resource } = onUser({ op: 'add', path: 'emails', value });
    expect(resource.emails).toEqual([
      { value: 'bjensen@example.com', type: 'work', primary: false },
      { value: 'babs@jensen.org', type: 'home', primary: true },
    ]);
  });
});

describe('RFC 7644 §3.5.2.2 remove', () => {
  it('leaves an attribute unassigned when its last value goes', () => {
    const { resource } = onUser(
      { op: 'remove', path: 'emails[value pr]' },
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: 'name.familyName' },
    );
    expect(Object.keys(resource)).toEqual(['schemas', 'id', 'userName', 'addresses']);
  });

  it('removes a sub-attribute of the selected and of all values', () => {
    const { resource } = onUser(
      { op: 'remove', path: 'emails[type eq "work"].primary' },
      { op: 'remove', path: 'emails.type' },
    );
    expect(resource.emails).toEqual([{ value: 'bjensen@example.com' }, { value: 'babs@jensen.org' }]);
  });

  it.each([
    ['no path', { op: 'remove' }, '400 noTarget'],
    ['a required attribute', { op: 'remove', path: 'userName' }, '400 mutability'],
    ['a read-only attribute', { op: 'remove', path: 'id' }, '400 mutability'],
    ['a filter that matches nothing', { op: 'remove', path: 'emails[type eq "other"]' }, '400 noTarget'],
    ['schemas', { op: 'remove', path: 'schemas' }, '400 mutability'],
    ['a value besides the path', { op: 'remove', path: 'emails', value: [{ value: 'x' }] }, '400 invalidValue'],
  ])('refuses %s', (_case, operation, expected) => {
    expect(refusalOf(() => onUser(operation))).toContain(expected);
  });

  it('succeeds for somebody who is no member', () => {
    const { resource } = onGroup({ op: 'remove', path: 'members[value eq "stranger"]' });
    expect(resource).toEqual(group);
  });
});

describe('RFC 7644 §3.5.2.3 replace', () => {
  it('leaves sub-attributes that are not given as they are, and clears those that are null', () => {
    const { resource } = onUser({ op: 'replace', path: 'name', value: { familyName: 'Smith', givenName: null } });
    expect(resource.name).toEqual({ familyName: 'Smith' });
  });

  it('adds what does not exist', () => {
    const { resource } = onUser({ op: 'replace', path: 'title', value: 'Tour guide' });
    expect(resource.title).toBe('Tour guide');
  });

  it('replaces a sub-attribute of every value that matches', () => {
    const { resource } = onUser({ op: 'replace', path: 'emails[value pr].display', value: 'Babs' });
    expect(resource.emails?.map(({ display }) => display)).toEqual(['Babs', 'Babs']);
  });

  it('evaluates or, not and parentheses in a filter', () => {
    const path = 'emails[not (type eq "home") and (value co "bjensen" or value co "nobody")].display';
    const { resource } = onUser({ op: 'replace', path, value: 'B' });
    expect(resource.emails?.map(({ display }) => display)).toEqual(['B', undefined]);
  });

  it.each([[null], [[]]])('clears an attribute by %j (RFC 7643 §2.5)', (value) => {
    expect('emails' in onUser({ op: 'replace', path: 'emails', value }).resource).toBe(false);
  });

  it('fails with noTarget when the filter matches nothing', () => {
    const path = 'emails[type eq "other"].value';
    expect(refusalOf(() => onUser({ op: 'replace', path, value: 'x@example.com' }))).toContain('400 noTarget');
  });
});

describe('what a PATCH must not do', () => {
  it.each([
    ['an unknown attribute', { op: 'add', path: 'shoeSize', value: 1 }, '400 invalidPath'],
    ['an unknown sub-attribute', { op: 'add', path: 'name.nick', value: 'x' }, '400 invalidPath'],
    ['an unknown sub-attribute after a filter', { op: 'add', path: 'emails[type pr].x', value: 1 }, '400 invalidPath'],
    ['an unfinished filter', { op: 'add', path: 'emails[type eq', value: 1 }, '400 invalid'],
    ['a filter on a single value', { op: 'add', path: 'name[givenName pr]', value: {} }, '400 invalidPath'],
    ['a path that is no string', { op: 'add', path: 7, value: 1 }, '400 invalidPath'],
    ['an unknown operation', { op: 'move', path: 'title', value: 'x' }, '400 invalidSyntax'],
    ['an operation that is no object', 'add', '400 invalidSyntax'],
    ['a missing value', { op: 'add', path: 'title' }, '400 invalidValue'],
    ['a number for a string', { op: 'add', path: 'title', value: 7 }, '400 invalidValue'],
    ['a string for a boolean', { op: 'add', path: 'active', value: 'False' }, '400 invalidValue'],
    ['a single value for a list', { op: 'add', path: 'emails', value: { value: 'x' } }, '400 invalidValue'],
    ['two primary values', { op: 'replace', path: 'emails[value pr].primary', value: true }, '400 invalidValue'],
    ['an empty required attribute', { op: 'replace', path: 'userName', value: '' }, '400 invalidValue'],
    ['a null required attribute', { op: 'replace', path: 'userName', value: null }, '400 invalidValue'],
    ['a read-only attribute', { op: 'replace', path: 'id', value: 'x' }, '400 mutability'],
    ['a read-only attribute without path', { op: 'replace', value: { id: 'x' } }, '400 mutability'],
    ['an unknown attribute without path', { op: 'replace', value: { shoeSize: 7 } }, '400 invalidPath'],
    ['a pathless value that is no object', { op: 'replace', value: 'x' }, '400 invalidValue'],
    ['an unknown schema', { op: 'add', path: 'schemas', value: ['urn:x'] }, '400 invalidValue'],
  ])('refuses %s', (_case, operation, expected) => {
    expect(refusalOf(() => onUser(operation))).toContain(expected);
  });

  it.each([
    ['no schemas', { Operations: [{ op: 'add', path: 'title', value: 'x' }] }],
    ['another schema', { ...patchOp({ op: 'add', path: 'title', value: 'x' }), schemas: [userUrn] }],
    ['no operation', patchOp()],
    ['no Operations', { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }],
  ])('refuses a message with %s', async (_case, message) => {
    const { applyPatch } = await import('@scim-superset/core');
    expect(refusalOf(() => applyPatch(user, message, userResourceType))).toContain('400 invalidSyntax');
  });

  it('applies nothing when the last operation fails', () => {
    expect(refusalOf(() => onUser({ op: 'add', path: 'title', value: 'x' }, { op: 'remove', path: 'userName' }))).toBe(
      '400 mutability: Attribute "userName" is required and cannot be removed',
    );
    expect('title' in user).toBe(false);
  });
});
