import type { PlanItem, PlannedAccount } from '../plan/plan-item.ts';

/** How roles, or rules that name them, differ from the baseline that was accepted. */
export type RoleDifference =
  /** Permissions as Superset names them, for example `can_read on Chart`. */
  | {
      readonly kind: 'role-permissions';
      readonly role: string;
      readonly added: readonly string[];
      readonly removed: readonly string[];
    }
  /** The role has another name now, so grants that name it do not find it. */
  | { readonly kind: 'role-renamed'; readonly role: string; readonly name: string }
  /** `recreated`: another role has the name now, and nobody who had the old one has it. */
  | { readonly kind: 'role-deleted'; readonly role: string; readonly recreated: boolean }
  /** A row-level-security rule named a role that was deleted, and says nothing of those who had it any more. */
  | {
      readonly kind: 'rule-role-deleted';
      readonly rule: string;
      readonly role: string;
      readonly filterType: 'Regular' | 'Base';
    }
  /** A row-level-security rule that filters for nobody. */
  | { readonly kind: 'rule-without-roles'; readonly rule: string };

/** Superset runs an alert or report that somebody owns who has left. */
export interface LeaverDifference {
  readonly kind: 'leaver-alert-running';
  /** Of the leavers among its owners, by username. */
  readonly accounts: readonly PlannedAccount[];
  readonly report: { readonly id: number; readonly name: string };
  /** Whether somebody who is active owns it, too. */
  readonly shared: boolean;
}

/** What only a history of checks, or the configuration, shows. */
export type MonitorDifference =
  /** The same users lose the same again and again, as a sign-in setting of Superset makes them. */
  | {
      readonly kind: 'sign-in-overwrites';
      readonly what: 'roles' | 'groups';
      /** How many users. */
      readonly users: number;
    }
  /** A rule that ignored findings until its day came. */
  | { readonly kind: 'ignore-expired'; readonly reason: string; readonly until: string };

/** A deviation that only drift detection sees: because it needs memory, or is none of the directory's. */
export type WatchItem = {
  /** Somebody has to decide. */
  readonly action: 'report';
  /** One sentence for people. */
  readonly text: string;
  readonly user?: never;
  readonly pending?: never;
  readonly held?: never;
  readonly changed?: never;
} & (RoleDifference | MonitorDifference | LeaverDifference);

/** A deviation: of the kinds of a plan, or of those that only drift detection sees. */
export type DriftItem = PlanItem | WatchItem;

/** The names of all kinds of deviations. */
export type DriftKind = DriftItem['kind'];
