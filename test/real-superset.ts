import { createProgress, createSupervisor } from '@scim-superset/quickstart/demo';
import {
  cacheFolder,
  claimPort,
  createRunFolder,
  type DemoSuperset,
  findPython,
  startDemoSuperset,
} from '@scim-superset/quickstart/superset';

/** A real Superset for one test file. */
export interface RealSuperset extends DemoSuperset {
  /** Stops it and everything that it started. */
  end(): Promise<void>;
}

/** Starts a real Superset with the demo's data on a free port; fails where there is none to be had. */
export async function startRealSuperset(): Promise<RealSuperset> {
  const python = await findPython();
  if (python === undefined) throw new Error('Real Superset needs Python 3.10, 3.11 or 3.12 with the venv module');
  const supervisor = createSupervisor();
  const superset = await startDemoSuperset({
    version: '6.1.0',
    python,
    port: await claimPort(0, 'Superset', ''),
    folder: await createRunFolder(cacheFolder()),
    supervisor,
    progress: createProgress(process.stdout),
  });
  return { ...superset, end: () => supervisor.stopAll() };
}
