import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { QuickstartError } from '../quickstart-error.ts';
import type { Supervisor } from '../supervisor.ts';
import type { Python } from './python.ts';

/** The Superset releases that a constraints file exists for. */
export type SupersetVersion = '6.1.0';

/** A Python environment with one Superset in it. */
export interface VirtualEnvironment {
  readonly version: SupersetVersion;
  readonly python: string;
  /** Changes when anything that was installed changes. */
  readonly key: string;
}

const neededBytes = 1_500_000_000;

/** Installs Superset from its pinned constraints into the cache, unless it is there. */
export async function prepareVirtualEnvironment(options: {
  readonly version: SupersetVersion;
  readonly python: Python;
  readonly cache: string;
  readonly supervisor: Supervisor;
}): Promise<VirtualEnvironment> {
  const { version, python, cache, supervisor } = options;
  const constraints = fileURLToPath(new URL(`../../superset/constraints-${version}.txt`, import.meta.url));
  const key = createHash('sha256')
    .update(`${version}\n${python.version}\n${await readFile(constraints, 'utf8')}`)
    .digest('hex')
    .slice(0, 12);
  const folder = join(cache, `venv-${version}-${key}`);
  const environment = { version, python: join(folder, 'bin', 'python'), key };
  const mark = join(folder, 'complete');
  if (existsSync(mark) && existsSync(environment.python)) return environment;

  await requireDiskSpace(cache);
  // What an interrupted installation left is not worth guessing about.
  await rm(folder, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  const log = join(cache, `install-${version}.log`);
  await rm(log, { force: true });
  const base = { env: process.env, log };
  await supervisor.run(
    { ...base, name: 'Creating a Python environment', file: python.file, args: ['-m', 'venv', folder] },
    `Check that "${python.file} -m venv" works here (on Debian: apt-get install python3-venv). The whole log: ${log}`,
  );
  await supervisor.run(
    {
      ...base,
      name: 'Installing Superset with pip',
      file: environment.python,
      args: ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '-c', constraints].concat(
        `apache-superset==${version}`,
        'rich',
        'cachetools',
      ),
    },
    `Check the connection to your Python package index and the free disk space, then try again. The whole log: ${log}`,
  );
  await writeFile(mark, '');
  return environment;
}

async function requireDiskSpace(cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const { bavail, bsize } = await statfs(cache);
  if (bavail * bsize >= neededBytes) return;
  throw new QuickstartError(
    `Not enough disk space in ${cache}: Superset needs 1.5 GB, ${Math.floor((bavail * bsize) / 1e6)} MB are free`,
    'Free some space, or put the cache elsewhere: SCIM_SUPERSET_CACHE=/another/folder npm start',
  );
}
