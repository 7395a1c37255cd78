import type { PlanItem } from './plan-item.ts';

/** What became of an item that was to be changed. */
export interface ItemOutcome {
  readonly item: PlanItem;
  /** `stale`: it is not as it was when the plan was made, so it was left alone; make a new plan. */
  readonly outcome: 'applied' | 'stale' | 'failed';
  /** Why it failed. */
  readonly message?: string;
}

/** What became of a plan. */
export interface ApplyReport {
  readonly targets: readonly { readonly target: string; readonly outcomes: readonly ItemOutcome[] }[];
}
