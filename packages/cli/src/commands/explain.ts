import { silentLogger } from '@scim-superset/core';
import { renderExplanation } from '../render-explanation.ts';
import { openService } from '../service.ts';
import type { Terminal } from '../terminal.ts';

/** Options of `scim-superset explain`. */
export interface ExplainOptions {
  readonly config: string;
  readonly json?: boolean;
}

/** Says which roles a person has in every Superset, and why. Returns the exit code. */
export async function explain(user: string, options: ExplainOptions, terminal: Terminal): Promise<number> {
  const service = await openService(options.config, silentLogger);
  try {
    const explanation = await service.provisioner.explain(user);
    if (options.json) terminal.data(JSON.stringify(explanation, undefined, 2));
    else terminal.out(...renderExplanation(explanation));
    return 0;
  } finally {
    await service.close();
  }
}
