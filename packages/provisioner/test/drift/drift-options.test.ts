import { describe, expect, it } from 'vitest';
import { checkDriftOptions, type DriftOptions, driftKinds, repairableKinds } from '../../src/drift/drift-options.ts';
import { compileIgnoreRules, type IgnoreRule } from '../../src/drift/ignore-rule.ts';
import type { DriftItem } from '../../src/index.ts';

const because = { reason: 'agreed', until: '2027-01-31' };

it.each<[string, object, RegExp]>([
  ['no time between checks', { everyMs: 0 }, /drift\.everyMs/],
  ['a time that timers cannot keep', { fullEveryMs: 2 ** 31 }, /drift\.fullEveryMs/],
  ['what is no number', { everyMs: Number.NaN }, /drift\.everyMs/],
  ['an unknown kind to repair', { selfHeal: { 'extra-rolle': 'repair' } }, /extra-rolle: no such kind.*extra-role/],
  ['a kind that nothing puts right', { selfHeal: { 'unmanaged-account': 'repair' } }, /unmanaged-account/],
  ['another policy', { selfHeal: { 'extra-role': 'delete' } }, /must be report or repair/],
  [
    'no reason',
    { ignore: [{ kind: 'extra-role', reason: ' ', until: '2027-01-31' }] },
    /drift\.ignore\[0\]: say the reason/,
  ],
  ['nothing to ignore', { ignore: [{ ...because }] }, /drift\.ignore\[0\]: say what to ignore/],
  ['no day', { ignore: [{ ...because, kind: 'extra-role', until: 'soon' }] }, /drift\.ignore\[0\]: "until"/],
  ['a day that no month has', { ignore: [{ ...because, role: 'X', until: '2027-02-31' }] }, /"until" must be a day/],
  ['an unknown kind to ignore', { ignore: [{ ...because, kind: 'extra' }] }, /there is no kind "extra"/],
  ['an unknown target', { ignore: [{ ...because, target: 'staging' }] }, /no target "staging"; there are prod, test/],
])('refuses %s', (_title, options, message) => {
  const check = () => checkDriftOptions(options as DriftOptions, ['prod', 'test']);
  expect(check).toThrow(message);
  expect(check).toThrow(expect.objectContaining({ code: 'invalid-option' }));
});

it('repairs nothing unless told to, and knows every kind once', () => {
  const settings = checkDriftOptions({ selfHeal: { activate: 'repair', create: 'report' } }, ['prod']);
  expect(driftKinds.filter(settings.isRepaired)).toEqual(['activate']);
  expect(new Set(driftKinds).size).toBe(driftKinds.length);
  expect(driftKinds).toEqual(expect.arrayContaining([...repairableKinds]));
});

const user = { id: 'id-1', userName: 'Ada@Example.com' };
const item = { action: 'report', text: '', account: { id: 7, username: 'ada.l' } } as const;
const extraRole: DriftItem = { ...item, kind: 'extra-role', role: 'Sales (EU)', user };
const foreignGroup: DriftItem = { ...item, kind: 'foreign-group', group: 'Friends', roles: ['Admin', 'Gamma'] };
const unmanaged: DriftItem = { ...item, kind: 'unmanaged-account', roles: [] };
const expired: DriftItem = { action: 'report', text: '', kind: 'ignore-expired', ...because };

describe('an ignore rule', () => {
  it.each<[Partial<IgnoreRule>, DriftItem, boolean]>([
    [{ kind: 'extra-role' }, extraRole, true],
    [{ kind: 'extra-grant' }, extraRole, false],
    [{ target: 'PROD' }, extraRole, true],
    [{ target: 'p*' }, extraRole, true],
    [{ target: 'staging' }, extraRole, false],
    [{ user: 'ada@example.com' }, extraRole, true],
    [{ user: 'id-1' }, extraRole, true],
    [{ user: '*@example.com' }, extraRole, true],
    [{ user: '*@example.com' }, unmanaged, false],
    [{ user: 'ada@exampleXcom' }, extraRole, false],
    [{ account: 'ada.*' }, unmanaged, true],
    [{ account: 'adaXl' }, unmanaged, false],
    [{ role: 'sales (eu)' }, extraRole, true],
    [{ role: '*' }, extraRole, true],
    [{ role: '*' }, unmanaged, false],
    [{ role: 'Gamma' }, foreignGroup, false],
    [{ role: '*m*' }, foreignGroup, true],
    [{ group: 'friends' }, foreignGroup, true],
    [{ group: 'friends' }, extraRole, false],
    [{ group: 'friends', role: 'Gamma' }, foreignGroup, false],
    [{ kind: 'foreign-group', group: 'Fr*' }, foreignGroup, true],
    [{ target: '*' }, expired, true],
  ])('%j', (rule, about, expected) => {
    const [compiled] = compileIgnoreRules([{ ...because, ...rule }]);
    expect(compiled?.matches(about, 'prod')).toBe(expected);
  });

  it('holds to the end of its day, in UTC', () => {
    const [rule] = compileIgnoreRules([{ ...because, kind: 'create' }]);
    expect(rule?.isExpired(Date.parse('2027-01-31T23:59:59.999Z'))).toBe(false);
    expect(rule?.isExpired(Date.parse('2027-02-01T00:00:00Z'))).toBe(true);
  });
});
