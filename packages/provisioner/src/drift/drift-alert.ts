import type { DriftAlert } from '../alert/provisioner-alert.ts';
import type { DriftFinding } from './drift-finding.ts';

const shownExamples = 5;

/** What an alert tells of. */
export interface AlertedDrift {
  readonly target: string;
  /** RFC 3339 instant. */
  readonly at: string;
  /** Those that no alert told of yet. */
  readonly findings: readonly DriftFinding[];
  /** Those of them, and of others, that were put right. */
  readonly repaired: readonly DriftFinding[];
}

/** The alert that tells of new deviations. */
export function driftAlert({ target, at, findings, repaired }: AlertedDrift): DriftAlert {
  const done = new Set(repaired.map(({ id }) => id));
  const put = findings.filter(({ id }) => done.has(id)).length;
  const kinds: Record<string, number> = {};
  for (const { item } of findings) kinds[item.kind] = (kinds[item.kind] ?? 0) + 1;
  const what = findings.length === 1 ? '1 new deviation' : `${findings.length} new deviations`;
  const rest = put === 0 ? '' : `, ${put === findings.length ? 'all' : put} of which put right already`;
  return {
    kind: 'drift',
    target,
    at,
    message: `Superset ${target} has ${what} from the directory${rest}: scim-superset drift shows them`,
    findings: findings.length,
    repaired: put,
    kinds,
    examples: findings.slice(0, shownExamples).map(({ item }) => item.text),
  };
}
