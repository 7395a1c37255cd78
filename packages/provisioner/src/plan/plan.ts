import type { PlanItem } from './plan-item.ts';

/** How one Superset deviates. */
export interface TargetPlan {
  readonly target: string;
  /** Fingerprint of the role mapping of the target. */
  readonly mapping: string;
  readonly items: readonly PlanItem[];
  /** What could not be seen, and the permission that is missing; absent when there is nothing. */
  readonly unwatched?: readonly string[];
  /** Why the target could not be read; `items` is empty then. */
  readonly failure?: string;
}

/** How Supersets deviate from the directory, at one moment. Plain JSON, to be saved and applied later. */
export interface Plan {
  /** RFC 3339 instant. */
  readonly createdAt: string;
  /** Users in the directory. */
  readonly users: number;
  readonly targets: readonly TargetPlan[];
}

/**
 * Whether Superset is as the directory says. It is not when apply would change something, nor when somebody has to decide
 * first: a user who cannot be provisioned, a loss of access that is staged, or a role that Superset lacks. Accounts and groups that are nobody's, and
 * accounts that are left alone, do not count: they say nothing about the access of those who are in the directory.
 */
export function isInLine(plan: Plan): boolean {
  return !hasDrift(plan) && !plan.targets.some(({ items }) => items.some(isOpen));
}

function isOpen({ kind, held }: PlanItem): boolean {
  return held === 'staged' || kind === 'conflict' || kind === 'unknown-role' || kind === 'username-clash';
}

/** Whether applying the plan would change anything. */
export function hasDrift(plan: Plan): boolean {
  return plan.targets.some(({ items }) => items.some(({ action }) => action === 'change'));
}
