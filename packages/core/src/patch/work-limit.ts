import { ScimError } from '../message/scim-error.ts';

/** Comparisons of values that one request may cause: some tenths of a second at most. */
const maxWork = 5_000_000;

/**
 * Counts what a request costs beyond its own size, because a thousand operations that each search a thousand values with
 * a long filter fit into a small body.
 *
 * @returns a function to announce work with; it throws 413 once there has been too much.
 */
export function createWorkLimit(): (amount: number) => void {
  let done = 0;
  return (amount) => {
    done += amount;
    if (done <= maxWork) return;
    throw new ScimError(413, 'The operations search too many values; split the PATCH into several requests');
  };
}
