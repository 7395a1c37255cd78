import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './run-folder.ts';

/** Does some work while no other process prepares the same cache; a lock left by a dead process is taken over. */
export async function withCacheLock<T>(cache: string, work: () => Promise<T>): Promise<T> {
  await mkdir(cache, { recursive: true });
  const lock = join(cache, 'lock');
  while (!(await tryLock(lock))) {
    const owner = Number(await readFile(lock, 'utf8').catch(() => '0'));
    if (owner !== 0 && !isAlive(owner)) await rm(lock, { force: true });
    else await delay(200);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
