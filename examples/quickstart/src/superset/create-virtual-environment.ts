import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../progress.ts';
import { QuickstartError } from '../quickstart-error.ts';
import type { Supervisor } from '../supervisor.ts';
import type { Python } from './python.ts';

/** What to install into a virtual environment, and where it is kept. */
export interface VirtualEnvironmentOptions {
  /** Names its folder and its log, for example `6.1.0`. */
  readonly name: string;
  /** What is in it, for messages, for example `Superset`. */
  readonly title: string;
  readonly python: Python;
  /** A requirements or constraints file; its content decides whether what is in the cache still fits. */
  readonly pins: string;
  /** Arguments of `pip install`. */
  readonly install: readonly string[];
  /** Free disk space that the installation needs. */
  readonly neededBytes: number;
  readonly cache: string;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
}

/** A Python environment in the cache. */
export interface InstalledEnvironment {
  readonly python: string;
  /** Changes when anything that was installed changes. */
  readonly key: string;
}

/**
 * Creates a virtual environment in the cache and installs into it, unless that is done already. Whoever may meet others
 * at it holds the lock of the cache.
 *
 * @throws {QuickstartError} when there is too little disk space, or Python or pip fails.
 */
export async function createVirtualEnvironment(options: VirtualEnvironmentOptions): Promise<InstalledEnvironment> {
  const { name, title, python, cache, supervisor, progress } = options;
  const key = createHash('sha256')
    .update(`${name}\n${python.version}\n${await readFile(options.pins, 'utf8')}`)
    .digest('hex')
    .slice(0, 12);
  const folder = join(cache, `venv-${name}-${key}`);
  const environment = { python: join(folder, 'bin', 'python'), key };
  const mark = join(folder, 'complete');
  if (existsSync(mark) && existsSync(environment.python)) return environment;

  await requireDiskSpace(options);
  // What an interrupted installation left is not worth guessing about.
  await rm(folder, { recursive: true, force: true });
  const log = join(cache, `install-${name}.log`);
  await rm(log, { force: true });
  const base = { env: process.env, log };
  await progress.step(`Installing ${title} ${name} with pip, once`, async () => {
    await supervisor.run(
      { ...base, name: 'Creating a Python environment', file: python.file, args: ['-m', 'venv', folder] },
      `Check that "${python.file} -m venv" works here (on Debian: apt-get install python3-venv). The whole log: ${log}`,
    );
    await supervisor.run(
      {
        ...base,
        name: `Installing ${title} with pip`,
        file: environment.python,
        args: ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', ...options.install],
      },
      `Check the connection to your Python package index and the free disk space, then try again. The whole log: ${log}`,
    );
  });
  await writeFile(mark, '');
  return environment;
}

async function requireDiskSpace({ cache, title, neededBytes }: VirtualEnvironmentOptions): Promise<void> {
  await mkdir(cache, { recursive: true });
  const { bavail, bsize } = await statfs(cache);
  if (bavail * bsize >= neededBytes) return;
  const free = Math.floor((bavail * bsize) / 1e6);
  throw new QuickstartError(
    `Not enough disk space in ${cache}: ${title} needs ${neededBytes / 1e9} GB, ${free} MB are free`,
    'Free some space, or put the cache elsewhere: SCIM_SUPERSET_CACHE=/another/folder npm start',
  );
}
