import { silentLogger } from '@scim-superset/core';
import { runningReports, type TargetLeavers } from '@scim-superset/provisioner';
import { renderLeavers } from '../render-leavers.ts';
import { openService } from '../service.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `scim-superset leavers`. */
export interface LeaversOptions {
  readonly config: string;
  readonly target?: string;
  readonly apply?: boolean;
  readonly json?: boolean;
}

/**
 * Shows what people own in every Superset who have left, and carries the policies out if asked to. Returns the exit code:
 * 0 when nothing of theirs runs, 2 when an alert or report does, 1 when that is not known or a policy could not be
 * carried out.
 */
export async function leavers(options: LeaversOptions, terminal: Terminal): Promise<number> {
  const { config, target, apply = false, json = false } = options;
  const service = await openService(config, silentLogger);
  try {
    const found = await service.provisioner.leavers({ apply, ...(target !== undefined && { target }) });
    if (json) terminal.data(JSON.stringify(found, undefined, 2));
    else terminal.out(...found.flatMap((target, index) => [...(index === 0 ? [] : ['']), ...renderLeavers(target)]));
    return exitCode(found);
  } finally {
    await service.close();
  }
}

function exitCode(found: readonly TargetLeavers[]): number {
  if (found.some((target) => target.failure !== undefined || hasFailed(target))) return 1;
  if (found.some((target) => runningReports(target).length > 0)) return 2;
  return found.every(({ allReportsSeen }) => allReportsSeen) ? 0 : 1;
}

function hasFailed({ leavers }: TargetLeavers): boolean {
  return leavers.some(({ assets }) => assets.some(({ outcome }) => outcome?.done === false));
}
