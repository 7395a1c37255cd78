import { readFile } from 'node:fs/promises';
import { silentLogger } from '@scim-superset/core';
import { type Plan, ProvisionerError, renderPlan } from '@scim-superset/provisioner';
import { CliError } from '../cli-error.ts';
import { operator } from '../operator.ts';
import { openService } from '../service.ts';
import type { Terminal } from '../terminal.ts';
import { applyStaged } from './staged.ts';

/** Options of `scim-superset apply`. */
export interface ApplyOptions {
  readonly config: string;
  /** Goes ahead although the directory has no user, which deactivates every managed account. */
  readonly allowEmpty?: boolean;
  /** Carries out what is staged instead of a plan. */
  readonly staged?: boolean;
  readonly target?: string;
  readonly user?: readonly string[];
  readonly removals?: boolean;
}

/**
 * Carries out a saved plan, a fresh one, or what is staged. Returns the exit code: 0 when all of it was done, 1 otherwise.
 */
export async function apply(planFile: string | undefined, options: ApplyOptions, terminal: Terminal): Promise<number> {
  if (options.staged) {
    if (planFile === undefined) return applyStaged(options, terminal);
    throw new CliError(
      'A plan and --staged are two different things',
      'Give one of them; what is staged is in no plan',
    );
  }
  if ((options.target ?? options.user ?? options.removals) !== undefined) {
    throw new CliError('--target, --user and --removals select from what is staged', 'Add --staged, or leave them out');
  }
  const service = await openService(options.config, silentLogger);
  try {
    const plan = planFile === undefined ? await service.provisioner.plan() : await readPlan(planFile);
    terminal.out(...renderPlan(plan).trimEnd().split('\n'));
    if (plan.users === 0 && options.allowEmpty) {
      const taken = plan.targets.flatMap(({ items }) =>
        items.filter(({ kind, action }) => kind === 'deactivate' && action === 'change'),
      ).length;
      terminal.error(
        `WARNING: the directory has no users, and ${taken} accounts are to lose all access (--allow-empty)`,
      );
    }
    const how = { allowEmpty: options.allowEmpty ?? false, actor: operator() };
    const report = await service.provisioner.apply(plan, how).catch(explain);
    const outcomes = report.targets.flatMap(({ target, outcomes: all }) => all.map((one) => ({ target, ...one })));
    const undone = outcomes.filter(({ outcome }) => outcome !== 'applied');
    for (const { target, item, outcome, message } of undone) {
      const why = outcome === 'stale' ? 'it has changed since the plan was made; make a new plan' : message;
      terminal.error(`${target}: not applied: ${item.text}: ${why}`);
    }
    terminal.out(`Applied ${outcomes.length - undone.length} of ${outcomes.length} changes`);
    const unread = plan.targets.some(({ failure }) => failure !== undefined);
    return undone.length === 0 && !unread ? 0 : 1;
  } finally {
    await service.close();
  }
}

function explain(error: unknown): never {
  if (!(ProvisionerError.is(error) && error.code === 'empty-directory')) throw error;
  throw new CliError(
    'The directory has no users, so applying would take access away from everybody',
    'See that "store" in the configuration names the right file; if everybody is to lose access, add --allow-empty',
    { cause: error },
  );
}

async function readPlan(file: string): Promise<Plan> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError(`Cannot read ${file}`, 'Make a plan with: scim-superset plan --out FILE', { cause });
  });
  const plan = parseJson(text);
  if (isPlan(plan)) return plan;
  throw new CliError(`${file} is not a saved plan`, 'Make one with: scim-superset plan --out FILE');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The shape alone: applying compares every item with the world as it is, so an invented one does nothing. */
function isPlan(value: unknown): value is Plan {
  if (typeof value !== 'object' || value === null || !('targets' in value)) return false;
  const { targets } = value;
  return (
    Array.isArray(targets) &&
    targets.every(
      (part) => typeof part?.target === 'string' && typeof part?.mapping === 'string' && Array.isArray(part?.items),
    )
  );
}
