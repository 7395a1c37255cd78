import { join } from 'node:path';
import {
  cacheFolder,
  claimPort,
  createProgress,
  createRunFolder,
  createSupervisor,
  findPython,
  type Python,
  prepareDemoSuperset,
  type SupersetVersion,
  startDemoSuperset,
  type UpgradableSuperset,
} from '@scim-superset/quickstart/superset';

/** A real Superset for one test file. */
export interface RealSuperset extends UpgradableSuperset {
  /** The folder with its state; `superset.db` is its metadata. */
  readonly home: string;
  /** Stops it and everything that it started. */
  end(): Promise<void>;
}

/**
 * Starts a real Superset with the demo's data on a free port; fails where there is none to be had. Several may run at
 * once. Where it is not in the cache yet it is installed first, which takes a minute or two.
 */
export async function startRealSuperset(
  version: SupersetVersion = '6.1.0',
  /** `config` is the path of a superset_config.py; default: the demo's. */
  options: { readonly config?: string } = {},
): Promise<RealSuperset> {
  const supervisor = createSupervisor();
  const folder = await createRunFolder(cacheFolder());
  const superset = await startDemoSuperset({
    version,
    python: await requirePython(),
    port: await claimPort(0, 'Superset', ''),
    folder,
    supervisor,
    progress: createProgress(process.stdout),
    ...options,
  });
  return { ...superset, home: join(folder, 'superset'), end: () => supervisor.stopAll() };
}

/** Fills the cache with a version, if it is not there. */
export async function prepareRealSuperset(version: SupersetVersion): Promise<void> {
  const progress = createProgress(process.stdout);
  await prepareDemoSuperset({ version, python: await requirePython(), supervisor: createSupervisor(), progress });
}

async function requirePython(): Promise<Python> {
  const python = await findPython();
  if (python === undefined) throw new Error('Real Superset needs Python 3.10, 3.11 or 3.12 with the venv module');
  return python;
}
