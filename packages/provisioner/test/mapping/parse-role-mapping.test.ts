import { describe, expect, it } from 'vitest';
import { parseMappingOverrides, parseRoleMapping } from '../../src/index.ts';

describe('parseRoleMapping', () => {
  it('reads what a YAML or JSON file holds', () => {
    const mapping = parseRoleMapping({
      grants: [
        { name: 'Admins', roles: ['Admin'], group: 'Superset Admins' },
        { name: 'Sales', roles: ['Gamma'], group: { externalId: '42' } },
        { name: 'Finance', roles: ['Gamma'], filter: 'title eq "Finance"' },
      ],
      adoption: 'refuse',
      protectedAccounts: ['Break-Glass'],
    });
    expect(mapping.grants.map(({ rule }) => rule.kind)).toEqual(['group', 'group', 'filter']);
    expect(mapping).toMatchObject({ adoption: 'refuse', baseRole: 'SCIM Base', groupPrefix: 'scim: ' });
    expect([...mapping.protectedAccounts]).toEqual(['break-glass']);
  });

  it('reads what a target has otherwise', () => {
    const overrides = {
      grants: {
        Admins: false,
        Sales: { roles: ['Alpha'] },
        Testers: { roles: ['Gamma'], filter: 'title eq "Tester"' },
      },
      scope: { group: { externalId: '42' } },
      accountsFor: 'granted',
    };
    expect(parseMappingOverrides(overrides, 'staging')).toEqual(overrides);
    const misspelt = { grants: { Sales: { role: ['Alpha'] } } };
    expect(() => parseMappingOverrides(misspelt, 'staging')).toThrow(/"staging" are malformed: grants\.Sales: must be/);
  });

  it.each<[string, unknown, RegExp]>([
    ['no object', 'grants', /malformed: top level: /],
    ['a misspelt member', { grants: [], groupprefix: 'x' }, /groupprefix/],
    ['a misspelt member of a grant', { grants: [{ name: 'A', roles: ['R'], groups: 'x' }] }, /grants\[0\].*grant "A"/],
    ['two rules', { grants: [{ name: 'A', roles: ['R'], group: 'x', filter: 'title pr' }] }, /grant "A".*exactly one/],
    ['no rule', { grants: [{ name: 'A', roles: ['R'] }] }, /grant "A".*exactly one/],
    ['a scope without rule', { grants: [], scope: {} }, /scope.*exactly one/],
    ['roles that are no list', { grants: [{ name: 'A', roles: 'R', group: 'x' }] }, /grant "A"/],
    ['an unknown policy', { grants: [], adoption: 'steal' }, /adoption/],
  ])('says where %s is', (_what, json, message) => {
    expect(() => parseRoleMapping(json)).toThrow(message);
  });
});
