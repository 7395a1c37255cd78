import { silentLogger } from '@scim-superset/core';
import { ProvisionerError, type StagedOutcome, type StagedUser } from '@scim-superset/provisioner';
import { CliError } from '../cli-error.ts';
import { operator } from '../operator.ts';
import { openService, type Service } from '../service.ts';
import type { Terminal } from '../terminal.ts';

/** What of the staged losses to decide on. */
export interface StagedOptions {
  readonly config: string;
  readonly target?: string;
  readonly user?: readonly string[];
  /** On accounts that would be deleted for good, instead of all else. */
  readonly removals?: boolean;
}

/** Takes the access away that is staged. Returns the exit code: 0 when all of it is gone, 1 otherwise. */
export async function applyStaged(options: StagedOptions, terminal: Terminal): Promise<number> {
  return decide(options, terminal, ({ provisioner }, selection) => provisioner.applyStaged(selection));
}

/** Lets people keep the access that is staged. Returns the exit code: 0 when that was noted for all, 1 otherwise. */
export async function reject(
  options: StagedOptions & { readonly reason: string },
  terminal: Terminal,
): Promise<number> {
  const { reason } = options;
  if (reason.trim() === '')
    throw new CliError('The reason is empty', 'Say why with --reason "WHY"; it is kept for auditors');
  return decide(options, terminal, ({ provisioner }, selection) => provisioner.reject({ ...selection, reason }));
}

type Selection = NonNullable<Parameters<Service['provisioner']['applyStaged']>[0]>;

async function decide(
  { config, target, user, removals = false }: StagedOptions,
  terminal: Terminal,
  carryOut: (service: Service, selection: Selection) => Promise<readonly StagedOutcome[]>,
): Promise<number> {
  const service = await openService(config, silentLogger);
  try {
    const at = target === undefined ? {} : { target };
    const before = await service.provisioner.staged(at);
    const selection: Selection = { ...at, removals, actor: operator(), ...(user !== undefined && { users: user }) };
    const outcomes = await carryOut(service, selection).catch(explain);
    if (outcomes.length === 0) terminal.out(nothing(removals, before));
    terminal.out(...summarise(outcomes, before));
    for (const each of outcomes.filter(({ outcome }) => outcome === 'failed' || outcome === 'busy')) {
      const why = each.message ?? 'another process is applying something else for this user; try again';
      terminal.error(`${each.target}: ${each.userName}: not yet: ${why}`);
    }
    return outcomes.every(({ outcome }) => outcome === 'applied' || outcome === 'rejected') ? 0 : 1;
  } finally {
    await service.close();
  }
}

function nothing(removals: boolean, before: readonly StagedUser[]): string {
  if (removals) return 'No account waits to be deleted for good.';
  const others = before.some(({ kind, status }) => kind === 'removal' && status === 'staged');
  return others
    ? 'Nothing is staged but accounts to be deleted for good; for these add --removals.'
    : 'Nothing is staged.';
}

const verbs: Readonly<Record<StagedOutcome['outcome'], string>> = {
  applied: 'done',
  approved: 'approved; applied as soon as Superset takes it',
  rejected: 'rejected, until the directory changes',
  failed: 'approved, but not done',
  busy: 'not decided',
};

/** One line for those who would lose the same and fared the same. */
function summarise(outcomes: readonly StagedOutcome[], before: readonly StagedUser[]): string[] {
  const losses = new Map(before.map(({ target, userId, loss }) => [`${target} ${userId}`, loss]));
  const groups = Map.groupBy(outcomes, ({ target, userId, outcome }) => {
    return `${target}: % ${losses.get(`${target} ${userId}`) ?? 'lose access'}: ${verbs[outcome]}`;
  });
  return [...groups].map(([text, { length }]) => text.replace('%', `${length} ${length === 1 ? 'user' : 'users'} to`));
}

function explain(error: unknown): never {
  if (!(ProvisionerError.is(error) && error.code === 'unknown-user')) throw error;
  throw new CliError(error.message, 'Name users as "scim-superset status --all" does; nothing was done', {
    cause: error,
  });
}
