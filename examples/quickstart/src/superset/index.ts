import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { withCacheLock } from '../cache-lock.ts';
import type { Progress } from '../progress.ts';
import type { Supervisor } from '../supervisor.ts';
import type { Python } from './python.ts';
import type { DemoAccounts } from './seed.ts';
import { type SupersetServer, startSuperset } from './superset-server.ts';
import { copyTemplate, prepareTemplate } from './template.ts';
import { prepareVirtualEnvironment, type SupersetVersion } from './virtual-environment.ts';

export { withCacheLock } from '../cache-lock.ts';
export { claimPort } from '../free-port.ts';
export { createRunFolder } from '../run-folder.ts';
export {
  createVirtualEnvironment,
  type InstalledEnvironment,
  type VirtualEnvironmentOptions,
} from './create-virtual-environment.ts';
export { findPython, type Python } from './python.ts';
export { type Account, type DemoAccounts, handMade, rowLevelSecurityClause } from './seed.ts';
export type { SupersetServer } from './superset-server.ts';
export type { SupersetVersion } from './virtual-environment.ts';

/** A running demo Superset and who may manage it. */
export interface DemoSuperset extends SupersetServer {
  /** What it is, for messages. */
  readonly cast: string;
  readonly accounts: DemoAccounts;
}

/** Where Superset is kept between runs: `SCIM_SUPERSET_CACHE`, or a folder in the user's cache. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  return process.env.SCIM_SUPERSET_CACHE ?? join(base, 'scim-superset');
}

/**
 * Starts a real Superset with the demo's data on a fresh copy of the prepared home; prepares that first if need be.
 *
 * @throws {QuickstartError} when something a person can mend is in the way.
 */
export async function startDemoSuperset(options: {
  readonly version: SupersetVersion;
  readonly python: Python;
  readonly port: number;
  /** Holds this run's Superset home and log. */
  readonly folder: string;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
}): Promise<DemoSuperset> {
  const { version, python, port, folder, supervisor, progress } = options;
  const cache = cacheFolder();
  const { environment, template } = await withCacheLock(cache, async () => {
    const installed = await prepareVirtualEnvironment({ version, python, cache, supervisor, progress });
    return {
      environment: installed,
      template: await prepareTemplate({ environment: installed, cache, supervisor, progress }),
    };
  });
  const home = { folder: join(folder, 'superset'), environment, log: join(folder, 'superset.log') };
  await mkdir(folder, { recursive: true });
  await copyTemplate(template, home.folder);
  const server = await progress.step('Starting Superset', () => startSuperset(home, port, supervisor));
  return { ...server, cast: `Superset ${version}`, accounts: template.accounts };
}
