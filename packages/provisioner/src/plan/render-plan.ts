import { hasDrift, type Plan, type TargetPlan } from './plan.ts';
import type { PlanItem, PlanItemKind } from './plan-item.ts';

/** How to write a plan. */
export interface RenderPlanOptions {
  /** Wraps the text of a line, for example in a terminal colour. Default: none. */
  readonly colour?: (sign: PlanSign, line: string) => string;
}

/** `+` gives or creates, `~` changes, `-` takes away, `!` is for somebody to decide. */
export type PlanSign = '+' | '~' | '-' | '!';

const signs: Readonly<Record<PlanItemKind, PlanSign>> = {
  create: '+',
  adopt: '~',
  activate: '+',
  deactivate: '-',
  'update-profile': '~',
  'missing-grant': '+',
  'extra-grant': '-',
  'extra-group': '-',
  'missing-role': '+',
  'extra-role': '-',
  'missing-base-role': '+',
  conflict: '!',
  'left-alone': '!',
  'base-role-missing': '+',
  'grant-group-missing': '+',
  'grant-group-roles': '~',
  'orphaned-grant-group': '-',
  'foreign-member': '-',
  'unknown-role': '!',
  'foreign-group': '!',
  'unmanaged-account': '!',
};

/** Writes a plan for people: a line per deviation, what apply would do first, and a summary for each target. */
export function renderPlan(plan: Plan, options: RenderPlanOptions = {}): string {
  const parts = plan.targets.map((target) => renderTarget(target, options));
  return `${parts.join('\n')}${renderEnd(plan)}`;
}

function renderEnd(plan: Plan): string {
  if (hasDrift(plan) || plan.targets.some(({ failure }) => failure !== undefined)) return '';
  // Accounts that are nobody's say nothing about the access of those who are in the directory.
  const isOpen = plan.targets.some(({ items }) => items.some(({ kind }) => kind !== 'unmanaged-account'));
  if (isOpen) return 'Nothing that apply could change. The lines with ! are for somebody to decide.\n';
  return 'Nothing to change: access is as the directory says.\n';
}

function renderTarget({ target, items, failure }: TargetPlan, { colour }: RenderPlanOptions): string {
  if (failure !== undefined) return `${target}: could not be read: ${failure}\n`;
  const changes = items.filter(({ action }) => action === 'change');
  const reports = items.filter(({ action }) => action === 'report');
  const lines = [...changes, ...reports].map((item) => {
    const sign = signOf(item);
    const line = `  ${sign} ${printable(item.text)}`;
    return colour === undefined ? line : colour(sign, line);
  });
  const count = (sign: PlanSign) => changes.filter((item) => signOf(item) === sign).length;
  const summary = `${count('+')} to give, ${count('~')} to change, ${count('-')} to take away, ${reports.length} to know about`;
  return [`${target}: ${summary}`, ...lines, ''].join('\n');
}

function signOf(item: PlanItem): PlanSign {
  return item.action === 'report' ? '!' : signs[item.kind];
}

/** Names come from outside: control characters could rewrite what the operator sees. */
function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}/gu, '\u{fffd}');
}
