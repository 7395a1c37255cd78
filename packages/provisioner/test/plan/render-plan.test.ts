import { expect, it } from 'vitest';
import { isInLine, type PlanItem, renderPlan } from '../../src/index.ts';

const user = { user: { id: '1', userName: 'ada' }, account: undefined, text: 'ada …' };
const group = { kind: 'foreign-group', action: 'report', group: 'Shadow', roles: ['Admin'], text: 'Shadow …' } as const;
const conflict = { ...user, kind: 'conflict', action: 'report', reason: '…' } as const;
const account = {
  kind: 'unmanaged-account',
  action: 'report',
  account: { id: 1, username: 'hand' },
  roles: [],
  text: '…',
};

it.each([
  ['nothing differs', [], true, /^Nothing to change: access is as the directory says\.$/],
  ['only accounts of nobody are there', [account], true, /^Nothing to change: access/],
  ['there is something to know', [group], true, /^Nothing to change, and nobody has to decide first/],
  [
    'a loss was rejected',
    [{ ...conflict, kind: 'extra-role', role: 'A', held: 'rejected' }],
    true,
    /nobody has to decide/,
  ],
  [
    'somebody has to decide',
    [group, conflict],
    false,
    /^Nothing that apply could change: somebody has to decide first/,
  ],
  ['a loss is staged', [{ ...conflict, kind: 'extra-role', role: 'A', held: 'staged' }], false, /has to decide first/],
])('when %s, the last sentence says what the exit code does', (_, items, inLine, sentence) => {
  // Each is an item, whatever its kind.
  const plan = { createdAt: '', users: 1, targets: [{ target: 'prod', mapping: '', items: items as PlanItem[] }] };
  expect(renderPlan(plan).trimEnd().split('\n').at(-1)).toMatch(sentence);
  expect(isInLine(plan)).toBe(inLine);
});

it('says nothing of what a plan of some kinds leaves out', () => {
  const plan = { createdAt: '', users: 1, targets: [{ target: 'prod', mapping: '', items: [] }] };
  expect(renderPlan(plan, { partial: true })).toContain('Whatever else differs was left out');
  expect(renderPlan(plan, { partial: true })).not.toContain('as the directory says');
});
