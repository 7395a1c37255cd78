import type { AttributeChange, MembersDelta, PatchResult } from '../patch/patch-result.ts';
import { resolvePath } from '../schema/attribute-path.ts';
import type { ScimResource } from '../schema/resource.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { DirtyMark, MembershipChange, StoredResource } from '../store/resource-store.ts';
import { groupTypeName, userTypeName } from '../store/type-names.ts';
import { attributesToStore, isStored, keysToStore, labelOf } from './attributes-to-store.ts';
import { isDeactivation, membersEvent, unknownMembersEvent, updatedEvent } from './audit-events.ts';
import type { Change } from './commit-change.ts';
import { keepKnownMembers } from './known-members.ts';
import type { RequestContext } from './request-context.ts';

/** The part of a {@link Change} that an update computes. */
export type UpdatePlan = Pick<Change, 'before' | 'after' | 'members' | 'batch'>;

/**
 * Turns what PATCH or PUT made of a resource into a write batch with its audit events and dirty marks.
 *
 * @returns undefined when nothing changes.
 * @throws {ScimError} 400 when members to add do not exist.
 */
export async function planUpdate(
  context: RequestContext,
  resourceType: ResourceType,
  stored: StoredResource,
  current: ScimResource,
  result: PatchResult,
): Promise<UpdatePlan | undefined> {
  const changes = result.changes.filter(({ path }) => isKept(path, resourceType));
  const members = result.members && (await keepKnownMembers(context.config, stored.id, result.members));
  if (changes.length === 0 && members === undefined) return undefined;

  const subject = { resourceType, id: stored.id, resource: result.resource };
  const isPut = changes.length > 0;
  // A put already demands the version; members alone demand one only if the client does.
  const demandsVersion = !isPut && context.preconditions.ifMatch !== undefined;
  const unknown = members?.unknown ?? [];
  return {
    before: withoutRelations(current),
    after: withoutRelations(result.resource),
    members: members?.delta,
    batch: {
      puts: isPut ? [put(resourceType, stored, result.resource)] : [],
      memberships: members
        ? [
            {
              ...membershipOf(stored.id, members.delta),
              ...(demandsVersion && { expectedVersion: stored.version }),
              event: membersEvent(context, subject, members.delta.kind),
            },
          ]
        : [],
      dirty: dirtyMarks(resourceType, stored.id, changes),
      events: [
        ...(isPut ? [updatedEvent(context, subject, changes)] : []),
        ...(unknown.length > 0 ? [unknownMembersEvent(context, subject, unknown)] : []),
      ],
    },
  };
}

/** A membership change without its event. */
export function membershipOf(groupId: string, delta: MembersDelta): Omit<MembershipChange, 'event'> {
  return { groupId, kind: delta.kind, add: delta.add, remove: delta.kind === 'delta' ? delta.remove : [] };
}

/** A resource as hooks get it: `members` and `groups` are relations and may be huge. */
export function withoutRelations({ members: _, groups: __, ...resource }: ScimResource): ScimResource {
  return resource;
}

function put(resourceType: ResourceType, stored: StoredResource, resource: ScimResource) {
  const attributes = attributesToStore(resource, resourceType);
  return {
    type: resourceType.name,
    id: stored.id,
    expectedVersion: stored.version,
    attributes,
    keys: keysToStore(attributes, resourceType),
    label: labelOf(resource, stored.id),
  };
}

function dirtyMarks(resourceType: ResourceType, id: string, changes: readonly AttributeChange[]): readonly DirtyMark[] {
  if (changes.length === 0) return [];
  if (resourceType.name === userTypeName) {
    return [{ kind: 'user', id, urgent: isDeactivation(resourceType, changes) }];
  }
  // Grants find groups by name or externalId, and predicates in code by anything.
  return resourceType.name === groupTypeName ? [{ kind: 'group', id }] : [];
}

/** Whether a change is one of what is stored: secrets and server-maintained attributes are not. */
function isKept(path: string, resourceType: ResourceType): boolean {
  const attribute = resolvePath(path, resourceType)?.attribute;
  return attribute === undefined || (isStored(attribute) && attribute.mutability !== 'readOnly');
}
