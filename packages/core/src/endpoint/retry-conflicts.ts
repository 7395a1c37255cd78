import { ScimError } from '../message/scim-error.ts';
import { preconditionFailed } from './entity-tag.ts';
import type { RequestContext } from './request-context.ts';

/** What an attempt resolves to when somebody else changed the resource between its read and its commit. */
export const versionConflict: unique symbol = Symbol('versionConflict');

const mostAttempts = 10;

/**
 * Runs read-compute-commit until it meets no other writer, so that parallel changes add up instead of getting lost. From
 * the second attempt on, writers of this process take turns; writers of other replicas are outrun.
 *
 * @throws {ScimError} 412 at the first conflict if the client demanded a version; 503 with `Retry-After` when ten
 * attempts were not enough.
 */
export async function retryConflicts<T>(
  { config, preconditions }: RequestContext,
  key: string,
  attempt: () => Promise<T | typeof versionConflict>,
): Promise<T> {
  const first = await attempt();
  if (first !== versionConflict) return first;
  if (preconditions.ifMatch !== undefined) throw preconditionFailed();
  return config.contended.run(key, async () => {
    for (let attempts = 1; attempts < mostAttempts; attempts += 1) {
      const outcome = await attempt();
      if (outcome !== versionConflict) return outcome;
    }
    throw new ScimError(503, 'The resource is being changed by too many clients at once; try again', {
      headers: { 'retry-after': '1' },
    });
  });
}
