import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { logTail } from '../log-tail.ts';
import { QuickstartError } from '../quickstart-error.ts';
import type { Command, RunningProgram, Supervisor } from '../supervisor.ts';
import type { VirtualEnvironment } from './virtual-environment.ts';

/** A Superset that answers. */
export interface SupersetServer {
  readonly url: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Starts it again, on the same port and data, after `stop` or `kill`. */
  restart(): Promise<void>;
}

/** Where a Superset keeps its state, and with what it runs. */
export interface SupersetHome {
  readonly folder: string;
  readonly environment: VirtualEnvironment;
  /** Its superset_config.py. Default: the demo's. */
  readonly config?: string;
  /** Superset's output, also that of its command line. */
  readonly log: string;
}

const startupLimitMs = 90_000;
const demoConfig = fileURLToPath(new URL('../../superset/superset_config.py', import.meta.url));

/** Starts gunicorn on a home and waits until Superset is healthy. */
export async function startSuperset(home: SupersetHome, port: number, supervisor: Supervisor): Promise<SupersetServer> {
  const url = `http://127.0.0.1:${port}`;
  const config = fileURLToPath(new URL('../../superset/gunicorn_config.py', import.meta.url));
  const launch = async (): Promise<RunningProgram> => {
    const program = supervisor.start(
      supersetCommand(home, 'Superset', [
        '-m',
        'gunicorn',
        '-c',
        config,
        '-b',
        `127.0.0.1:${port}`,
        'superset.app:create_app()',
      ]),
    );
    await waitUntilHealthy(url, program, home);
    return program;
  };
  let program = await launch();
  return {
    url,
    stop: () => program.stop(),
    kill: () => program.kill(),
    async restart() {
      program = await launch();
    },
  };
}

/** A command of Superset's own command line, for example `superset db upgrade`. */
export function supersetCli(home: SupersetHome, ...args: readonly string[]): Command {
  const script = 'import sys; from superset.cli.main import superset; sys.exit(superset())';
  return supersetCommand(home, `superset ${args.join(' ')}`, ['-c', script, ...args]);
}

/** A command that runs Python with this home's Superset configuration. */
export function supersetCommand(home: SupersetHome, name: string, args: readonly string[]): Command {
  return {
    name,
    file: home.environment.python,
    args,
    cwd: home.folder,
    log: home.log,
    env: {
      PATH: `${dirname(home.environment.python)}:${process.env.PATH ?? ''}`,
      HOME: home.folder,
      LANG: 'C.UTF-8',
      SUPERSET_HOME: home.folder,
      SUPERSET_CONFIG_PATH: home.config ?? demoConfig,
      SUPERSET_STARTED_BY: String(process.pid),
      // Alerts and reports, which are off by default, so that what leavers own of them can be seen.
      SUPERSET_FEATURE_ALERT_REPORTS: 'true',
      FLASK_APP: 'superset',
      PYTHONDONTWRITEBYTECODE: '',
    },
  };
}

async function waitUntilHealthy(url: string, program: RunningProgram, home: SupersetHome): Promise<void> {
  const deadline = performance.now() + startupLimitMs;
  while (performance.now() < deadline && !program.hasEnded()) {
    const healthy = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await delay(100);
  }
  const why = program.hasEnded() ? 'ended while starting' : `did not answer within ${startupLimitMs / 1000} s`;
  await program.kill();
  throw new QuickstartError(
    `Superset ${why}`,
    `If the lines below do not explain it, the cache may be damaged: npm start -- --fresh rebuilds it. The whole log: ${home.log}`,
    { logTail: await logTail(home.log) },
  );
}
