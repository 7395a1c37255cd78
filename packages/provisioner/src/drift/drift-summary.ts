import type { TargetContext } from '../target/target-context.ts';
import { driftNote, parseDriftMemory } from './drift-memory.ts';

/** What the checks of a target came to, by whichever process. */
export interface DriftSummary {
  /** RFC 3339 instants of the last check, and of the last that read every account. */
  readonly checkedAt: string;
  readonly fullAt: string | undefined;
  /** Deviations that were there at the last check, without those that a rule ignores. */
  readonly open: number;
}

/** Reads the summary; undefined before the first check. */
export async function readDriftSummary({ store, name }: TargetContext): Promise<DriftSummary | undefined> {
  const { findings, full, quick } = parseDriftMemory(await store.reconciliation.note(name, driftNote));
  const checkedAt = quick ?? full;
  if (checkedAt === undefined) return undefined;
  return { checkedAt, fullAt: full, open: findings.filter(({ reported }) => reported).length };
}
