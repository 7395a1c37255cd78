import type { ResourceType } from '../../schema/resource-type.ts';
import { groupTypeName, userTypeName } from '../../store/type-names.ts';
import { deletedEvent } from '../audit-events.ts';
import { commitChange, conflictError, notFound } from '../commit-change.ts';
import { checkPreconditions } from '../entity-tag.ts';
import { withoutRelations } from '../plan-update.ts';
import type { Reply } from '../reply.ts';
import type { RequestContext } from '../request-context.ts';
import { retryConflicts, versionConflict } from '../retry-conflicts.ts';
import { storedToResource } from '../stored-to-resource.ts';

/** Answers DELETE with 204 (RFC 7644 §3.6). The audit event names the memberships that end with the resource. */
export async function deleteOperation(context: RequestContext, resourceType: ResourceType, id: string): Promise<Reply> {
  const include = { members: resourceType.name === groupTypeName, groups: true };
  await retryConflicts(context, `${resourceType.name}/${id}`, async () => {
    const stored = await context.config.store.read(resourceType.name, id, include);
    if (stored === undefined) throw notFound(resourceType.name);
    checkPreconditions(context.preconditions, stored.version);
    const before = withoutRelations(storedToResource(stored, context.locate));
    const ended = {
      ...(stored.members && { members: stored.members.map((member) => member.id) }),
      ...(stored.groups && { groups: stored.groups.filter(({ direct }) => direct).map((group) => group.id) }),
    };
    const result = await commitChange(context, {
      operation: 'delete',
      resourceType,
      id,
      before,
      after: undefined,
      members: undefined,
      batch: {
        deletes: [{ type: resourceType.name, id, expectedVersion: stored.version }],
        dirty: resourceType.name === userTypeName ? [{ kind: 'user', id, urgent: true }] : [],
        events: [deletedEvent(context, { resourceType, id, resource: before }, ended)],
      },
    });
    if (result.ok) return undefined;
    if (result.conflict.kind === 'version') return versionConflict;
    throw conflictError(result.conflict);
  });
  return { status: 204 };
}
