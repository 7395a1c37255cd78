import type { PatchResult } from '../patch/patch-result.ts';
import type { ScimResource } from '../schema/resource.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { Include, StoredResource } from '../store/resource-store.ts';
import { commitChange, conflictError, notFound } from './commit-change.ts';
import { checkPreconditions } from './entity-tag.ts';
import { planUpdate } from './plan-update.ts';
import type { RequestContext } from './request-context.ts';
import { retryConflicts, versionConflict } from './retry-conflicts.ts';
import { storedToResource } from './stored-to-resource.ts';

/** A change of one resource, computed from what is stored. */
export interface Update {
  readonly resourceType: ResourceType;
  readonly id: string;
  readonly operation: 'replace' | 'patch';
  /** Relations that `compute` or the response needs. */
  readonly include: Include;
  /** May run several times, when other writers interfere. */
  readonly compute: (current: ScimResource) => PatchResult;
}

/** What came of an {@link Update}. */
export interface Updated {
  /** With the relations that were asked for, `members` as they were before. */
  readonly stored: StoredResource;
  /** Whether members may differ from what `stored` shows, and with them the version. */
  readonly membersChanged: boolean;
}

/**
 * Reads, computes and commits. Attributes are committed against the version they were computed from; a change of members
 * alone is not, so that parallel ones never meet. Nothing is written when nothing changes.
 *
 * @throws {ScimError} 404, 409 `uniqueness`, 412, and whatever `compute` and the hooks throw.
 */
export async function updateResource(context: RequestContext, update: Update): Promise<Updated> {
  const { resourceType, id, operation, include } = update;
  return retryConflicts(context, `${resourceType.name}/${id}`, async () => {
    const stored = await context.config.store.read(resourceType.name, id, include);
    if (stored === undefined) throw notFound(resourceType.name);
    checkPreconditions(context.preconditions, stored.version);
    const current = storedToResource(stored, context.locate);
    const plan = await planUpdate(context, resourceType, stored, current, update.compute(current));
    if (plan === undefined) return { stored, membersChanged: false };
    const result = await commitChange(context, { operation, resourceType, id, ...plan });
    if (!result.ok) {
      if (result.conflict.kind === 'version') return versionConflict;
      throw conflictError(result.conflict);
    }
    return { stored: { ...stored, ...result.resources[0] }, membersChanged: plan.members !== undefined };
  });
}
