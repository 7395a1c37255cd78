import type { MembersDelta } from '../../patch/patch-result.ts';
import { readResource } from '../../schema/read-resource.ts';
import type { ScimResource } from '../../schema/resource.ts';
import type { ResourceType } from '../../schema/resource-type.ts';
import { groupTypeName, userTypeName } from '../../store/type-names.ts';
import { attributesToStore, keysToStore, labelOf } from '../attributes-to-store.ts';
import { createdEvent, membersEvent, unknownMembersEvent } from '../audit-events.ts';
import { type Committed, commitChange, conflictError } from '../commit-change.ts';
import { type KnownMembers, keepKnownMembers } from '../known-members.ts';
import { membershipOf, withoutRelations } from '../plan-update.ts';
import { findInactive, reactivate } from '../reactivate.ts';
import type { Reply } from '../reply.ts';
import type { RequestContext } from '../request-context.ts';
import { resourceReply } from '../resource-reply.ts';
import { readProjection, viewOf } from '../view.ts';

/**
 * Answers POST of a resource (RFC 7644 §3.3) with 201 and the resource. A user is active unless the client says
 * otherwise. A user who exists but is inactive is reactivated instead, if the quirk `reactivateByPost` allows it.
 *
 * @throws {ScimError} 409 `uniqueness` when another resource has a value that must be unique.
 */
export async function createOperation(context: RequestContext, resourceType: ResourceType): Promise<Reply> {
  const { store, quirks } = context.config;
  const view = viewOf(context.config, readProjection(context.query), resourceType);
  const { include } = view;
  const resource = withActive(readResource(await context.body(), resourceType, { quirks }), resourceType);

  const known = await findInactive(context, resourceType, resource);
  if (known !== undefined) return reactivate(context, resourceType, known, resource, view);

  const id = context.config.generateId();
  const members = await readMembers(context, resourceType, id, resource);
  const result = await commitNew(context, resourceType, id, resource, members);
  if ('existingId' in result) return reactivate(context, resourceType, result.existingId, resource, view);

  const [created] = result.resources;
  if (created === undefined) throw new Error('The store committed a creation without returning the resource');
  // Nobody can have put a new resource into a group yet.
  const alone = { ...created, ...(include.groups && { groups: [] }), ...(include.members && { members: [] }) };
  const shown = members && include.members ? await store.read(resourceType.name, id, include) : alone;
  return resourceReply(context, 201, shown ?? alone, view);
}

/** A resource that can be inactive is active unless the client says otherwise. */
function withActive(resource: ScimResource, resourceType: ResourceType): ScimResource {
  const canBeInactive = resourceType.schema.attributes.get('active')?.type === 'boolean';
  return canBeInactive && resource.active === undefined ? { ...resource, active: true } : resource;
}

async function readMembers(
  { config }: RequestContext,
  resourceType: ResourceType,
  id: string,
  resource: ScimResource,
): Promise<KnownMembers | undefined> {
  if (resourceType.name !== groupTypeName || !Array.isArray(resource.members)) return undefined;
  const add = new Set<string>(resource.members.map((member: { readonly value: string }) => member.value));
  const delta: MembersDelta = { kind: 'delta', add: [...add], remove: [] };
  return add.size === 0 ? undefined : keepKnownMembers(config, id, delta);
}

async function commitNew(
  context: RequestContext,
  resourceType: ResourceType,
  id: string,
  resource: ScimResource,
  members: KnownMembers | undefined,
): Promise<Committed | { readonly existingId: string }> {
  const attributes = attributesToStore(resource, resourceType);
  const subject = { resourceType, id, resource: attributes };
  const result = await commitChange(context, {
    operation: 'create',
    resourceType,
    id,
    before: undefined,
    after: withoutRelations({ ...attributes, id }),
    members: members?.delta,
    batch: {
      puts: [
        {
          type: resourceType.name,
          id,
          expectedVersion: 0,
          attributes,
          keys: keysToStore(attributes, resourceType),
          label: labelOf(resource, id),
        },
      ],
      memberships: members
        ? [{ ...membershipOf(id, members.delta), event: membersEvent(context, subject, members.delta.kind) }]
        : [],
      dirty: resourceType.name === userTypeName ? [{ kind: 'user', id, urgent: false }] : [],
      events: [
        createdEvent(context, subject),
        ...(members && members.unknown.length > 0 ? [unknownMembersEvent(context, subject, members.unknown)] : []),
      ],
    },
  });
  if (result.ok) return result;
  const { conflict } = result;
  if (conflict.kind === 'version') throw new Error(`The new id ${id} is taken: generateId must not repeat itself`);
  if (conflict.kind === 'uniqueness' && context.config.quirks.reactivateByPost && resource.active === true) {
    return { existingId: conflict.existingId };
  }
  throw conflictError(conflict);
}
