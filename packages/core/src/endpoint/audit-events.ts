import type { AttributeChange, MembersDelta } from '../patch/patch-result.ts';
import type { ScimResource } from '../schema/resource.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { AuditEventDraft } from '../store/audit-chain.ts';
import { groupTypeName, userTypeName } from '../store/type-names.ts';
import type { RequestContext } from './request-context.ts';

/** The resource that an event is about. */
export interface EventSubject {
  readonly resourceType: ResourceType;
  readonly id: string;
  /** Names the subject: the resource after the change, or before its deletion. */
  readonly resource: ScimResource;
}

/** Ids of unknown members that an event lists at most. */
const mostUnknown = 100;

/** `user.created`, `group.created`, … with the paths that were given values. */
export function createdEvent(context: RequestContext, subject: EventSubject): AuditEventDraft {
  const { resource, resourceType } = subject;
  const values = accessAttributes(resourceType).filter((name) => resource[name] !== undefined);
  return draft(context, subject, 'created', {
    changed: Object.keys(resource).filter((name) => name !== 'schemas'),
    ...Object.fromEntries(values.map((name) => [name, { to: resource[name] }])),
  });
}

/** `user.deactivated`, `user.reactivated`, or `….updated` with the paths that changed. */
export function updatedEvent(
  context: RequestContext,
  subject: EventSubject,
  changes: readonly AttributeChange[],
): AuditEventDraft {
  const access = accessAttributes(subject.resourceType);
  const values = changes
    .filter(({ path }) => access.includes(path))
    .map(({ path, before, after }) => [path, { from: before ?? null, to: after ?? null }]);
  return draft(context, subject, updateKind(subject.resourceType, changes), {
    changed: changes.map(({ path }) => path),
    ...Object.fromEntries(values),
  });
}

/** `user.deleted`, `group.deleted`, … with the memberships that ended with it, as evidence of lost access. */
export function deletedEvent(
  context: RequestContext,
  subject: EventSubject,
  ended: { readonly members?: readonly string[]; readonly groups?: readonly string[] },
): AuditEventDraft {
  const { resource, resourceType } = subject;
  const values = accessAttributes(resourceType).filter((name) => resource[name] !== undefined);
  return draft(context, subject, 'deleted', {
    ...ended,
    ...Object.fromEntries(values.map((name) => [name, { from: resource[name] }])),
  });
}

/** `group.members`; the store adds who was added and removed. */
export function membersEvent(
  context: RequestContext,
  subject: EventSubject,
  kind: MembersDelta['kind'],
): AuditEventDraft {
  return draft(context, subject, 'members', { kind });
}

/** `group.members.unknown`: ids that were to be added and name nobody. */
export function unknownMembersEvent(
  context: RequestContext,
  subject: EventSubject,
  unknown: readonly string[],
): AuditEventDraft {
  return draft(context, subject, 'members.unknown', { unknown: unknown.slice(0, mostUnknown), count: unknown.length });
}

/** Whether somebody's access ends with these changes: `active` becomes false. */
export function isDeactivation(resourceType: ResourceType, changes: readonly AttributeChange[]): boolean {
  return updateKind(resourceType, changes) === 'deactivated';
}

function updateKind(resourceType: ResourceType, changes: readonly AttributeChange[]): string {
  const active = resourceType.name === userTypeName ? changes.find(({ path }) => path === 'active') : undefined;
  // An absent `active` counts as true.
  if (active === undefined || (active.before === false) === (active.after === false)) return 'updated';
  return active.after === false ? 'deactivated' : 'reactivated';
}

/** The attributes whose values an event holds, because access depends on them. Of all others it names the paths. */
function accessAttributes({ name }: ResourceType): readonly string[] {
  if (name === userTypeName) return ['userName', 'active'];
  return name === groupTypeName ? ['displayName'] : [];
}

function draft(
  { config, principal, requestId }: RequestContext,
  { resourceType, id, resource }: EventSubject,
  kind: string,
  data: Readonly<Record<string, unknown>>,
): AuditEventDraft {
  const name = resource.userName ?? resource.displayName;
  return {
    type: `${resourceType.name.toLowerCase()}.${kind}`,
    at: new Date(config.clock()).toISOString(),
    actor: principal.actor,
    subject: { type: resourceType.name, id, ...(typeof name === 'string' && { name }) },
    requestId,
    data,
  };
}
