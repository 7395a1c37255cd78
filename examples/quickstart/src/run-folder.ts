import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes an empty folder for this process in the cache, and removes those of processes that have ended. Nobody else may
 * look into it: what runs there logs the token that it issues.
 */
export async function createRunFolder(cache: string): Promise<string> {
  const runs = join(cache, 'runs');
  await mkdir(runs, { recursive: true });
  for (const name of await readdir(runs)) {
    if (Number(name) === process.pid || !isAlive(Number(name))) {
      await rm(join(runs, name), { recursive: true, force: true });
    }
  }
  const folder = join(runs, String(process.pid));
  await mkdir(folder, { mode: 0o700 });
  return folder;
}

/** Whether a process with this id runs. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else may not be signalled, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
