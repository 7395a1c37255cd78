import { silentLogger } from '@scim-superset/core';
import { askSuperset } from '../ask-superset.ts';
import { isServed } from '../describe-status.ts';
import { renderStatus, type ShownTarget } from '../render-status.ts';
import { openService } from '../service.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `scim-superset status`. */
export interface StatusOptions {
  readonly config: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/**
 * Shows how every Superset stands and whose loss of access waits for a decision. Returns the exit code: 0 when all is in
 * order, 2 when something needs a person: a Superset that does not work, users who fail, a decision, deviations, alerts of
 * leavers that run, or changes that wait while nothing applies them.
 */
export async function status(options: StatusOptions, terminal: Terminal): Promise<number> {
  const { targets, provisioner, close } = await openService(options.config, silentLogger);
  try {
    const [statuses, staged, failures, answers] = await Promise.all([
      provisioner.status(),
      provisioner.staged(),
      provisioner.failures(),
      Promise.all(targets.map(async (target) => [target.name, await askSuperset(target)] as const)),
    ]);
    const reasons = new Map(answers);
    const shown = statuses.map(
      (each): ShownTarget => ({
        status: each,
        unavailable: reasons.get(each.target),
        staged: staged.filter(({ target }) => target === each.target),
        failures: failures.filter(({ target }) => target === each.target),
      }),
    );
    const now = Date.now();
    if (options.json) terminal.data(toJson(shown));
    else terminal.out(...renderStatus(shown, { now, all: options.all ?? false }));
    return shown.some((target) => needsPerson(target, now)) ? 2 : 0;
  } finally {
    await close();
  }
}

function needsPerson({ status, unavailable, staged, failures }: ShownTarget, now: number): boolean {
  const { lag, drift, leavers } = status;
  const waits = lag.pending > 0 || staged.some((user) => user.status === 'approved');
  return (
    unavailable !== undefined ||
    failures.length > 0 ||
    staged.some((user) => user.status === 'staged') ||
    (drift?.open ?? 0) > 0 ||
    (leavers?.running ?? 0) > 0 ||
    (waits && !isServed(status, now))
  );
}

function toJson(shown: readonly ShownTarget[]): string {
  const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
  const targets = shown.map(({ status, unavailable, staged, failures }) => {
    const { target, lag, breaker, leavers, drift, lastSuccess, heartbeat } = status;
    return {
      target,
      available: unavailable === undefined,
      unavailable,
      heartbeat: iso(heartbeat),
      lag: { ...lag, oldest: iso(lag.oldest) },
      failures: failures.map(({ target: _target, retryAt, ...failed }) => ({ ...failed, retryAt: iso(retryAt) })),
      lastSuccess: iso(lastSuccess),
      breaker,
      drift,
      leavers: leavers && { ...leavers, at: iso(leavers.at) },
      staged,
    };
  });
  return JSON.stringify({ targets }, undefined, 2);
}
