import type { DriftFinding, IgnoredFinding, ResolvedFinding } from './drift-finding.ts';
import { findingId } from './drift-finding.ts';
import type { DriftItem } from './drift-item.ts';
import { type DriftMemory, type RememberedFinding, rememberedFindings } from './drift-memory.ts';
import type { CompiledIgnoreRule } from './ignore-rule.ts';

/** What decides on items. */
export interface Judging {
  readonly target: string;
  readonly memory: DriftMemory;
  readonly rules: readonly CompiledIgnoreRule[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Whether this check would have seen a deviation of this kind. */
  readonly sees: (kind: string) => boolean;
}

/** What became of items. */
export interface Judgement {
  readonly findings: readonly DriftFinding[];
  readonly found: readonly DriftFinding[];
  readonly resolved: readonly ResolvedFinding[];
  readonly ignored: readonly IgnoredFinding[];
  readonly pending: number;
  readonly held: number;
  readonly remembered: readonly RememberedFinding[];
  /** See `DriftMemory`. */
  readonly overflow: readonly string[];
}

/** Whatever else deviates is told of, recorded and remembered first: accounts that are nobody's may be very many. */
const leastImportant = 'unmanaged-account';

function importantFirst<T extends { readonly kind: string }>(all: readonly T[]): readonly T[] {
  return [...all.filter(({ kind }) => kind !== leastImportant), ...all.filter(({ kind }) => kind === leastImportant)];
}

/** Sorts items into what is new, known, ignored, and only on its way, and finds out what is gone. */
export function judgeItems(items: readonly DriftItem[], judging: Judging): Judgement {
  const { target, memory, now } = judging;
  const rules = judging.rules.filter((rule) => rule.concerns(target) && !rule.isExpired(now));
  const before = new Map(memory.findings.map((finding) => [finding.id, finding]));
  const at = new Date(now).toISOString();
  const deviations = importantFirst(items)
    .filter(({ pending, held }) => pending !== true && held === undefined)
    .map((item): DriftFinding => {
      const id = findingId(item);
      const known = before.get(id);
      return { id, firstSeen: known?.firstSeen ?? at, item: withEdit(item, known) };
    });
  const findings: DriftFinding[] = [];
  const ignored: IgnoredFinding[] = [];
  for (const finding of deviations) {
    const rule = rules.find(({ matches }) => matches(finding.item, target))?.rule;
    if (rule === undefined) findings.push(finding);
    else ignored.push({ ...finding, reason: rule.reason, until: rule.until });
  }
  const isKnown = ({ id, item: { kind } }: DriftFinding): boolean =>
    before.get(id)?.reported === true || (!before.has(id) && memory.overflow.includes(kind));
  const present = new Set(deviations.map(({ id }) => id));
  const gone = memory.findings.filter(({ id }) => !present.has(id));
  const remember =
    (reported: boolean) =>
    ({ id, firstSeen, item }: DriftFinding): RememberedFinding => ({
      ...{ id, firstSeen, kind: item.kind, text: item.text, user: item.user?.id, changed: item.changed },
      reported: reported || before.get(id)?.reported === true,
      alerted: before.get(id)?.alerted === true,
    });
  const all = [
    ...gone.filter(({ kind }) => !judging.sees(kind)),
    ...findings.map(remember(true)),
    ...ignored.map(remember(false)),
  ];
  const ranked = importantFirst(all);
  return {
    findings,
    found: findings.filter((finding) => !isKnown(finding)),
    resolved: gone.filter(({ reported, kind }) => reported && judging.sees(kind)),
    ignored,
    pending: items.filter(({ pending, held }) => pending === true && held === undefined).length,
    held: items.filter(({ held }) => held !== undefined).length,
    remembered: ranked.slice(0, rememberedFindings),
    overflow: [...new Set(ranked.slice(rememberedFindings).map(({ kind }) => kind))],
  };
}

function withEdit(item: DriftItem, known: RememberedFinding | undefined): DriftItem {
  if (item.user === undefined || item.changed !== undefined || known?.changed === undefined) return item;
  const { by, at } = known.changed;
  return { ...item, changed: { by, at } };
}
