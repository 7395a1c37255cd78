import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { claimPort } from './free-port.ts';
import type { Progress } from './progress.ts';
import { QuickstartError } from './quickstart-error.ts';
import { createRunFolder } from './run-folder.ts';
import { type DemoScimServer, startScimServer } from './scim-server.ts';
import type { StorySuperset } from './story/index.ts';
import { startDemoEmulator } from './superset/demo-emulator.ts';
import { cacheFolder, type DemoAccounts, findPython, type Python, startDemoSuperset } from './superset/index.ts';
import type { Supervisor } from './supervisor.ts';

/** The demo, running. */
export interface Demo {
  readonly superset: StorySuperset & { readonly accounts: DemoAccounts };
  readonly scim: DemoScimServer;
  /** What plays Superset, for messages; says so when it is not a real one. */
  readonly cast: string;
}

/**
 * Starts a Superset with demo data and a SCIM server that provisions it.
 *
 * @throws {QuickstartError} when something a person can mend is in the way.
 */
export async function startDemo(options: {
  readonly port: number;
  readonly supersetPort: number;
  readonly fresh: boolean;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
}): Promise<Demo> {
  const { fresh, supervisor, progress } = options;
  const python = await requirePython(progress);
  const port = await claimPort(options.port, 'the SCIM server', '--port');
  const supersetPort = await claimPort(options.supersetPort, 'Superset', '--superset-port');
  if (fresh) await emptyCache(cacheFolder());
  const folder = await createRunFolder(cacheFolder());

  const superset =
    python === undefined
      ? await startDemoEmulator(supersetPort)
      : await startDemoSuperset({ version: '6.1.0', python, port: supersetPort, folder, supervisor, progress });
  const scim = await progress.step('Starting the SCIM server', () =>
    startScimServer({ supersetUrl: superset.url, service: superset.accounts.service, port, folder, supervisor }),
  );
  return { superset: { ...superset, admin: superset.accounts.admin }, scim, cast: superset.cast };
}

/** Removes what the quickstart made, and nothing else that may be in the folder. */
async function emptyCache(cache: string): Promise<void> {
  for (const name of await readdir(cache).catch(() => [])) {
    if (/^(venv-|home-|compiled$)/.test(name)) await rm(join(cache, name), { recursive: true, force: true });
  }
}

/** Without a Python the demo makes do with the emulator, and says so first of all; in CI that is a failure. */
async function requirePython(progress: Progress): Promise<Python | undefined> {
  const python = await findPython();
  if (python !== undefined) return python;
  if (process.env.CI === 'true') {
    throw new QuickstartError(
      'There is no Python 3.10, 3.11 or 3.12 with the venv module, so there is no real Superset',
      'Install one (on Debian: apt-get install python3 python3-venv); in CI the emulator does not count',
    );
  }
  progress.say('No Python 3.10, 3.11 or 3.12 found: what follows runs on the EMULATOR of Superset, not on a real one.');
  return undefined;
}
