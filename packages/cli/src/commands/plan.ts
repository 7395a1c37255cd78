import { writeFile } from 'node:fs/promises';
import { silentLogger } from '@scim-superset/core';
import { hasDrift, type Plan, renderPlan } from '@scim-superset/provisioner';
import { openService } from '../service.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `scim-superset plan`. */
export interface PlanOptions {
  readonly config: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Shows what differs between the directory and every Superset. Returns the exit code: 0 in line, 2 drift, 1 error. */
export async function plan(options: PlanOptions, terminal: Terminal): Promise<number> {
  const service = await openService(options.config, silentLogger);
  try {
    const found = await service.provisioner.plan();
    terminal.out(options.json ? JSON.stringify(found, undefined, 2) : renderPlan(found).trimEnd());
    if (options.out !== undefined) {
      await writeFile(options.out, `${JSON.stringify(found, undefined, 2)}\n`, { mode: 0o600 });
      terminal.error(`Saved. To carry out exactly this plan: scim-superset apply ${options.out}`);
    }
    return exitCode(found);
  } finally {
    await service.close();
  }
}

/** A Superset that could not be read is an error, because nobody knows whether it is in line. */
function exitCode(plan: Plan): number {
  if (plan.targets.some(({ failure }) => failure !== undefined)) return 1;
  return hasDrift(plan) ? 2 : 0;
}
