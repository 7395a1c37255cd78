import type { LeaverAsset, TargetLeavers } from '@scim-superset/provisioner';
import { describe, expect, it } from 'vitest';
import { renderLeavers } from '../src/render-leavers.ts';

const base: TargetLeavers = {
  target: 'prod',
  policy: 'report',
  checked: 0,
  leavers: [],
  allReportsSeen: true,
  unseen: [],
  obstacles: [],
};

function owning(...assets: readonly LeaverAsset[]): TargetLeavers {
  const ada = { account: { id: 7, username: 'ada' }, userId: undefined, assets };
  return { ...base, checked: 2, leavers: [ada] };
}

const alert: LeaverAsset = {
  kind: 'report',
  id: 1,
  name: 'Stock',
  reportType: 'Alert',
  active: true,
  ownerIds: [7],
  shared: false,
};

describe('a list of leavers', () => {
  it('is one line where nobody owns anything', () => {
    expect(renderLeavers({ ...base, checked: 1 })).toEqual([
      'prod: 1 person has left, 0 own something; the policy is report',
    ]);
  });

  it('counts what each owns, and names what runs', () => {
    const others = (['dashboard', 'chart', 'chart'] as const).map((kind, index): LeaverAsset => {
      return { kind, id: index, name: 'x', ownerIds: [7], shared: false };
    });
    const off = { ...alert, id: 2, active: false };
    expect(renderLeavers(owning(alert, off, { ...alert, id: 3, shared: true }, ...others))).toEqual([
      'prod: 2 people have left, 1 own something; the policy is report',
      'LEAVER  RUNNING  NOT RUNNING  DASHBOARDS  CHARTS  DATASETS',
      'ada     2        1            1           2       0',
      '! alert "Stock" (1) still runs, and nobody active owns it',
      '! alert "Stock" (3) still runs, and is owned by somebody active, too',
    ]);
  });

  it.each([
    [undefined, '~ alert "Stock" (1): would be switched off', '1        0'],
    [{ done: true }, '✔ alert "Stock" (1): switched off', '0        1'],
    [{ done: false, code: 'forbidden', reason: 'No.' }, '✘ alert "Stock" (1) stays as it is: No.', '1        0'],
  ] as const)('says what the policy does, and did: %j', (outcome, line, counts) => {
    const step = { kind: 'switch-off' } as const;
    const text = renderLeavers(owning({ ...alert, step, ...(outcome && { outcome }) })).join('\n');
    expect(text).toContain(line);
    expect(text).toContain(counts);
  });

  it('says what could not be seen or done, and that a target could not be read', () => {
    const [, ...lines] = renderLeavers({ ...base, unseen: ['Charts cannot be seen.'], obstacles: ['No receiver.'] });
    expect(lines).toEqual(['! Charts cannot be seen.', '! No receiver.']);
    expect(renderLeavers({ ...base, failure: 'down' })).toEqual(['prod: could not be read: down']);
  });
});
