import type { Explanation, RolePath, TargetExplanation } from '@scim-superset/provisioner';
import { expect, it } from 'vitest';
import { renderExplanation } from '../src/render-explanation.ts';

const target: TargetExplanation = {
  target: 'prod',
  grants: [{ name: 'Sales', reason: { kind: 'when' } }],
  account: { id: 7, username: 'ada', active: true },
  roles: [],
  missingRoles: [],
  differences: [],
  failure: undefined,
};

function render(changes: Partial<TargetExplanation>): string[] {
  const explanation: Explanation = {
    user: { id: '1', userName: 'ada', active: true },
    targets: [{ ...target, ...changes }],
  };
  return renderExplanation(explanation).slice(2);
}

const group: RolePath = { kind: 'group', group: 'Friends', ours: false, changedBy: undefined };

it.each<[RolePath, string]>([
  [
    {
      kind: 'grant',
      grant: 'Sales',
      reason: { kind: 'filter', filter: 'title pr' },
      since: '2026-01-02T00:00:00.000Z',
    },
    'grant "Sales"  ← matches title pr  since 2026-01-02T00:00:00.000Z',
  ],
  [{ kind: 'base' }, 'the base role, which everybody has'],
  [
    { kind: 'direct', changedBy: 'eve', changedOn: '2026-01-02T03:04:05' },
    "not the provisioner's; the account was last edited by eve at 2026-01-02T03:04:05 by Superset's clock",
  ],
  [
    group,
    'the Superset group "Friends", which is not the provisioner\'s; Superset does not know who put the account there',
  ],
  [
    { ...group, ours: true, changedBy: 'eve' },
    'the provisioner\'s group "Friends", whose grant this user does not have; the account was last edited by eve',
  ],
])('says how a role comes: %j', (path, text) => {
  expect(render({ roles: [{ role: 'Gamma', paths: [path] }] })).toEqual([
    'prod: the grant "Sales"; account 7 "ada", active',
    `  Gamma  ← ${text}`,
  ]);
});

it('says what the user lacks because a role is not there', () => {
  expect(render({ missingRoles: [{ grant: 'Sales', role: 'Gama' }] }).slice(1)).toEqual([
    '  ! the grant "Sales" gives the role "Gama", which this Superset does not have',
  ]);
});
