import type { PlanItem } from './plan-item.ts';

/** How one Superset deviates. */
export interface TargetPlan {
  readonly target: string;
  readonly items: readonly PlanItem[];
  /** Why the target could not be read; `items` is empty then. */
  readonly failure?: string;
}

/** How Supersets deviate from the directory, at one moment. Plain JSON, to be saved and applied later. */
export interface Plan {
  /** RFC 3339 instant. */
  readonly createdAt: string;
  /** Fingerprint of the role mapping. */
  readonly mapping: string;
  /** Users in the directory. */
  readonly users: number;
  readonly targets: readonly TargetPlan[];
}

/** Whether applying the plan would change anything. */
export function hasDrift(plan: Plan): boolean {
  return plan.targets.some(({ items }) => items.some(({ action }) => action === 'change'));
}
