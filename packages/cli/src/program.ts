import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { apply } from './commands/apply.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { plan } from './commands/plan.ts';
import { serve } from './commands/serve.ts';
import { createToken, listTokens, revokeToken } from './commands/token.ts';
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
    .description('show what differs between the directory and Superset; exits 0 in line, 2 drift, 1 error')
    .option(...config)
    .option('-o, --out <file>', 'save the plan for apply')
    .option('--json', 'print JSON')
    .action(async (options) => finish(await plan(options, terminal)));
  program
    .command('apply')
    .description('bring Superset in line: carry out a saved plan, or make one and carry it out')
    .argument('[plan]', 'a plan saved with plan --out; refused when the world has changed since')
    .option(...config)
    .option('--allow-empty', 'go ahead although the directory has no user at all')
    .action(async (file, options) => finish(await apply(file, options, terminal)));
  program
    .command('explain')
    .description('say which roles a person has, and why')
    .argument('<user>', 'userName or id')
    .option(...config)
    .option('--json', 'print JSON')
    .action(async (user, options) => finish(await explain(user, options, terminal)));
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
    .command('doctor')
    .description('check configuration, store, Superset, mapping and lag; exits 1 when something needs attention')
    .option(...config)
    .action(async (options) => finish(await doctor(options, terminal)));
  return program;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
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
