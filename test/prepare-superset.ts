import { startRealSuperset } from './real-superset.ts';

/** Fills the cache once, so that no test has to count with the minutes that takes, or runs twice at it. */
export async function setup(): Promise<void> {
  const superset = await startRealSuperset();
  await superset.end();
}
