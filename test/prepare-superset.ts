import { prepareRealSuperset } from './real-superset.ts';

/**
 * Fills the cache with the Superset that most integration tests start, so that none of them has to count with the
 * minutes that takes. A test of another version finds it in the cache, or prepares it when it starts it.
 */
export function setup(): Promise<void> {
  return prepareRealSuperset('6.1.0');
}
