import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { claimPort } from '../free-port.ts';
import type { Progress } from '../progress.ts';
import type { Supervisor } from '../supervisor.ts';
import { type DemoAccounts, newPassword, seed } from './seed.ts';
import { type SupersetHome, startSuperset, supersetCli, supersetCommand } from './superset-server.ts';
import type { VirtualEnvironment } from './virtual-environment.ts';

/** A prepared Superset home that is copied for every run. */
export interface Template {
  readonly folder: string;
  readonly accounts: DemoAccounts;
}

const sources = [
  './seed.ts',
  './template.ts',
  '../../superset/superset_config.py',
  '../../superset/make_demo_data.py',
  '../../superset/demo-data.json',
];

/** Initialises and fills a Superset home in the cache, unless a sound one is there. Takes about 30 seconds. */
export async function prepareTemplate(options: {
  readonly environment: VirtualEnvironment;
  readonly cache: string;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
}): Promise<Template> {
  const { environment, cache, supervisor, progress } = options;
  const hash = createHash('sha256').update(environment.key);
  for (const source of sources) hash.update(await readFile(new URL(source, import.meta.url)));
  const folder = join(cache, `home-${environment.version}-${hash.digest('hex').slice(0, 12)}`);
  const existing = await readTemplate(folder);
  if (existing !== undefined) return existing;

  // Built beside its place and moved there when complete, so that an interruption never leaves half a template.
  const draft = `${folder}.draft`;
  for (const old of [draft, folder]) await rm(old, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const accounts: DemoAccounts = {
    admin: { username: 'admin', password: newPassword() },
    service: { username: 'scim-service', password: newPassword() },
  };
  await writeFile(join(draft, 'secret_key'), newPassword(), { mode: 0o600 });
  const log = join(cache, `init-${environment.version}.log`);
  await rm(log, { force: true });
  const home: SupersetHome = { folder: draft, environment, log };
  const remedy = `The log says why: ${log}. After mending it, npm start -- --fresh starts from scratch`;
  const run = (name: string, args: readonly string[], secrets: NodeJS.ProcessEnv = {}): Promise<void> => {
    const command = supersetCommand(home, name, args);
    return supervisor.run({ ...command, env: { ...command.env, ...secrets } }, remedy);
  };

  await progress.step('Creating the metadata database', () =>
    supervisor.run(supersetCli(home, 'db', 'upgrade'), remedy),
  );
  await progress.step('Creating roles and permissions', async () => {
    const { username, password } = accounts.admin;
    const names = [
      '--username',
      username,
      '--firstname',
      'Demo',
      '--lastname',
      'Admin',
      '--email',
      'admin@example.com',
    ];
    await run('superset fab create-admin', [...cliWithPassword, 'fab', 'create-admin', ...names], {
      SUPERSET_PASSWORD: password,
    });
    await supervisor.run(supersetCli(home, 'init'), remedy);
  });
  await progress.step('Filling in demo data, roles and row-level security', async () => {
    await run('Writing the demo data', [
      fileURLToPath(new URL('../../superset/make_demo_data.py', import.meta.url)),
      join(draft, 'demo.db'),
      fileURLToPath(new URL('../../superset/demo-data.json', import.meta.url)),
    ]);
    const server = await startSuperset(home, await claimPort(0, 'preparing Superset', ''), supervisor);
    await seed(server.url, accounts);
    await server.stop();
  });
  await writeFile(join(draft, 'accounts.json'), JSON.stringify(accounts), { mode: 0o600 });
  await writeFile(join(draft, 'checksum'), await checksum(draft));
  await rename(draft, folder);
  return { folder, accounts };
}

/** Copies a template to a new home. */
export async function copyTemplate(template: Template, folder: string): Promise<void> {
  await cp(template.folder, folder, { recursive: true });
}

// Everybody on the machine may read the arguments of a process.
const cliWithPassword = [
  '-c',
  'import os, sys; from superset.cli.main import superset; ' +
    "sys.argv += ['--password', os.environ['SUPERSET_PASSWORD']]; sys.exit(superset())",
];

async function readTemplate(folder: string): Promise<Template | undefined> {
  try {
    const accounts = JSON.parse(await readFile(join(folder, 'accounts.json'), 'utf8')) as DemoAccounts;
    const sound = (await readFile(join(folder, 'checksum'), 'utf8')) === (await checksum(folder));
    return sound ? { folder, accounts } : undefined;
  } catch {
    return undefined;
  }
}

async function checksum(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['superset.db', 'demo.db', 'secret_key', 'accounts.json'])
    hash.update(await readFile(join(folder, file)));
  return hash.digest('hex');
}
