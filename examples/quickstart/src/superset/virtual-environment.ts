import { fileURLToPath } from 'node:url';
import type { Progress } from '../progress.ts';
import type { Supervisor } from '../supervisor.ts';
import { createVirtualEnvironment, type InstalledEnvironment } from './create-virtual-environment.ts';
import type { Python } from './python.ts';

/** The Superset releases that a constraints file exists for. */
export type SupersetVersion = '6.1.0' | '5.0.0' | '4.1.4';

/** A Python environment with one Superset in it. */
export interface VirtualEnvironment extends InstalledEnvironment {
  readonly version: SupersetVersion;
}

/** Installs Superset from its pinned constraints into the cache, unless it is there. */
export async function prepareVirtualEnvironment(options: {
  readonly version: SupersetVersion;
  readonly python: Python;
  readonly cache: string;
  readonly supervisor: Supervisor;
  readonly progress: Progress;
}): Promise<VirtualEnvironment> {
  const { version } = options;
  const pins = fileURLToPath(new URL(`../../superset/constraints-${version}.txt`, import.meta.url));
  const installed = await createVirtualEnvironment({
    ...options,
    name: version,
    title: 'Superset',
    pins,
    install: ['-c', pins, `apache-superset==${version}`, 'rich', 'cachetools'],
    neededBytes: 1_500_000_000,
  });
  return { ...installed, version };
}
