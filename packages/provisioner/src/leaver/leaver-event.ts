import type { AuditEventDraft } from '@scim-superset/core';
import { reconcilerActor } from '../target/access-event.ts';
import type { Leaver, LeaverAsset, LeaverOutcome, LeaverStep, TargetLeavers } from './leavers.ts';

/** The event that records what somebody owned who has just left. */
export function leaverFoundEvent(
  { target, unseen }: Pick<TargetLeavers, 'target' | 'unseen'>,
  { account, userId, assets }: Leaver,
  at: string,
): AuditEventDraft {
  const count = (kind: LeaverAsset['kind']): number => assets.filter((asset) => asset.kind === kind).length;
  return {
    type: 'leaver.found',
    at,
    actor: reconcilerActor,
    subject: { type: 'SupersetAccount', id: String(account.id), name: account.username },
    data: {
      target,
      ...(userId !== undefined && { userId }),
      reports: assets
        .filter(({ kind }) => kind === 'report')
        .map(({ id, name, reportType, active, shared }) => ({ id, name, type: reportType, active, shared })),
      dashboards: count('dashboard'),
      charts: count('chart'),
      datasets: count('dataset'),
      unseen,
    },
  };
}

/** An asset with the step that its policy asks for. */
export type PlannedAsset = LeaverAsset & { readonly step: LeaverStep };

/**
 * The events around a step: `leaver.changing` is written before, with all it takes to undo it by hand, `leaver.changed`
 * or `leaver.failed` after.
 */
export function leaverStepEvent(
  target: string,
  { kind, id, name, ownerIds, active, step }: PlannedAsset,
  outcome: LeaverOutcome | undefined,
  at: string,
): AuditEventDraft {
  const before = { owners: ownerIds, ...(active !== undefined && { active }) };
  const after = step.kind === 'transfer' ? { ...before, owners: step.ownerIds } : { ...before, active: false };
  return {
    type: typeOf(outcome),
    at,
    actor: reconcilerActor,
    subject: { type: subjects[kind], id: String(id), name },
    data: { target, step: step.kind, before, after, ...(outcome?.done === false && { reason: outcome.reason }) },
  };
}

const subjects = {
  report: 'SupersetReport',
  dashboard: 'SupersetDashboard',
  chart: 'SupersetChart',
  dataset: 'SupersetDataset',
} as const satisfies Record<LeaverAsset['kind'], string>;

function typeOf(outcome: LeaverOutcome | undefined): string {
  if (outcome === undefined) return 'leaver.changing';
  return outcome.done ? 'leaver.changed' : 'leaver.failed';
}
