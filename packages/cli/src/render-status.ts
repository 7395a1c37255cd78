import type { CounterStatus, FailedUser, StagedUser, TargetStatus } from '@scim-superset/provisioner';
import { ago, count, describeDrift, describeFailures, describeLife, duration, listNames } from './describe-status.ts';

/** A target as the status shows it. */
export interface ShownTarget {
  readonly status: TargetStatus;
  /** Why the Superset does not work; undefined when it does. */
  readonly unavailable: string | undefined;
  readonly staged: readonly StagedUser[];
  readonly failures: readonly FailedUser[];
}

/** How to show it. */
export interface RenderStatusOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Names everybody instead of a few. */
  readonly all: boolean;
}

/** Writes for people how targets stand, who waits for a decision, and how to decide. */
export function renderStatus(targets: readonly ShownTarget[], options: RenderStatusOptions): string[] {
  const parts = targets.map((target) => renderTarget(target, options));
  const waiting = targets.flatMap(({ staged }) => staged.filter(({ status }) => status === 'staged'));
  const paragraphs = [...parts, howToDecide(waiting)].filter(({ length }) => length > 0);
  return paragraphs.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function howToDecide(waiting: readonly StagedUser[]): string[] {
  if (waiting.length === 0) return [];
  const removals = waiting.filter(({ kind }) => kind === 'removal');
  const access = [
    'To take the access away:         scim-superset apply --staged',
    'To let them keep it:             scim-superset reject --reason "WHY"',
  ];
  const accounts = [
    'To delete the accounts for good: scim-superset apply --staged --removals',
    'To leave them deactivated:       scim-superset reject --removals --reason "WHY"',
  ];
  const ways = [...(removals.length < waiting.length ? access : []), ...(removals.length > 0 ? accounts : [])];
  return [...ways, 'Each for all that wait, or with --target NAME or --user NAME for a part of them.'];
}

function renderTarget({ status, unavailable, staged, failures }: ShownTarget, options: RenderStatusOptions): string[] {
  const { target, lag, breaker, leavers, lastSuccess } = status;
  const { now, all } = options;
  const lines = [
    unavailable === undefined ? `${target}: available` : `${target}: NOT AVAILABLE: ${unavailable}`,
    `  ${describeLife(status, now)}`,
    `  ${describeLag(lag, now)}`,
    ...(failures.length === 0 ? [] : [`  ${count(failures.length, 'user')} FAILED, and will be tried again`]),
    ...describeFailures(failures, all).map((line) => `    ${line}`),
    `  last change applied ${lastSuccess === undefined ? 'never' : ago(now - lastSuccess)}`,
    ...describeBreaker(breaker),
    `  ${describeDrift(status, now)}`,
    ...describeLeavers(leavers),
  ];
  const byStatus = (wanted: StagedUser['status']): StagedUser[] => staged.filter((user) => user.status === wanted);
  return [
    ...lines,
    ...describeGroups('  WAITING FOR A DECISION', byStatus('staged'), options),
    ...describeGroups('  approved, and applied as soon as Superset takes it', byStatus('approved'), options),
    ...describeGroups('  rejected: kept until the directory changes', byStatus('rejected'), options),
  ];
}

function describeLag({ pending, held, oldest }: TargetStatus['lag'], now: number): string {
  if (pending === 0) return held === 0 ? 'every change is applied' : 'every change is applied, but those that are held';
  const since = oldest === undefined ? '' : `, the oldest for ${duration(now - oldest)}`;
  return `${count(pending, 'user')} to be applied${since}`;
}

function describeBreaker({ deactivations, grantLosses }: TargetStatus['breaker']): string[] {
  if (deactivations === undefined && grantLosses === undefined) {
    return ['  the breaker is OFF: nobody is asked, however many lose access'];
  }
  return [...describeCounter('deactivations', deactivations), ...describeCounter('lost grants', grantLosses)];
}

function describeCounter(what: string, counter: CounterStatus | undefined): string[] {
  if (counter === undefined) return [];
  const { trippedSince, counted, limit, windowMs } = counter;
  const minutes = Math.round(windowMs / 60_000);
  const allowed = limit === undefined ? '' : `, limit ${limit}`;
  if (trippedSince === undefined) return [`  ${what}: ${counted} in the last ${minutes} minutes${allowed}`];
  const applied = `${counted} applied in the last ${minutes} minutes${allowed}`;
  return [`  ${what}: TOO MANY since ${trippedSince}, so all further ones are staged (${applied})`];
}

function describeLeavers(check: TargetStatus['leavers']): string[] {
  if (check === undefined) return [];
  const { running, problems } = check;
  const alerts = `  ${count(running, 'alert or report', 'alerts or reports')} of people who have left still running`;
  return [...(running === 0 ? [] : [`${alerts}: see scim-superset leavers`]), ...problems.map((text) => `  ! ${text}`)];
}

/** Those who would lose the same are one line, because it is the mass that has to be judged. */
function describeGroups(title: string, users: readonly StagedUser[], { now, all }: RenderStatusOptions): string[] {
  if (users.length === 0) return [];
  const groups = [...Map.groupBy(users, alikeBy).values()].map((alike) => {
    const names = alike.map(({ userName }) => userName).sort();
    return [`    ${count(alike.length, 'user')} would ${describeAlike(alike, now)}`, `      ${listNames(names, all)}`];
  });
  return [title, ...groups.flat()];
}

/** What they have in common, when each happened left aside. */
function alikeBy({ loss, roles, status, decision }: StagedUser): string {
  return JSON.stringify([loss, roles, status, decision?.by, decision?.reason]);
}

function describeAlike(alike: readonly StagedUser[], now: number): string {
  const [first] = alike;
  if (first === undefined) return '';
  const { loss, roles, status, decision } = first;
  const since = Math.min(...alike.map((user) => Date.parse(user.decision?.at ?? user.since)));
  const gone = roles.length === 0 ? '' : ` (${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')})`;
  const when = `${alike.length > 1 ? 'the first ' : ''}${ago(now - since)}`;
  if (decision === undefined) return `${loss}${gone}; staged ${when}`;
  return `${loss}${gone}; ${status} by ${decision.by} ${when}${decision.reason === undefined ? '' : `: ${decision.reason}`}`;
}
