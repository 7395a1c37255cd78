import { applyPatch, type Group, groupResourceType, groupUrn, patchNeedsMembers } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { patch, patchOp, refusalOf } from './patch-request.ts';

const group: Group = {
  schemas: [groupUrn],
  displayName: 'Analysts',
  members: [
    { value: 'u1', display: 'Ada', type: 'User' },
    { value: 'u2', display: 'Bob', type: 'User' },
    { value: 'g2', display: 'Nested', type: 'Group' },
  ],
};
const onGroup = (...operations: readonly unknown[]) => patch(group, groupResourceType, operations);
const members = (...values: readonly string[]) => values.map((value) => ({ value }));

describe('the delta', () => {
  it.each([
    ['add then remove', [add('n'), remove('n')], { kind: 'delta', add: [], remove: ['n'] }],
    ['remove then add', [remove('u1'), add('u1')], { kind: 'delta', add: ['u1'], remove: [] }],
    ['the same member twice', [add('n', 'n'), add('n')], { kind: 'delta', add: ['n'], remove: [] }],
    ['replace then add and remove', [replace('a', 'b'), add('c'), remove('a')], { kind: 'replace', add: ['b', 'c'] }],
    ['add then replace', [add('a'), replace('b')], { kind: 'replace', add: ['b'] }],
    ['remove all then add', [{ op: 'remove', path: 'members' }, add('a')], { kind: 'replace', add: ['a'] }],
    ['replace by null', [{ op: 'replace', path: 'members', value: null }], { kind: 'replace', add: [] }],
    ['nothing', [add()], undefined],
    ['pathless', [{ op: 'add', value: { members: members('p') } }], { kind: 'delta', add: ['p'], remove: [] }],
    [
      'or',
      [{ op: 'remove', path: 'members[value eq "u1" or VALUE EQ "u2"]' }],
      { kind: 'delta', add: [], remove: ['u1', 'u2'] },
    ],
    [
      'a filter on display',
      [{ op: 'remove', path: 'members[display sw "B"]' }],
      { kind: 'delta', add: [], remove: ['u2'] },
    ],
    ['not', [{ op: 'remove', path: 'members[not (type eq "User")]' }], { kind: 'delta', add: [], remove: ['g2'] }],
    [
      'a filter after an add',
      [add('u9'), { op: 'remove', path: 'members[not (value pr and display pr)]' }],
      { kind: 'delta', add: [], remove: ['u9'] },
    ],
    [
      'replace of one',
      [{ op: 'replace', path: 'members[value eq "u1"]', value: { value: 'u5' } }],
      { kind: 'delta', add: ['u5'], remove: ['u1'] },
    ],
  ])('of %s', (_case, operations, expected) => {
    const { members: delta, changes } = onGroup(...operations);
    expect(delta).toEqual(expected);
    expect(changes).toEqual([]);
  });

  it('leads to the same members as the list in the result', () => {
    const { members: delta, resource } = onGroup(add('u3', 'u1'), remove('u2', 'stranger'), add('u4'));
    expect(delta).toEqual({ kind: 'delta', add: ['u3', 'u1', 'u4'], remove: ['u2', 'stranger'] });
    expect(resource.members).toEqual([group.members?.[0], group.members?.[2], { value: 'u3' }, { value: 'u4' }]);
  });

  it.each([
    ['a member without value', add(''), 'invalidValue'],
    ['a member that is a string', { op: 'add', path: 'members', value: ['u1'] }, 'invalidValue'],
    ['a sub-attribute', { op: 'replace', path: 'members[value eq "u1"].display', value: 'x' }, 'mutability'],
    ['add with a filter', { op: 'add', path: 'members[value eq "u1"]', value: { value: 'u1' } }, 'invalidPath'],
    ['replace of nobody', { op: 'replace', path: 'members[value eq "no"]', value: { value: 'u1' } }, 'noTarget'],
  ])('refuses %s', (_case, operation, expected) => {
    expect(refusalOf(() => onGroup(operation))).toContain(expected);
  });
});

describe('the members of the result', () => {
  it('are a plain value to JSON, spread, structuredClone and assignment', () => {
    const expected = [...(group.members ?? []), { value: 'n' }];
    expect(JSON.parse(JSON.stringify(onGroup(add('n')).resource)).members).toEqual(expected);
    expect({ ...onGroup(add('n')).resource }.members).toEqual(expected);
    expect(structuredClone(onGroup(add('n')).resource).members).toEqual(expected);
    const { resource } = onGroup(add('n'));
    Object.assign(resource, { members: [] });
    expect(resource.members).toEqual([]);
  });

  it('share nothing with the group, and are the same at every look', () => {
    const { resource } = applyPatch(group, patchOp(add('n')), groupResourceType);
    expect(resource.members).toBe(resource.members);
    expect(resource.members?.[0]).not.toBe(group.members?.[0]);
  });

  it('are not looked at for an operation by id', () => {
    const untouchable = new Proxy([...(group.members ?? [])], {
      get(target, key) {
        if (key === 'length') return target.length;
        throw new Error(`read ${String(key)}`);
      },
    });
    const large = { ...group, members: untouchable };
    const operations = [add('n'), remove('u1'), { op: 'replace', path: 'displayName', value: 'X' }];
    const { members: delta } = applyPatch(large, patchOp(...operations), groupResourceType);
    expect(delta).toEqual({ kind: 'delta', add: ['n'], remove: ['u1'] });
  });

  it('are absent when a replaced list is emptied again', () => {
    expect('members' in onGroup(replace('a'), remove('a')).resource).toBe(false);
  });

  it('are left out where they are kept elsewhere', () => {
    const { members: _members, ...stored } = group;
    const result = patch(stored as Group, groupResourceType, [add('n')], { membership: 'separate' });
    expect(result.resource).toEqual(stored);
    expect(result.members).toEqual({ kind: 'delta', add: ['n'], remove: [] });
  });
});

describe('patchNeedsMembers', () => {
  it.each([
    [false, [add('a'), remove('b'), replace('c'), { op: 'remove', path: 'members' }]],
    [false, [{ op: 'remove', path: 'members[value eq "a"]' }]],
    [false, [{ op: 'replace', value: { displayName: 'x', members: members('a') } }]],
    [true, [add('a'), { op: 'remove', path: 'members[display eq "a"]' }]],
    [true, [{ op: 'replace', path: 'members[value eq "a"]', value: { value: 'b' } }]],
    [true, [{ op: 'add', value: { 'members[type eq "User"]': {} } }]],
  ])('is %s', (expected, operations) => {
    expect(patchNeedsMembers(patchOp(...operations), groupResourceType)).toBe(expected);
  });
});

function add(...values: readonly string[]) {
  return { op: 'add', path: 'members', value: members(...values) };
}

function remove(...values: readonly string[]) {
  return { op: 'remove', path: 'members', value: members(...values) };
}

function replace(...values: readonly string[]) {
  return { op: 'replace', path: 'members', value: members(...values) };
}
