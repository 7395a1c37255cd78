import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withCacheLock } from '../cache-lock.ts';
import type { Progress } from '../progress.ts';
import type { Supervisor } from '../supervisor.ts';
import type { Python } from './python.ts';
import type { DemoAccounts } from './seed.ts';
import { type SupersetServer, startSuperset, supersetCli, supersetCommand } from './superset-server.ts';
import { copyTemplate, prepareTemplate, type Template } from './template.ts';
import { prepareVirtualEnvironment, type SupersetVersion, type VirtualEnvironment } from './virtual-environment.ts';

export { withCacheLock } from '../cache-lock.ts';
export { claimPort } from '../free-port.ts';
export { createProgress } from '../progress.ts';
export { createRunFolder } from '../run-folder.ts';
export { createSupervisor } from '../supervisor.ts';
export {
  createVirtualEnvironment,
  type InstalledEnvironment,
  type VirtualEnvironmentOptions,
} from './create-virtual-environment.ts';
export { findPython, type Python } from './python.ts';
export { type Account, type DemoAccounts, handMade, rowLevelSecurityClause } from './seed.ts';
export { listOf, member, type SupersetRest, signIn } from './superset-rest.ts';
export type { SupersetServer } from './superset-server.ts';
export type { SupersetVersion } from './virtual-environment.ts';

/** A running demo Superset and who may manage it. */
export interface DemoSuperset extends SupersetServer {
  /** What it is, for messages. */
  readonly cast: string;
  readonly accounts: DemoAccounts;
}

/** A real one. */
export interface UpgradableSuperset extends DemoSuperset {
  /**
   * Stops it, brings its database to another version as an administrator would, with `superset db upgrade` and
   * `superset init`, and starts that version on the same port.
   */
  upgrade(to: SupersetVersion): Promise<void>;
  /** Runs its Python with its configuration; `name` is for messages. */
  python(name: string, args: readonly string[]): Promise<void>;
}

/** Where Superset is kept between runs: `SCIM_SUPERSET_CACHE`, or a folder in the user's cache. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return process.env.SCIM_SUPERSET_CACHE ?? join(base, 'scim-superset');
}

/** What it takes to prepare a real Superset. */
export interface PrepareOptions {
  readonly version: SupersetVersion;
  readonly python: Python;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
}

/** An installed Superset, and a home filled with the demo's data to copy from. */
export interface PreparedSuperset {
  readonly environment: VirtualEnvironment;
  readonly template: Template;
}

/**
 * Installs a Superset into the cache and fills a home for it; both only once, and one process at a time.
 *
 * @throws {QuickstartError} when something a person can mend is in the way.
 */
export async function prepareDemoSuperset(options: PrepareOptions): Promise<PreparedSuperset> {
  const cache = cacheFolder();
  return withCacheLock(cache, async () => {
    const environment = await prepareVirtualEnvironment({ ...options, cache });
    return { environment, template: await prepareTemplate({ ...options, environment, cache }) };
  });
}

/**
 * Starts a real Superset with the demo's data on a fresh copy of the prepared home; prepares that first if need be.
 *
 * @throws {QuickstartError} when something a person can mend is in the way.
 */
export async function startDemoSuperset(
  options: PrepareOptions & {
    readonly port: number;
    /** Holds this run's Superset home and log. */
    readonly folder: string;
    /** Its superset_config.py. Default: the demo's. */
    readonly config?: string;
  },
): Promise<UpgradableSuperset> {
  const { version, port, folder, config, supervisor, progress } = options;
  const { environment, template } = await prepareDemoSuperset(options);
  const log = join(folder, 'superset.log');
  const home = { folder: join(folder, 'superset'), environment, log, ...(config !== undefined && { config }) };
  await mkdir(folder, { recursive: true });
  await copyTemplate(template, home.folder);
  const start = (of: typeof home, name: string) =>
    progress.step(`Starting Superset ${name}`, () => startSuperset(of, port, supervisor));
  let server = await start(home, version);
  return {
    url: server.url,
    cast: `Superset ${version}`,
    accounts: template.accounts,
    stop: () => server.stop(),
    kill: () => server.kill(),
    restart: () => server.restart(),
    python: (name, args) => supervisor.run(supersetCommand(home, name, args), `The whole log: ${log}`),
    async upgrade(to) {
      const upgraded = { ...home, environment: (await prepareDemoSuperset({ ...options, version: to })).environment };
      await server.stop();
      await progress.step(`Upgrading Superset ${version} to ${to}`, async () => {
        for (const command of [['db', 'upgrade'], ['init']]) {
          await supervisor.run(supersetCli(upgraded, ...command), `The whole log: ${home.log}`);
        }
      });
      server = await start(upgraded, to);
    },
  };
}
