import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { logTail } from './log-tail.ts';
import { QuickstartError } from './quickstart-error.ts';
import type { StoryScim } from './story/index.ts';
import { type Account, cacheFolder } from './superset/index.ts';
import type { RunningProgram, Supervisor } from './supervisor.ts';

/** The demo's SCIM server: `scim-superset serve` as a program of its own. */
export interface DemoScimServer extends StoryScim {
  readonly configuration: string;
}

const require = createRequire(import.meta.url);
const main = join(dirname(require.resolve('scim-superset/package.json')), 'src', 'main.ts');

/** Ends the server when this process is gone, however it went. */
const endWithParent = `data:text/javascript,${encodeURIComponent(
  'process.once("disconnect", () => process.exit(1)); process.channel?.unref();',
)}`;

const startupLimitMs = 20_000;

/** Writes a configuration, issues a token and starts the server on an embedded SQLite store. */
export async function startScimServer(options: {
  readonly supersetUrl: string;
  readonly service: Account;
  readonly port: number;
  readonly folder: string;
  readonly supervisor: Supervisor;
}): Promise<DemoScimServer> {
  const { supersetUrl, service, port, folder, supervisor } = options;
  await mkdir(folder, { recursive: true });
  const configuration = join(folder, 'scim-superset.yaml');
  await writeFile(configuration, configurationText(supersetUrl, service.username, port));
  const log = join(folder, 'scim-superset.log');
  const base = {
    name: 'The SCIM server',
    file: process.execPath,
    env: {
      ...process.env,
      SUPERSET_PASSWORD: service.password,
      NODE_NO_WARNINGS: '1',
      NODE_COMPILE_CACHE: join(cacheFolder(), 'compiled'),
    },
    log,
  };
  const arguments_ = ['--conditions=@scim-superset/source', '--import', endWithParent, main];
  const url = `http://127.0.0.1:${port}`;

  const launch = async (): Promise<RunningProgram> => {
    const program = supervisor.start({ ...base, args: [...arguments_, 'serve', '-c', configuration], ipc: true });
    await waitUntilHealthy(`${url}/healthz`, program, log);
    return program;
  };
  let count = 0;
  const command = async (...args: string[]): Promise<{ code: number; output: string }> => {
    count += 1;
    const output = join(folder, `command-${count}.log`);
    const program = supervisor.start({
      ...base,
      log: output,
      args: [...arguments_.slice(0, 1), main, ...args, '-c', configuration],
    });
    const code = await program.ended;
    return { code: code ?? -1, output: await logTail(output, 1_000) };
  };

  const issued = await command('token', 'create', 'demo');
  const token = issued.output.split('\n').at(-1) ?? '';
  if (issued.code !== 0) throw new QuickstartError('No token could be issued', 'See below', { logTail: issued.output });
  let program = await launch();
  return {
    url: `${url}/scim/v2`,
    configuration,
    token,
    command,
    kill: () => program.kill(),
    async restart() {
      program = await launch();
    },
  };
}

async function waitUntilHealthy(url: string, program: RunningProgram, log: string): Promise<void> {
  const deadline = performance.now() + startupLimitMs;
  while (performance.now() < deadline && !program.hasEnded()) {
    const healthy = await fetch(url, { signal: AbortSignal.timeout(1_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await delay(50);
  }
  await program.kill();
  throw new QuickstartError('The SCIM server did not start', `The whole log: ${log}`, { logTail: await logTail(log) });
}

function configurationText(supersetUrl: string, username: string, port: number): string {
  return `# Made by npm start; a fresh one each time.
server:
  port: ${port}
store: sqlite:scim-superset.db
# The story has more leavers than an hour of a company of this size.
breaker:
  floor: 100
targets:
  - name: demo
    url: ${supersetUrl}
    username: ${username}
    password: \${SUPERSET_PASSWORD}
mapping:
  protectedAccounts: [admin]
  grants:
    - name: Sales
      roles: [Gamma, Sales Reader]
      group: Sales Analysts
    - name: Finance
      roles: [Gamma, Finance Reader]
      group: Finance Team
    - name: Builders
      roles: [Alpha, sql_lab]
      filter: urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Data"
`;
}
