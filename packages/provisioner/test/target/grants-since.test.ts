import { expect, it } from 'vitest';
import { parseAccountState } from '../../src/target/account-state.ts';
import { grantsSince } from '../../src/target/grants-since.ts';

const now = Date.UTC(2026, 5, 1);
const at = '2026-06-01T00:00:00.000Z';

it('keeps the time of a grant that stays, and starts that of one that comes or comes back', () => {
  const before = { grants: ['stays', 'goes'], since: { stays: '2025-01-01T00:00:00.000Z', goes: at } };
  expect(grantsSince(before, ['stays', 'comes'], now)).toEqual({ stays: '2025-01-01T00:00:00.000Z', comes: at });
  expect(grantsSince(undefined, ['comes'], now)).toEqual({ comes: at });
});

it('claims nothing of a grant that was given before times were kept', () => {
  const state = { mode: 'group', active: true, username: 'a', email: 'a@x', baseRoleId: 1, mapping: 'm' };
  const before = parseAccountState({ ...state, grants: ['old'] });
  expect(before?.grants).toEqual(['old']);
  expect(grantsSince(before, ['old', 'new'], now)).toEqual({ new: at });
});

it.each(['constructor', '__proto__', 'toString'])('knows a grant called %s from what every object has', (grant) => {
  expect(Object.entries(grantsSince({ grants: [grant], since: {} }, [grant], now))).toEqual([]);
  expect(Object.entries(grantsSince(undefined, [grant], now))).toEqual([[grant, at]]);
});
