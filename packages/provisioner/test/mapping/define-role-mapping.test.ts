import { enterpriseUserUrn } from '@scim-superset/core';
import { describe, expect, it } from 'vitest';
import { defineRoleMapping, ProvisionerError, type RoleMappingInput } from '../../src/index.ts';

const ada = { userName: 'ada', [enterpriseUserUrn]: { department: 'Finance' } };
const sales = { id: '1', displayName: 'Sales', externalId: 'ext-1' };

function problemOf(input: RoleMappingInput): string {
  try {
    defineRoleMapping(input);
  } catch (error) {
    if (ProvisionerError.is(error) && error.code === 'invalid-mapping') return error.message;
    throw error;
  }
  return 'none';
}

describe('defineRoleMapping', () => {
  it('compiles every kind of rule, with the reason for a match', () => {
    const { grants } = defineRoleMapping({
      grants: [
        { name: 'by name', roles: ['A'], group: 'sALES' },
        { name: 'by external id', roles: ['A'], group: { externalId: 'ext-1' } },
        { name: 'by id', roles: ['A'], group: { id: '1' } },
        { name: 'by filter', roles: ['A'], filter: `${enterpriseUserUrn}:department eq "finance"` },
        { name: 'by code', roles: ['A'], when: (user, groups) => user.userName === 'ada' && groups.length === 1 },
        { name: 'not', roles: ['A'], group: { externalId: 'EXT-1' } },
      ],
    });
    expect(grants.map((grant) => grant.match(ada, [sales])?.kind)).toEqual([
      'group',
      'group',
      'group',
      'filter',
      'when',
      undefined,
    ]);
    expect(grants[0]?.match(ada, [sales])).toEqual({ kind: 'group', group: sales });
  });

  it.each<[string, RoleMappingInput, RegExp]>([
    ['a grant without roles', { grants: [{ name: 'Empty', roles: [], group: 'x' }] }, /"Empty" gives no role/],
    [
      'two grants of one name',
      {
        grants: [
          { name: 'One', roles: ['A'], group: 'x' },
          { name: 'ONE', roles: ['B'], group: 'y' },
        ],
      },
      /Two grants are named "ONE"/,
    ],
    [
      'a filter that does not parse',
      { grants: [{ name: 'Odd', roles: ['A'], filter: 'title eq' }] },
      /filter of grant "Odd"/,
    ],
    [
      'a filter on an unknown attribute',
      { grants: [{ name: 'Odd', roles: ['A'], filter: 'shoeSize eq 4' }] },
      /grant "Odd".*shoeSize/,
    ],
    ['an empty group', { grants: [{ name: 'Void', roles: ['A'], group: ' ' }] }, /group of grant "Void" has no name/],
    [
      'a name longer than a Superset group',
      { grants: [{ name: 'n'.repeat(95), roles: ['A'], group: 'x' }] },
      /longer than the 94/,
    ],
    [
      'a role longer than Superset has room for',
      { grants: [{ name: 'R', roles: ['r'.repeat(65)], group: 'x' }] },
      /longer than the 64/,
    ],
    [
      'the base role as a grant',
      { grants: [{ name: 'B', roles: ['SCIM Base'], group: 'x' }] },
      /"B" gives the base role/,
    ],
    ['a scope without rule', { grants: [], scope: {} as never }, /the scope must be said.*none/],
    ['a scope that does not parse', { grants: [], scope: { filter: 'x' } }, /filter of the scope is not usable/],
    ['a blank prefix', { grants: [], groupPrefix: ' ' }, /groupPrefix must not be empty/],
  ])('refuses %s', (_what, input, message) => {
    expect(problemOf(input)).toMatch(message);
  });

  it('refuses a grant without rule, or with two, whatever the types say', () => {
    const none = { name: 'None', roles: ['A'] } as unknown as RoleMappingInput['grants'][number];
    const both = {
      ...none,
      name: 'Both',
      group: 'x',
      filter: 'title pr',
    } as unknown as RoleMappingInput['grants'][number];
    expect(problemOf({ grants: [none] })).toMatch(/grant "None" must be said.*it has none/);
    expect(problemOf({ grants: [both] })).toMatch(/grant "Both" must be said.*more than one/);
  });

  it('names the grant whose code threw', () => {
    const { grants } = defineRoleMapping({
      grants: [{ name: 'Rash', roles: ['A'], when: ({ title }) => (title as string).length > 0 }],
    });
    expect(() => grants[0]?.match({ userName: 'bob' }, [])).toThrow(/"when" of grant "Rash" threw for user bob/);
  });

  it('has another fingerprint when anything that matters differs, the code of a rule included', () => {
    const base: RoleMappingInput = { grants: [{ name: 'A', roles: ['R', 'S'], when: () => true }] };
    const fingerprint = (input: RoleMappingInput) => defineRoleMapping(input).fingerprint;
    expect(fingerprint({ grants: [{ name: 'A', roles: ['S', 'R'], when: () => true }] })).toBe(fingerprint(base));
    const others: RoleMappingInput[] = [
      { grants: [{ name: 'A', roles: ['R', 'S'], when: () => false }] },
      { grants: [{ name: 'A', roles: ['R'], when: () => true }] },
      { ...base, adoption: 'report' },
      { ...base, protectedAccounts: ['root'] },
      { ...base, accountsFor: 'granted' },
      { ...base, scope: { when: () => true } },
      { ...base, scope: { when: () => false } },
      { ...base, version: '2' },
    ];
    expect(new Set([base, ...others].map(fingerprint)).size).toBe(others.length + 1);
  });
});
