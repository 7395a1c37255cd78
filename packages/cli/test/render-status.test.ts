import type { FailedUser, StagedUser, TargetStatus } from '@scim-superset/provisioner';
import { expect, it } from 'vitest';
import { renderStatus, type ShownTarget } from '../src/render-status.ts';

const minute = 60_000;
const now = Date.UTC(2026, 0, 2);
const status: TargetStatus = {
  target: 'prod',
  availability: { available: true },
  lag: { pending: 0, held: 0, urgent: 0, failing: 0, oldest: undefined, lastFailure: undefined },
  breaker: { deactivations: undefined, grantLosses: undefined, holds: { staged: 0, approved: 0, rejected: 0 } },
  lastSuccess: undefined,
  leavers: undefined,
  drift: undefined,
  heartbeat: undefined,
};

function render(changes: Partial<TargetStatus>, shown: Partial<ShownTarget> = {}, all = false): string {
  const target = { status: { ...status, ...changes }, unavailable: undefined, staged: [], failures: [], ...shown };
  return renderStatus([target], { now, all }).join('\n');
}

it('a status says of leavers what runs and what could not be done, and nothing else', () => {
  expect(render({})).not.toContain('left');
  expect(render({ leavers: { at: 0, running: 0, problems: [] } })).not.toContain('left');
  expect(render({ leavers: { at: 0, running: 1, problems: [] } })).toContain(
    '1 alert or report of people who have left still running',
  );
  const text = render({ leavers: { at: 0, running: 2, problems: ['No receiver.'] } });
  expect(text).toContain('2 alerts or reports of people who have left still running: see scim-superset leavers');
  expect(text).toContain('! No receiver.');
});

it.each([
  [undefined, 'serve does NOT run'],
  [now - 30_000, 'serve runs (last sign of life 30 seconds ago)'],
  [now - 3 * minute, 'serve has given NO SIGN OF LIFE for 3 minutes'],
])('a status tells whether serve runs: %s', (heartbeat, text) => {
  expect(render({ heartbeat })).toContain(text);
});

it('a status tells of deviations, and of a breaker that is off', () => {
  expect(render({})).toContain('deviations were never looked for');
  const checkedAt = new Date(now - minute).toISOString();
  expect(render({ drift: { checkedAt, fullAt: checkedAt, open: 0 } })).toContain(
    'no deviation at the last check 1 minute ago',
  );
  const fullAt = new Date(now - 300 * minute).toISOString();
  expect(render({ drift: { checkedAt, fullAt, open: 2 } })).toContain(
    '2 open deviations at the last check 1 minute ago, of every account 5 hours ago: see scim-superset drift',
  );
  expect(render({})).toContain('the breaker is OFF');
  const counter = { trippedSince: undefined, counted: 0, limit: undefined, windowMs: 60 * minute };
  const on = render({ breaker: { ...status.breaker, deactivations: counter, grantLosses: counter } });
  expect(on).toContain('deactivations: 0 in the last 60 minutes');
  expect(on).not.toContain('OFF');
});

it('a status puts those together who would lose the same, whenever that was', () => {
  const at = (minutes: number): string => new Date(now - minutes * minute).toISOString();
  const user = (userName: string, minutes: number, more: Partial<StagedUser> = {}): StagedUser => {
    const hold = {
      kind: 'deactivation',
      status: 'staged',
      grants: ['Sales'],
      roles: ['Gamma'],
      decision: undefined,
    } as const;
    const texts = { loss: 'be deactivated', text: '' };
    return { target: 'prod', userId: userName, userName, account: '1', since: at(minutes), ...hold, ...texts, ...more };
  };
  const decided = (minutes: number) =>
    ({ status: 'rejected', decision: { by: 'root', at: at(minutes), reason: 'no' } }) as const;
  const staged = [
    user('joe', 1),
    user('ada', 3),
    user('eve', 9, decided(2)),
    user('bob', 9, decided(5)),
    user('kim', 1, { roles: [] }),
  ];
  const text = render({}, { staged });
  expect(text).toContain(
    '    2 users would be deactivated (role Gamma); staged the first 3 minutes ago\n      ada, joe',
  );
  expect(text).toContain('    1 user would be deactivated; staged 1 minute ago\n      kim');
  expect(text).toContain(
    '    2 users would be deactivated (role Gamma); rejected by root the first 5 minutes ago: no\n      bob, eve',
  );
});

it('a status names those who fail with the reason, the first or all', () => {
  const failed = (n: number, message: string): FailedUser => {
    return { target: 'prod', userId: `${n}`, userName: `user${n}`, message, attempts: n + 1, retryAt: 0 };
  };
  const alike = [6, 5, 4, 3, 2, 1, 0].map((n) => failed(n, 'No role.'));
  const failures = [failed(7, 'No address.'), ...alike];
  const lag = { ...status.lag, pending: 9, failing: 8, oldest: now - 3 * minute };
  const few = render({ lag }, { failures });
  expect(few).toContain('  9 users to be applied, the oldest for 3 minutes\n  8 users FAILED');
  const names = '    user0, user1, user2, user3, user4 and 2 more (--all): No role. (up to 7 attempts)\n';
  expect(few).toContain(`${names}    user7: No address. (8 attempts)\n`);
  expect(render({ lag }, { failures }, true)).toContain('user4, user5, user6: No role.');
  const various = alike.map((user, n) => ({ ...user, message: `Reason ${n}.` }));
  expect(render({ lag }, { failures: various })).toContain('and 2 users for other reasons (--all)');
});
