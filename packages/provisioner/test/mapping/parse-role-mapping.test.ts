import { describe, expect, it } from 'vitest';
import { parseRoleMapping } from '../../src/index.ts';

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

  it.each<[string, unknown, RegExp]>([
    ['no object', 'grants', /malformed: the file: /],
    ['a misspelt member', { grants: [], groupprefix: 'x' }, /groupprefix/],
    ['a misspelt member of a grant', { grants: [{ name: 'A', roles: ['R'], groups: 'x' }] }, /grants\[0\].*grant "A"/],
    ['two rules', { grants: [{ name: 'A', roles: ['R'], group: 'x', filter: 'title pr' }] }, /grant "A"/],
    ['roles that are no list', { grants: [{ name: 'A', roles: 'R', group: 'x' }] }, /grant "A"/],
    ['an unknown policy', { grants: [], adoption: 'steal' }, /adoption/],
  ])('says where %s is', (_what, json, message) => {
    expect(() => parseRoleMapping(json)).toThrow(message);
  });
});
