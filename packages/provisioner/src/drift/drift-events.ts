import type { Actor, AuditEventDraft } from '@scim-superset/core';
import type { DriftFinding, ResolvedFinding } from './drift-finding.ts';
import type { DriftItem } from './drift-item.ts';

/** What is recorded of one check. */
export interface RecordedCheck {
  readonly target: string;
  /** RFC 3339 instant. */
  readonly at: string;
  readonly actor: Actor;
}

/** Events of one check that tell of single deviations; the rest is one event that says how many more there were. */
const eventsPerCheck = 500;

/** The events that record what a check found, or put right. */
export function findingEvents(
  type: 'drift.found' | 'drift.repaired',
  findings: readonly DriftFinding[],
  check: RecordedCheck,
): AuditEventDraft[] {
  return bounded(type, findings, check, ({ id, firstSeen, item }) => ({
    subject: subjectOf(item, check.target),
    data: { finding: id, kind: item.kind, firstSeen, ...accessIn(item) },
  }));
}

/** The events that record what is gone. */
export function resolvedEvents(resolved: readonly ResolvedFinding[], check: RecordedCheck): AuditEventDraft[] {
  return bounded('drift.resolved', resolved, check, ({ id, kind, firstSeen }) => ({
    subject: { type: 'Target', id: check.target },
    data: { finding: id, kind, firstSeen },
  }));
}

function bounded<T>(
  type: string,
  all: readonly T[],
  { target, at, actor }: RecordedCheck,
  describe: (one: T) => Pick<AuditEventDraft, 'subject' | 'data'>,
): AuditEventDraft[] {
  const events = all.slice(0, eventsPerCheck).map((one): AuditEventDraft => {
    const { subject, data } = describe(one);
    return { type, at, actor, subject, data: { target, ...data } };
  });
  const more = all.length - events.length;
  if (more === 0) return events;
  return [...events, { type, at, actor, subject: { type: 'Target', id: target }, data: { target, more } }];
}

function subjectOf(item: DriftItem, target: string): AuditEventDraft['subject'] {
  if (item.user !== undefined) return { type: 'User', id: item.user.id, name: item.user.userName };
  if ('account' in item && item.account !== undefined) return { type: 'SupersetUser', id: item.account.username };
  if ('group' in item) return { type: 'SupersetGroup', id: item.group };
  if ('rule' in item) return { type: 'SupersetRule', id: item.rule };
  if ('role' in item) return { type: 'SupersetRole', id: item.role };
  return { type: 'Target', id: target };
}

/** What of an item decides on access; names, addresses and sentences stay out of the chain. */
function accessIn(item: DriftItem): Readonly<Record<string, unknown>> {
  const wanted = new Set([
    'grant',
    'grants',
    'group',
    'role',
    'roles',
    'missing',
    'extra',
    'added',
    'removed',
    'reason',
    'name',
    'what',
    'users',
  ]);
  return {
    ...Object.fromEntries(Object.entries(item).filter(([key]) => wanted.has(key) && item.kind !== 'conflict')),
    ...(item.changed !== undefined && { changedBy: item.changed.by }),
  };
}
