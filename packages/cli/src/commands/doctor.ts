import { type Lag, type Store, silentLogger } from '@scim-superset/core';
import type { BreakerStatus, Provisioner, Target, TargetStatus } from '@scim-superset/provisioner';
import { askSuperset } from '../ask-superset.ts';
import { count, describeDrift, describeFailures, describeLife, duration, isServed } from '../describe-status.ts';
import { openService } from '../service.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `scim-superset doctor`. */
export interface DoctorOptions {
  readonly config: string;
  /** Names everybody who fails instead of a few. */
  readonly all?: boolean;
}

/** Something that was looked at; a warning is ok, and worth a look. */
interface Finding {
  readonly warning?: boolean;
  readonly ok: boolean;
  readonly text: string;
}

/** Checks tokens, every Superset, the lag and the mapping. Returns the exit code: 0 when all is well. */
export async function doctor(options: DoctorOptions, terminal: Terminal): Promise<number> {
  const { configuration, store, targets, provisioner, close } = await openService(options.config, silentLogger);
  try {
    const [reasons, statuses, failures] = await Promise.all([
      Promise.all(targets.map(askSuperset)),
      provisioner.status(),
      provisioner.failures(),
    ]);
    const down = targets.filter((_target, index) => reasons[index] !== undefined).map(({ name }) => name);
    const names = (wanted: string): string[] =>
      describeFailures(
        failures.filter(({ target }) => target === wanted),
        options.all ?? false,
      );
    const findings: Finding[] = [
      { ok: true, text: `configuration: store ${configuration.store}, ${count(targets.length, 'Superset')}` },
      await checkTokens(store),
      ...targets.map((target, index) => checkAnswer(target, reasons[index])),
      ...statuses.flatMap((status) => checkStatus(status, names(status.target))),
      ...(await checkMapping(provisioner, down)),
    ];
    terminal.out(...findings.map((finding) => `${signOf(finding)} ${finding.text}`));
    return findings.every(({ ok }) => ok) ? 0 : 1;
  } finally {
    await close();
  }
}

function signOf({ ok, warning }: Finding): string {
  if (!ok) return '✘';
  return warning ? '!' : '✔';
}

async function checkTokens({ tokens }: Store): Promise<Finding> {
  const valid = (await tokens.list()).filter(
    ({ revokedAt, expiresAt }) => revokedAt === undefined && Date.parse(expiresAt) > Date.now(),
  );
  if (valid.length > 0) return { ok: true, text: `tokens: ${valid.length} valid` };
  return { ok: false, text: 'tokens: none is valid; issue one with: scim-superset token create NAME' };
}

function checkAnswer({ name, superset }: Target, reason: string | undefined): Finding {
  if (reason === undefined) return { ok: true, text: `${name}: answers at ${superset.url}` };
  return { ok: false, text: `${name}: ${reason}` };
}

function checkStatus(status: TargetStatus, failures: readonly string[]): Finding[] {
  const { target, lag, breaker, leavers, drift } = status;
  const now = Date.now();
  const warn = (text: string): Finding => ({ ok: true, warning: true, text: `${target}: ${text}` });
  const life = describeLife(status, now);
  const isOff = breaker.deactivations === undefined && breaker.grantLosses === undefined;
  const running = leavers?.running ?? 0;
  return [
    isServed(status, now) ? { ok: true, text: `${target}: ${life}` } : warn(life),
    checkLag(target, lag),
    ...failures.map((text): Finding => ({ ok: false, text: `${target}: ${text}` })),
    ...checkHolds(target, breaker),
    ...(isOff ? [warn('the breaker is off: nobody is asked, however many lose access')] : []),
    ...((drift?.open ?? 0) > 0 ? [warn(describeDrift(status, now))] : []),
    ...(running > 0
      ? [warn(`${count(running, 'alert or report', 'alerts or reports')} of leavers run; see: scim-superset leavers`)]
      : []),
  ];
}

function checkLag(target: string, { pending, urgent, failing, oldest }: Lag): Finding {
  if (pending === 0) return { ok: true, text: `${target}: nobody waits to be brought in line` };
  const since = oldest === undefined ? '' : `, the oldest for ${duration(Date.now() - oldest)}`;
  const users = pending === 1 ? '1 user waits' : `${pending} users wait`;
  return {
    ok: false,
    text: `${target}: ${users} to be brought in line (${urgent} urgent, ${failing} failing${since})`,
  };
}

function checkHolds(target: string, { holds }: BreakerStatus): Finding[] {
  const { staged, approved, rejected } = holds;
  const waiting = `${target}: ${staged} would lose access and wait for your decision; see: scim-superset status`;
  const due = `${target}: ${approved} are to lose access as was approved; serve applies it`;
  const kept = `${target}: ${rejected} keep access that the directory takes away, because somebody rejected that`;
  return [
    ...(staged > 0 ? [{ ok: false, text: waiting }] : []),
    ...(approved > 0 ? [{ ok: true, warning: true, text: due }] : []),
    ...(rejected > 0 ? [{ ok: true, warning: true, text: kept }] : []),
  ];
}

/** Asking a Superset that is down once more would only take time. */
async function checkMapping(provisioner: Provisioner, down: readonly string[]): Promise<Finding[]> {
  const problems = await provisioner.check({ down });
  if (problems.length === 0) {
    const limit = down.length === 0 ? '' : `, as far as can be told while ${down.join(', ')} does not answer`;
    return [{ ok: true, text: `mapping: every role and every group exists, and nothing is given too broadly${limit}` }];
  }
  return problems.map(({ severity, target, message }) => {
    const warning = severity === 'warning';
    return { ok: warning, warning, text: `${target === undefined ? '' : `${target}: `}mapping: ${message}` };
  });
}
