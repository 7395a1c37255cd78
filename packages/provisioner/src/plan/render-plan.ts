import { hasDrift, isInLine, type Plan, type TargetPlan } from './plan.ts';
import type { PlanItem, PlanItemKind } from './plan-item.ts';

/** How to write a plan. */
export interface RenderPlanOptions {
  /** Wraps the text of a line, for example in a terminal colour. Default: none. */
  readonly colour?: (sign: PlanSign, line: string) => string;
  /** Whether the plan holds items of some kinds only, so that nothing can be said of the rest. Default false. */
  readonly partial?: boolean;
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
  'reactivated-leaver': '-',
  'unknown-role': '!',
  'foreign-group': '!',
  'unmanaged-account': '!',
  'username-clash': '!',
  'planted-group': '!',
};

/** All kinds of items. */
export const planItemKinds: readonly PlanItemKind[] = Object.keys(signs) as PlanItemKind[];

/** Writes a plan for people: a line per deviation, what apply would do first, and a summary for each target. */
export function renderPlan(plan: Plan, options: RenderPlanOptions = {}): string {
  const parts = plan.targets.map((target) => renderTarget(target, options));
  return `${parts.join('\n')}${options.partial ? renderPartialEnd(plan) : renderEnd(plan)}`;
}

function renderPartialEnd(plan: Plan): string {
  const isEmpty = plan.targets.every(
    ({ items, failure, unwatched }) => items.length === 0 && failure === undefined && unwatched === undefined,
  );
  return isEmpty ? 'Nothing of these kinds. Whatever else differs was left out.\n' : '';
}

function renderEnd(plan: Plan): string {
  if (hasDrift(plan) || plan.targets.some(({ failure }) => failure !== undefined)) return '';
  if (!isInLine(plan)) return 'Nothing that apply could change: somebody has to decide first on lines with !.\n';
  // Accounts that are nobody's say nothing about the access of those who are in the directory.
  const isRemarkable = plan.targets.some(
    ({ items, unwatched }) => unwatched !== undefined || items.some(({ kind }) => kind !== 'unmanaged-account'),
  );
  if (!isRemarkable) return 'Nothing to change: access is as the directory says.\n';
  return (
    'Nothing to change, and nobody has to decide first. The lines with ! and ? are to know about; deviations ' +
    'count for "scim-superset drift".\n'
  );
}

function renderTarget({ target, items, failure, unwatched = [] }: TargetPlan, { colour }: RenderPlanOptions): string {
  if (failure !== undefined) return `${target}: could not be read: ${failure}\n`;
  const changes = items.filter(({ action }) => action === 'change');
  const reports = items.filter(({ action }) => action === 'report');
  const lines = [...changes, ...reports].map((item) => {
    const sign = signOf(item);
    const line = `  ${sign} ${printable(item.text + describeEdit(item))}`;
    return colour === undefined ? line : colour(sign, line);
  });
  const count = (sign: PlanSign) => changes.filter((item) => signOf(item) === sign).length;
  const waiting = changes.filter(({ pending }) => pending).length;
  const summary =
    `${count('+')} to give, ${count('~')} to change, ${count('-')} to take away` +
    (waiting === 0 ? '' : `, ${waiting} of these only waiting for the workers`) +
    `; ${reports.length} to know about`;
  const unseen = unwatched.map((what) => `  ? not watched: ${printable(what)}`);
  return [`${target}: ${summary}`, ...lines, ...unseen, ''].join('\n');
}

/** Who edited the account last, to be put after the sentence about an item. */
export function describeEdit({ changed }: Pick<PlanItem, 'changed'>): string {
  if (changed === undefined) return '';
  return ` (last edited by ${changed.by}${changed.at === undefined ? '' : ` at ${changed.at}`})`;
}

/** The sign of an item: what apply would do first about it. */
export function signOf(item: PlanItem): PlanSign {
  return item.action === 'report' ? '!' : signs[item.kind];
}

/** Names come from outside: control characters could rewrite what the operator sees. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}|\p{Cf}/gu, '\u{fffd}');
}
