import { readFileSync } from 'node:fs';
import { type PlanItemKind, planItemKinds } from '@scim-superset/provisioner';
import { Command, InvalidArgumentError } from 'commander';
import { apply } from './commands/apply.ts';
import { doctor } from './commands/doctor.ts';
import { drift } from './commands/drift.ts';
import { explain } from './commands/explain.ts';
import { leavers } from './commands/leavers.ts';
import { plan } from './commands/plan.ts';
import { preview } from './commands/preview.ts';
import { serve } from './commands/serve.ts';
import { reject } from './commands/staged.ts';
import { status } from './commands/status.ts';
import { createToken, listTokens, revokeToken } from './commands/token.ts';
import { configurationJsonSchema } from './configuration/configuration-json-schema.ts';
import type { Terminal } from './terminal.ts';

/**
 * Builds the command line. `finish` receives the exit code of the command that ran. Only what has to end in order calls
 * `whenStopped`: signals end all other commands at once, which costs nothing, because whatever was begun is tried again.
 */
export function createProgram(
  terminal: Terminal,
  whenStopped: () => AbortSignal,
  finish: (code: number) => void,
): Command {
  const program = new Command('scim-superset')
    .description('SCIM 2.0 for Apache Superset: the identity provider decides who may do what.')
    .version(readVersion())
    .showHelpAfterError('(scim-superset --help shows how)')
    .configureHelp({ showGlobalOptions: true });
  const config = ['-c, --config <file>', 'configuration file (YAML or JSON)', 'scim-superset.yaml'] as const;

  program
    .command('serve')
    .description('serve SCIM and keep every Superset in line, until stopped')
    .option(...config)
    .option('--host <address>', 'address to listen on (default: as configured)')
    .option('--port <number>', 'port to listen on, 0 for a free one (default: as configured)', parsePort)
    .option('--directory-only', 'no Superset, no configuration file; the token comes from SCIM_SUPERSET_TOKEN')
    .option('--store <store>', 'with --directory-only: memory, or sqlite:FILE')
    .action(async (options) => {
      await serve(options, whenStopped());
      finish(0);
    });
  program
    .command('plan')
    .description(
      'show what differs between the directory and Superset; exits 0 in line, 2 when something is to be changed or decided, 1 error',
    )
    .option(...config)
    .option('-o, --out <file>', 'save the plan for apply')
    .option('--target <name>', 'only this Superset')
    .option('--kind <kind...>', 'only items of these kinds, and what else differs for the same users', parseKinds)
    .option('--json', 'print JSON')
    .action(async (options) => finish(await plan(options, terminal)));
  program
    .command('apply')
    .description('bring Superset in line: carry out a saved plan, or make one and carry it out; or what is staged')
    .argument(
      '[plan]',
      'a plan saved with plan --out; what has changed since is left alone; refused under another mapping',
    )
    .option(...config)
    .option('--allow-empty', 'go ahead although the directory has no user at all')
    .option('--staged', 'instead of a plan: take the access away that status shows as waiting for a decision')
    .option('--target <name>', 'with --staged: only at this Superset')
    .option('--user <name...>', 'with --staged: only these users, by userName or id')
    .option('--removals', 'with --staged: delete the deactivated accounts that wait for it, and nothing else')
    .action(async (file, options) => finish(await apply(file, options, terminal)));
  program
    .command('reject')
    .description('let people keep the access that status shows as waiting for a decision')
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option(...config)
    .option('--target <name>', 'only at this Superset')
    .option('--user <name...>', 'only these users, by userName or id')
    .option('--removals', 'leave accounts deactivated that wait to be deleted, and nothing else')
    .action(async (options) => finish(await reject(options, terminal)));
  program
    .command('status')
    .description('show how every Superset stands and what waits for a decision; exits 0 in order, 2 needs you, 1 error')
    .option(...config)
    .option('--all', 'name everybody')
    .option('--json', 'print JSON')
    .action(async (options) => finish(await status(options, terminal)));
  program
    .command('drift')
    .description('check for deviations now, and say since when they are there; exits 0 none, 2 some, 1 error')
    .option(...config)
    .option('--target <name>', 'only this Superset')
    .option('--full', 'read every account, also where a quick check is possible')
    .option('--json', 'print JSON')
    .option('--accept-roles', 'take what roles permit now as accepted, instead of checking')
    .option('--reason <text>', 'with --accept-roles: why, for the audit chain')
    .action(async (options) => finish(await drift(options, terminal)));
  program
    .command('preview')
    .description(
      'say who gains and who loses what under another role mapping; exits 0 nothing changes, 2 changes, 1 error',
    )
    .argument('<file>', 'a role mapping, or a configuration file with one')
    .option(...config)
    .option('--all', 'list every user who changes')
    .option('--json', 'print JSON')
    .action(async (file, options) => finish(await preview(file, options, terminal)));
  program
    .command('explain')
    .description('say which roles a person has, and why')
    .argument('<user>', 'userName or id')
    .option(...config)
    .option('--json', 'print JSON')
    .action(async (user, options) => finish(await explain(user, options, terminal)));
  program
    .command('leavers')
    .description('show what people own who have left; exits 0, 2 when an alert or report of theirs still runs, 1 error')
    .option(...config)
    .option('--target <name>', 'only this Superset')
    .option('--apply', "carry out each target's policy now, instead of saying what it would do")
    .option('--json', 'print JSON')
    .action(async (options) => finish(await leavers(options, terminal)));
  const token = program.command('token').description('manage the tokens that identity providers present');
  token
    .command('create')
    .description('issue a token and print it, this once')
    .argument('<name>', 'whom it is for, for example "okta"')
    .option(...config)
    .option('--days <number>', 'days until it expires', parseDays, 90)
    .option('--read-only', 'let it read only')
    .action(async (name, options) => finish(await createToken(name, options, terminal)));
  token
    .command('list')
    .description('list all tokens')
    .option(...config)
    .action(async (options) => finish(await listTokens(options, terminal)));
  token
    .command('revoke')
    .description('revoke a token at once')
    .argument('<id>', 'the id that token list shows')
    .option(...config)
    .action(async (id, options) => finish(await revokeToken(id, options, terminal)));
  program
    .command('schema')
    .description('print the JSON Schema of the configuration file, for editors')
    .action(() => {
      terminal.data(JSON.stringify(configurationJsonSchema(), undefined, 2));
      finish(0);
    });
  program
    .command('doctor')
    .description('check configuration, store, Superset, mapping and lag; exits 1 when something needs attention')
    .option(...config)
    .option('--all', 'name everybody who fails')
    .action(async (options) => finish(await doctor(options, terminal)));
  return program;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
}

function parseKinds(text: string, earlier: readonly PlanItemKind[] = []): readonly PlanItemKind[] {
  const kind = planItemKinds.find((known) => known === text);
  if (kind !== undefined) return [...earlier, kind];
  throw new InvalidArgumentError(`There is no such kind; there are ${planItemKinds.join(', ')}.`);
}

function parseDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 3650) return days;
  throw new InvalidArgumentError('Give whole days, from 1 to 3650.');
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return manifest.version;
}
