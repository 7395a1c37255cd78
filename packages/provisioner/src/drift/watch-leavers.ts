import { type CheckLeaversOptions, listLeavers } from '../leaver/check-leavers.ts';
import { noteLeaverCheck } from '../leaver/leaver-note.ts';
import { type LeaverAsset, runningReports, type TargetLeavers } from '../leaver/leavers.ts';
import type { TargetContext } from '../target/target-context.ts';
import { watchItem } from './compare-roles.ts';
import type { WatchItem } from './drift-item.ts';

/** What became of the alerts and reports of people who have left. */
export interface WatchedLeavers {
  /** One for each that runs, after what the policy did. */
  readonly items: readonly WatchItem[];
  /** Whether every alert and report was seen. */
  readonly complete: boolean;
  /** What could not be seen, and the permission that is missing. */
  readonly unwatched: readonly string[];
}

/**
 * Looks for alerts and reports of leavers that run, and carries the policy out if asked to. What fails there says nothing of
 * accounts and roles, so it does not end the check.
 */
export async function watchLeavers(context: TargetContext, options: CheckLeaversOptions): Promise<WatchedLeavers> {
  const found = await listLeavers(context, options);
  if (found.failure !== undefined) {
    const unwatched = [`What leavers own could not be looked up: ${found.failure}`];
    return { items: [], complete: false, unwatched };
  }
  if (options.apply) await noteLeaverCheck(context, found, true);
  const items = runningReports(found).map((report) => watchItem(differenceOf(report, found)));
  const unwatched = found.allReportsSeen ? [] : found.unseen.slice(0, 1);
  return { items, complete: found.allReportsSeen, unwatched };
}

function differenceOf({ id, name, shared }: LeaverAsset, { leavers }: TargetLeavers) {
  const accounts = leavers
    .filter(({ assets }) => assets.some((asset) => asset.kind === 'report' && asset.id === id))
    .map(({ account }) => account);
  return { kind: 'leaver-alert-running', accounts, report: { id, name }, shared } as const;
}
