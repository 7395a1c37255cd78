import { silentLogger } from '@scim-superset/core';
import {
  type DriftCheckOptions,
  type DriftReport,
  isWithoutDrift,
  type Provisioner,
  renderDrift,
  type WaitingCheck,
} from '@scim-superset/provisioner';
import { CliError } from '../cli-error.ts';
import { operator } from '../operator.ts';
import { openService } from '../service.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `scim-superset drift`. */
export interface DriftOptions {
  readonly config: string;
  readonly target?: string;
  /** Reads every account. */
  readonly full?: boolean;
  readonly json?: boolean;
  /** Takes what roles permit now as accepted, instead of checking. */
  readonly acceptRoles?: boolean;
  /** Why, for the audit chain. */
  readonly reason?: string;
}

/** Checks every Superset for deviations now. Returns the exit code: 0 none, 2 deviations, 1 error. */
export async function drift(options: DriftOptions, terminal: Terminal): Promise<number> {
  const { reason } = options;
  if (options.acceptRoles && (reason === undefined || reason.trim() === '')) {
    throw new CliError('Nobody knows later why the roles were accepted', 'Say it with --reason "..."');
  }
  const service = await openService(options.config, silentLogger);
  try {
    const { provisioner } = service;
    if (options.acceptRoles) return await acceptRoles(provisioner, { ...options, reason: reason ?? '' }, terminal);
    const how = { ...scope(options, terminal), full: options.full ?? false, actor: operator() };
    const report = await provisioner.drift(how);
    if (options.json) terminal.data(JSON.stringify(report, undefined, 2));
    else terminal.out(...renderDrift(report).trimEnd().split('\n'));
    return exitCode(report);
  } finally {
    await service.close();
  }
}

async function acceptRoles(
  provisioner: Provisioner,
  options: DriftOptions & { readonly reason: string },
  terminal: Terminal,
): Promise<number> {
  const { reason, json } = options;
  const accepted = await provisioner.acceptRoles({ ...scope(options, terminal), reason, actor: operator() });
  if (json) terminal.data(JSON.stringify(accepted, undefined, 2));
  else {
    for (const { target, items } of accepted) {
      terminal.out(`${target}: ${items.length === 0 ? 'nothing had changed' : 'accepted'}`);
      for (const { text } of items) terminal.out(`  ${text}`);
    }
  }
  return 0;
}

function scope({ target }: DriftOptions, terminal: Terminal): Pick<DriftCheckOptions, 'target' | 'onWait'> {
  const onWait = ({ target: name, holder = 'another process' }: WaitingCheck): void =>
    terminal.error(`${name}: ${holder} is checking it; waiting up to two minutes for that to end`);
  return { onWait, ...(target !== undefined && { target }) };
}

/** A Superset that could not be read is an error, because nobody knows whether it deviates. */
function exitCode(report: DriftReport): number {
  if (report.targets.some(({ failure }) => failure !== undefined)) return 1;
  return isWithoutDrift(report) ? 0 : 2;
}
