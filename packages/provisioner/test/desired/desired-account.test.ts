import type { User } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { accountEmail, accountProfile } from '../../src/desired/account-profile.ts';
import { desiredAccount } from '../../src/desired/desired-account.ts';
import { defineRoleMapping } from '../../src/index.ts';

const mapping = defineRoleMapping({
  grants: [
    { name: 'Sales', roles: ['Gamma'], group: 'Sales' },
    { name: 'Titled', roles: ['Alpha'], filter: 'title pr' },
  ],
});
const sales = { id: '7', displayName: 'Sales' };

describe('desiredAccount', () => {
  it('lists grants in the order of the mapping, each with its reason', () => {
    const { grants } = desiredAccount({ userName: 'ada', title: 'Dr' }, [sales], mapping);
    expect(grants).toEqual([
      { name: 'Sales', reason: { kind: 'group', group: sales } },
      { name: 'Titled', reason: { kind: 'filter', filter: 'title pr' } },
    ]);
  });

  it('gives an inactive user nothing, and takes an absent `active` for true', () => {
    expect(desiredAccount({ userName: 'ada', active: false, title: 'Dr' }, [sales], mapping)).toMatchObject({
      active: false,
      grants: [],
    });
    expect(desiredAccount({ userName: 'ada' }, [], mapping).active).toBe(true);
  });
});

describe('accountProfile', () => {
  it.each<[string, Omit<User, 'userName'>, string, string]>([
    ['both names', { name: { givenName: 'Ada', familyName: 'Lovelace' }, displayName: 'Countess' }, 'Ada', 'Lovelace'],
    ['a display name', { displayName: 'Augusta Ada Lovelace' }, 'Augusta Ada', 'Lovelace'],
    ['a formatted name', { name: { formatted: 'Ada Lovelace' } }, 'Ada', 'Lovelace'],
    ['one word', { displayName: 'Ada' }, 'Ada', '-'],
    ['a family name only', { name: { familyName: 'Lovelace' }, displayName: 'Ada Lovelace' }, 'Ada', 'Lovelace'],
    ['a given name only', { name: { givenName: 'Ada' }, displayName: 'Ada Lovelace' }, 'Ada', 'Lovelace'],
    ['blank names', { name: { givenName: ' ', familyName: '' } }, 'ada', '-'],
    [
      'names beyond the column, by characters',
      { displayName: `${'𝒜'.repeat(70)} ${'b'.repeat(70)}` },
      '𝒜'.repeat(64),
      'b'.repeat(64),
    ],
  ])('makes first and last name of %s', (_what, user, firstName, lastName) => {
    expect(accountProfile({ ...user, userName: 'ada' })).toMatchObject({ username: 'ada', firstName, lastName });
  });

  it.each<[string, User['emails'], string | undefined]>([
    [
      'the primary address',
      [
        { value: 'a@x', type: 'work' },
        { value: 'b@x', primary: true },
      ],
      'b@x',
    ],
    [
      'else that of work',
      [
        { value: 'a@x', type: 'home' },
        { value: 'b@x', type: 'Work' },
      ],
      'b@x',
    ],
    ['else the first', [{ value: 'a@x' }, { value: 'b@x' }], 'a@x'],
    ['none that is blank', [{ value: ' ', primary: true }, { type: 'work' }], undefined],
    ['none', undefined, undefined],
  ])('takes %s', (_what, emails, expected) => {
    expect(accountEmail({ userName: 'ada', ...(emails && { emails }) })).toBe(expected);
  });
});
