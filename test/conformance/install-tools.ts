import { fileURLToPath } from 'node:url';
import { createProgress, createSupervisor } from '@scim-superset/quickstart/demo';
import { cacheFolder, createVirtualEnvironment, findPython, withCacheLock } from '@scim-superset/quickstart/superset';

/** Installs the pinned tools into the cache, unless they are there, and resolves to their Python. */
export async function installTools(): Promise<string> {
  const python = await findPython();
  if (python === undefined) throw new Error('The tools need Python 3.10, 3.11 or 3.12 with the venv module');
  const pins = fileURLToPath(new URL('requirements.txt', import.meta.url));
  const cache = cacheFolder();
  const installed = await withCacheLock(cache, () =>
    createVirtualEnvironment({
      name: 'conformance',
      title: 'the SCIM test tools for',
      python,
      pins,
      install: ['--no-deps', '-r', pins],
      neededBytes: 200_000_000,
      cache,
      supervisor: createSupervisor(),
      progress: createProgress(process.stdout),
    }),
  );
  return installed.python;
}
