import type { TargetContext } from '../target/target-context.ts';
import { watchItem } from './compare-roles.ts';
import type { MonitorDifference } from './drift-item.ts';
import type { DriftMemory } from './drift-memory.ts';
import type { DriftSettings } from './drift-options.ts';
import { type Judgement, judgeItems } from './judge-items.ts';
import { type Observation, observeTarget } from './observe-target.ts';
import type { PermissionNamer } from './permission-names.ts';
import type { Strangers } from './quick-accounts.ts';
import { countReturns, suspectedSettings } from './sign-in-settings.ts';
import { watchLeavers } from './watch-leavers.ts';
import { watchRoles } from './watch-roles.ts';

/** What a target is watched with; kept from check to check. */
export interface Watching {
  readonly context: TargetContext;
  readonly settings: DriftSettings;
  readonly strangers: Strangers;
  readonly nameRoles: PermissionNamer;
}

/** How to check a target. */
export interface Detecting {
  readonly full: boolean;
  readonly signal: AbortSignal;
  /** Whether to put right what may be: here, what the leaver policy says. */
  readonly acts: boolean;
  /** Called between small pieces of work; resolves when the next may begin. */
  readonly pace: () => Promise<void>;
}

/** What a check came to. */
export interface Detection {
  readonly observation: Observation;
  readonly judgement: Judgement;
  /** What could not be watched, and the permission that is missing. */
  readonly unwatched: readonly string[];
  /** What the next check has to know. */
  readonly next: DriftMemory;
}

/**
 * Checks a target, holding what it finds against what earlier checks found. Writes nothing but the baseline of roles, and
 * what the leaver policy says if it may act.
 *
 * @throws {SupersetError}
 */
export async function detect(watching: Watching, memory: DriftMemory, how: Detecting): Promise<Detection> {
  const { context, settings, strangers, nameRoles } = watching;
  const { full, acts, pace, signal } = how;
  const observation = await observeTarget({ context, full, memory, strangers, pace }, { signal });
  const { catalog, assignments } = observation;
  const roles = await watchRoles({ context, catalog, assignments, nameRoles }, { signal });
  const leavers = observation.check === 'full' ? await watchLeavers(context, { apply: acts, signal }) : undefined;
  const now = context.clock();
  const unseen = new Set<string>([...roles.unseen, ...observation.unseen.map(({ kind }) => kind)]);
  const sees = (kind: string): boolean =>
    kind === 'leaver-alert-running' ? leavers?.complete === true : !unseen.has(kind);
  const judging = { target: context.name, memory, rules: settings.rules, now, sees };
  const items = [...observation.items, ...roles.items, ...(leavers?.items ?? [])];
  const returns = countReturns(memory.returns, judgeItems(items, judging).found, now);
  const monitored = [...suspectedSettings(returns), ...expiredRules(settings, context.name, now)];
  const judgement = judgeItems([...items, ...monitored.map(watchItem)], judging);
  const at = new Date(now).toISOString();
  const notSeen = observation.unseen.map(({ text }) => text);
  const unwatched = [...roles.snapshot.unwatched, ...notSeen, ...(leavers?.unwatched ?? [])];
  const times = observation.check === 'full' ? { full: at, quick: at } : { full: memory.full, quick: at };
  const { remembered: findings, overflow } = judgement;
  const next = { findings, overflow, returns, cursor: observation.cursor, ...times };
  return { observation, judgement, unwatched, next };
}

function expiredRules({ rules }: DriftSettings, target: string, now: number): MonitorDifference[] {
  return rules
    .filter((rule) => rule.isExpired(now) && rule.concerns(target))
    .map(({ rule: { reason, until } }) => ({ kind: 'ignore-expired', reason, until }));
}
