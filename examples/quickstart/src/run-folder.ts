import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes an empty folder for this process in the cache, a new one at each call, and removes those of processes that have
 * ended. Nobody else may look into it: what runs there logs the token that it issues.
 */
export async function createRunFolder(cache: string): Promise<string> {
  const runs = join(cache, 'runs');
  const own = join(runs, String(process.pid));
  await mkdir(own, { recursive: true, mode: 0o700 });
  // In a container every process may have had this id.
  const prefix = `${Math.round(performance.timeOrigin)}-`;
  await removeWhere(runs, (name) => !isAlive(Number(name)));
  await removeWhere(own, (name) => !name.startsWith(prefix));
  return mkdtemp(join(own, prefix));
}

async function removeWhere(folder: string, isOver: (name: string) => boolean): Promise<void> {
  const over = (await readdir(folder)).filter(isOver);
  await Promise.all(over.map((name) => rm(join(folder, name), { recursive: true, force: true })));
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
