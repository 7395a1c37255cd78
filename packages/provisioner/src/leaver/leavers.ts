import type { SupersetAssetKind, SupersetErrorCode } from '@scim-superset/superset-client';
import type { PlannedAccount } from '../plan/plan-item.ts';
import type { LeaverPolicy } from './leaver-policy.ts';

/** What the policy does about something that a leaver owns. */
export type LeaverStep =
  | { readonly kind: 'switch-off' }
  /** The owners afterwards, by account id. */
  | { readonly kind: 'transfer'; readonly ownerIds: readonly number[] };

/** What became of a step. */
export type LeaverOutcome =
  | { readonly done: true }
  | { readonly done: false; readonly code: SupersetErrorCode; readonly reason: string };

/** Something that a leaver owns. */
export interface LeaverAsset {
  readonly kind: SupersetAssetKind;
  readonly id: number;
  readonly name: string;
  /** Of alerts and reports. */
  readonly reportType?: 'Alert' | 'Report';
  /** Of alerts and reports: whether Superset runs it. */
  readonly active?: boolean;
  /** Account ids. */
  readonly ownerIds: readonly number[];
  /** Whether somebody who is active owns it, too. */
  readonly shared: boolean;
  /** Absent when the policy leaves it as it is. */
  readonly step?: LeaverStep;
  /** Absent while the step was not tried. The members above are as they were before. */
  readonly outcome?: LeaverOutcome;
}

/** Somebody who has left and owns something. */
export interface Leaver {
  readonly account: PlannedAccount;
  /** The user's id in the directory; undefined when the directory has forgotten the user. */
  readonly userId: string | undefined;
  readonly assets: readonly LeaverAsset[];
}

/** What leavers own in one Superset, at one moment. Plain JSON. */
export interface TargetLeavers {
  readonly target: string;
  readonly policy: LeaverPolicy['policy'];
  /** How many leavers were looked at. */
  readonly checked: number;
  /** Those who own something that the service account can see, by username. What several own stands under each of them. */
  readonly leavers: readonly Leaver[];
  /** Whether every alert and report was seen; if not, some may run that are not listed. */
  readonly allReportsSeen: boolean;
  /** What the service account cannot see, and what it would take; a sentence each. */
  readonly unseen: readonly string[];
  /** Why the policy cannot, or may not, be carried out; a sentence each. */
  readonly obstacles: readonly string[];
  /** Why the target could not be read; nobody is listed then. */
  readonly failure?: string;
}

/** The alerts and reports that a leaver owns and that run still, each once. */
export function runningReports({ leavers }: Pick<TargetLeavers, 'leavers'>): readonly LeaverAsset[] {
  const running = leavers
    .flatMap(({ assets }) => assets)
    .filter(({ active, outcome }) => active === true && outcome?.done !== true);
  return [...new Map(running.map((asset) => [asset.id, asset])).values()];
}
