import type { PlanItemKind } from '../plan/plan-item.ts';
import { ProvisionerError } from '../provisioner-error.ts';
import type { DriftKind } from './drift-item.ts';
import { type CompiledIgnoreRule, compileIgnoreRules, type IgnoreRule } from './ignore-rule.ts';

/** A kind of deviation that can be put right. */
export type RepairableKind = Exclude<
  PlanItemKind,
  | 'conflict'
  | 'foreign-group'
  | 'left-alone'
  | 'planted-group'
  | 'unknown-role'
  | 'unmanaged-account'
  | 'username-clash'
>;

const isRepairable: Readonly<Record<RepairableKind, true>> = {
  create: true,
  adopt: true,
  activate: true,
  deactivate: true,
  'update-profile': true,
  'missing-grant': true,
  'extra-grant': true,
  'extra-group': true,
  'missing-role': true,
  'extra-role': true,
  'missing-base-role': true,
  'base-role-missing': true,
  'grant-group-missing': true,
  'grant-group-roles': true,
  'orphaned-grant-group': true,
  'foreign-member': true,
  'reactivated-leaver': true,
};

/** Kinds of deviations that can be put right. */
export const repairableKinds: readonly RepairableKind[] = Object.keys(isRepairable) as RepairableKind[];

const isForPeople: Readonly<Record<Exclude<DriftKind, RepairableKind>, true>> = {
  conflict: true,
  'left-alone': true,
  'unknown-role': true,
  'foreign-group': true,
  'planted-group': true,
  'unmanaged-account': true,
  'username-clash': true,
  'role-permissions': true,
  'role-renamed': true,
  'role-deleted': true,
  'rule-role-deleted': true,
  'rule-without-roles': true,
  'leaver-alert-running': true,
  'sign-in-overwrites': true,
  'ignore-expired': true,
};

/** All kinds of deviations: those that can be put right, then those that somebody has to decide on. */
export const driftKinds: readonly DriftKind[] = [...repairableKinds, ...(Object.keys(isForPeople) as DriftKind[])];

/** How a started provisioner looks for deviations, and what it does about them. */
export interface DriftOptions {
  /** Whether a started provisioner checks by itself; otherwise only when it is asked. Default true. */
  readonly schedule?: boolean;
  /**
   * Time between quick checks in milliseconds: a handful of requests each. Only Superset 6.0 and later can be checked
   * quickly. Default 600,000 (ten minutes).
   */
  readonly everyMs?: number;
  /** Time between full checks, which read every account, in milliseconds. Default 86,400,000 (a day). */
  readonly fullEveryMs?: number;
  /**
   * What scheduled checks do about a kind: `report` it, or also `repair` it. An account is repaired only when everything
   * that differs there may be. Default `report` for all.
   */
  readonly selfHeal?: Readonly<Partial<Record<RepairableKind, 'report' | 'repair'>>>;
  /** Findings to ignore until a day. Default none. */
  readonly ignore?: readonly IgnoreRule[];
}

/** Checked options with defaults in place. */
export interface DriftSettings {
  readonly schedule: boolean;
  readonly everyMs: number;
  readonly fullEveryMs: number;
  readonly rules: readonly CompiledIgnoreRule[];
  isRepaired(kind: DriftKind): boolean;
}

/**
 * Checks drift options.
 *
 * @throws {ProvisionerError} `invalid-option`.
 */
export function checkDriftOptions(options: DriftOptions, targets: readonly string[]): DriftSettings {
  const { schedule = true, everyMs = 600_000, fullEveryMs = 86_400_000, selfHeal = {}, ignore = [] } = options;
  for (const [name, ms] of Object.entries({ everyMs, fullEveryMs })) {
    // A timer that is longer fires at once.
    if (!(ms >= 1 && ms < 2 ** 31)) throw invalid(`drift.${name} must be from 1 to 2147483647 milliseconds`);
  }
  const repaired = new Set<string>();
  for (const [kind, policy] of Object.entries(selfHeal)) {
    if (!repairableKinds.some((known) => known === kind)) {
      throw invalid(
        `drift.selfHeal.${kind}: no such kind, or nothing that can be put right; there are ${repairableKinds.join(', ')}`,
      );
    }
    if (policy !== 'report' && policy !== 'repair') throw invalid(`drift.selfHeal.${kind} must be report or repair`);
    if (policy === 'repair') repaired.add(kind);
  }
  for (const { kind } of ignore) {
    if (kind !== undefined && !driftKinds.includes(kind)) {
      throw invalid(`drift.ignore: there is no kind "${kind}"; there are ${driftKinds.join(', ')}`);
    }
  }
  const rules = compileIgnoreRules(ignore);
  for (const { rule, concerns } of rules) {
    if (targets.some(concerns)) continue;
    throw invalid(`drift.ignore: there is no target "${rule.target}"; there are ${targets.join(', ')}`);
  }
  return { schedule, everyMs, fullEveryMs, rules, isRepaired: (kind) => repaired.has(kind) };
}

function invalid(message: string): ProvisionerError {
  return new ProvisionerError('invalid-option', message);
}
