import { describe, expect, it } from 'vitest';
import { decide, type OwnerState } from '../../src/leaver/decide.ts';

const receiver = 9;
const alert = { kind: 'report', id: 1, name: 'Stock', active: true, reportType: 'Alert' } as const;

function stepFor(
  owners: readonly OwnerState[],
  policy: 'report' | 'disable-alerts' | 'transfer',
  asset: object = alert,
) {
  const ownerIds = owners.map((_, index) => index + 1);
  return decide({ ...alert, ...asset, ownerIds }, { owners, policy, receiver }).step;
}

describe('report', () => {
  it.each([[['left']], [['left', 'active']]] as const)('leaves everything as it is: %j', (owners) => {
    expect(stepFor(owners, 'report')).toBeUndefined();
  });
});

describe('disable-alerts', () => {
  const off = { kind: 'switch-off' };
  it.each([
    [['left'], off],
    [['left', 'left'], off],
    [['left', 'inactive'], off],
    [['left', 'active'], undefined],
    [['left', 'excluded'], undefined],
    [['excluded'], undefined],
    [['inactive'], undefined],
  ] as const)('of owners %j: %j', (owners, step) => {
    expect(stepFor(owners, 'disable-alerts')).toEqual(step);
  });

  it('has nothing to do with what is off already, and with what does not run at all', () => {
    expect(stepFor(['left'], 'disable-alerts', { active: false })).toBeUndefined();
    expect(stepFor(['left'], 'disable-alerts', { kind: 'chart', active: undefined })).toBeUndefined();
  });
});

describe('transfer', () => {
  it.each([
    [['left'], [9]],
    [['left', 'left'], [9]],
    [['left', 'active'], [2]],
    [
      ['active', 'left', 'active'],
      [1, 3],
    ],
    [['left', 'excluded'], [2]],
    [
      ['left', 'inactive'],
      [2, 9],
    ],
    [['excluded'], undefined],
    [['excluded', 'active'], undefined],
  ] as const)('of owners %j: %j', (owners, ownerIds) => {
    const step = stepFor(owners, 'transfer');
    expect(step).toEqual(ownerIds === undefined ? undefined : { kind: 'transfer', ownerIds });
  });

  it('does nothing without a receiver, even where none would be needed', () => {
    const situation = { owners: ['left', 'active'], policy: 'transfer', receiver: undefined } as const;
    expect(decide({ ...alert, ownerIds: [1, 2] }, situation).step).toBeUndefined();
  });

  it('names a receiver who owns it already once', () => {
    const situation = { owners: ['left', 'inactive'], policy: 'transfer', receiver: 2 } as const;
    expect(decide({ ...alert, ownerIds: [1, 2] }, situation).step).toEqual({ kind: 'transfer', ownerIds: [2] });
  });
});
