import { type FailedUser, heartbeatMs, type TargetStatus } from '@scim-superset/provisioner';

const fewNames = 5;

/** Whether a process applies changes to a target, as far as its last sign of life tells. */
export function isServed({ heartbeat }: Pick<TargetStatus, 'heartbeat'>, now: number): boolean {
  return heartbeat !== undefined && now - heartbeat < 3 * heartbeatMs;
}

/** Says whether a process applies changes. */
export function describeLife(status: Pick<TargetStatus, 'heartbeat'>, now: number): string {
  const { heartbeat } = status;
  if (heartbeat === undefined) return 'serve does NOT run: changes, approved ones included, wait until it does';
  if (isServed(status, now)) return `serve runs (last sign of life ${ago(now - heartbeat)})`;
  return `serve has given NO SIGN OF LIFE for ${duration(now - heartbeat)}: changes, approved ones included, wait for it`;
}

/** Says what the checks for deviations came to. */
export function describeDrift({ drift }: Pick<TargetStatus, 'drift'>, now: number): string {
  if (drift === undefined) return 'deviations were never looked for; see scim-superset drift';
  const { checkedAt, fullAt, open } = drift;
  const full =
    fullAt === undefined || fullAt === checkedAt ? '' : `, of every account ${ago(now - Date.parse(fullAt))}`;
  const last = `at the last check ${ago(now - Date.parse(checkedAt))}${full}`;
  return open === 0 ? `no deviation ${last}` : `${count(open, 'open deviation')} ${last}: see scim-superset drift`;
}

/** Says who fails and why, a line for each reason and the most frequent first; of a few unless all are wanted. */
export function describeFailures(failures: readonly FailedUser[], all: boolean): string[] {
  const reasons = [...Map.groupBy(failures, ({ message }) => message)].sort(([, a], [, b]) => b.length - a.length);
  const shown = all ? reasons : reasons.slice(0, fewNames);
  const more = reasons.slice(shown.length).reduce((sum, [, users]) => sum + users.length, 0);
  return [
    ...shown.map(([message, users]) => {
      const attempts = Math.max(...users.map((user) => user.attempts));
      const names = users.map(({ userName }) => userName).sort();
      return `${listNames(names, all)}: ${message} (${users.length > 1 ? 'up to ' : ''}${count(attempts, 'attempt')})`;
    }),
    ...(more > 0 ? [`and ${count(more, 'user')} for other reasons (--all)`] : []),
  ];
}

/** Some names, or all, in their order. */
export function listNames(names: readonly string[], all: boolean): string {
  const shown = all ? names : names.slice(0, fewNames);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more (--all)` : '';
  return `${shown.join(', ')}${more}`;
}

/** A number with what it counts. */
export function count(number: number, what: string, many = `${what}s`): string {
  return `${number} ${number === 1 ? what : many}`;
}

/** How long something took or takes. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return count(seconds, 'second');
  if (seconds < 3_600) return count(Math.round(seconds / 60), 'minute');
  if (seconds < 172_800) return count(Math.round(seconds / 3_600), 'hour');
  return count(Math.round(seconds / 86_400), 'day');
}

/** How long ago something was. */
export function ago(ms: number): string {
  return `${duration(ms)} ago`;
}
