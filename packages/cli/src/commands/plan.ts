import { writeFile } from 'node:fs/promises';
import { silentLogger } from '@scim-superset/core';
import {
  isInLine,
  type Plan,
  type PlanItemKind,
  renderPlan,
  type PlanOptions as ScopeOfPlan,
} from '@scim-superset/provisioner';
import { openService } from '../service.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `scim-superset plan`. */
export interface PlanOptions {
  readonly config: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly target?: string;
  /** Only items of these kinds. */
  readonly kind?: readonly PlanItemKind[];
}

/**
 * Shows what differs between the directory and every Superset. Returns the exit code: 0 in line, 2 when apply would change
 * something or somebody has to decide first, 1 error.
 */
export async function plan(options: PlanOptions, terminal: Terminal): Promise<number> {
  const service = await openService(options.config, silentLogger);
  try {
    const found = await service.provisioner.plan(scope(options));
    if (options.json) terminal.data(JSON.stringify(found, undefined, 2));
    else
      terminal.out(
        ...renderPlan(found, { partial: options.kind !== undefined })
          .trimEnd()
          .split('\n'),
      );
    if (options.out !== undefined) {
      await writeFile(options.out, `${JSON.stringify(found, undefined, 2)}\n`, { mode: 0o600 });
      terminal.error(`Saved. To carry out exactly this plan: scim-superset apply ${options.out}`);
    }
    return exitCode(found);
  } finally {
    await service.close();
  }
}

function scope({ target, kind }: PlanOptions): ScopeOfPlan {
  return { ...(target !== undefined && { target }), ...(kind !== undefined && { kinds: kind }) };
}

/** A Superset that could not be read is an error, because nobody knows whether it is in line. */
function exitCode(plan: Plan): number {
  if (plan.targets.some(({ failure }) => failure !== undefined)) return 1;
  return isInLine(plan) ? 0 : 2;
}
