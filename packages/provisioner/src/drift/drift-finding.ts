import { createHash } from 'node:crypto';
import type { DriftItem } from './drift-item.ts';

/** A deviation with what is remembered of it. */
export interface DriftFinding {
  /** The same at every check for as long as the deviation is the same; another one when it grows. */
  readonly id: string;
  /** RFC 3339 instant of the check that saw it first. */
  readonly firstSeen: string;
  readonly item: DriftItem;
}

/** A deviation that a rule says to ignore. */
export interface IgnoredFinding extends DriftFinding {
  readonly reason: string;
  /** Last day on which it is ignored, as the rule says it. */
  readonly until: string;
}

/** A deviation that is not there any more. */
export interface ResolvedFinding {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly firstSeen: string;
}

/** What a check of one target found. */
export interface TargetDrift {
  readonly target: string;
  /** Undefined when the target could not be read. */
  readonly check: 'full' | 'quick' | undefined;
  readonly findings: readonly DriftFinding[];
  /** Those of `findings` that no earlier check has seen. */
  readonly found: readonly DriftFinding[];
  /** Those of earlier checks that are gone. A quick check tells only of what it can see. */
  readonly resolved: readonly ResolvedFinding[];
  readonly ignored: readonly IgnoredFinding[];
  /** Those of `findings` that were put right after the check. */
  readonly repaired: readonly DriftFinding[];
  /** Differences of users whom the workers have still to bring in line. */
  readonly pending: number;
  /** Differences that are kept because a loss of access is staged or was rejected. */
  readonly held: number;
  /** What could not be watched, and the permission that is missing. */
  readonly unwatched: readonly string[];
  /** Why the target could not be read. */
  readonly failure?: string;
}

/** What a check found. */
export interface DriftReport {
  /** RFC 3339 instant. */
  readonly checkedAt: string;
  readonly targets: readonly TargetDrift[];
}

/** Whether no target deviates, findings that rules ignore left out. A target that could not be read is not in line. */
export function isWithoutDrift(report: DriftReport): boolean {
  return report.targets.every(({ findings, failure }) => findings.length === 0 && failure === undefined);
}

/** The id of a deviation: its kind, and a fingerprint of all that makes it what it is. */
export function findingId(item: DriftItem): string {
  // The sentence may be worded anew, and who edited the account says nothing about the deviation.
  const { text: _text, pending: _pending, changed: _changed, action: _action, ...essence } = item;
  return `${item.kind}:${createHash('sha256').update(JSON.stringify(essence)).digest('hex').slice(0, 16)}`;
}
