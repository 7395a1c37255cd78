import { SupersetError } from '../superset-error.ts';
import { withEffect } from './with-effect.ts';

/** Whether only reading tells what became of a write: Superset's own 500 says little of it, another's answer nothing. */
export function isUnclear(error: SupersetError): boolean {
  return error.status === 500 || (error.code === 'protocol' && error.maybeApplied);
}

/** Waits for a write whose result is read in any case. Resolves to its failure when that is unclear; throws all others. */
export async function untilUnclear(write: Promise<void>): Promise<SupersetError | undefined> {
  try {
    await write;
    return undefined;
  } catch (error) {
    if (SupersetError.is(error) && isUnclear(error)) return error;
    throw error;
  }
}

/** What is read after a write, to tell what became of it. When that fails, the write may have been carried out all the same. */
export function readAfter<T>(reading: Promise<T>, maybeApplied: boolean): Promise<T> {
  return reading.catch((error: unknown) => {
    throw withEffect(error, maybeApplied);
  });
}

/**
 * Finds out by reading what a failed write means. What the diagnosis throws because of the failure, as its cause, is a
 * verdict; anything else is a reading that failed in turn, so that the write may have been carried out as before.
 */
export async function diagnose(failure: SupersetError, diagnosis: () => Promise<void>): Promise<void> {
  try {
    await diagnosis();
  } catch (error) {
    const isVerdict = error === failure || (SupersetError.is(error) && error.cause === failure);
    throw isVerdict ? error : withEffect(error, failure.maybeApplied);
  }
}
