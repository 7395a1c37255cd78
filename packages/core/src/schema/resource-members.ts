import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from './attribute.ts';
import { isJsonObject, type JsonObject, ownValue } from './json.ts';
import { type ReadContext, readValues } from './read-value.ts';
import type { ResourceType } from './resource-type.ts';

/** A member as a client sent it, in canonical form. */
export interface ReadMember extends JsonObject {
  readonly value: string;
}

/**
 * The attribute that is the membership relation of the resource type: a multi-valued complex `members` with a `value`,
 * as Group has it (RFC 7643 §4.2). It alone may have any number of values and changes by {@link MembersDelta}.
 */
export function membersAttribute(resourceType: ResourceType): Attribute | undefined {
  const attribute = resourceType.attributes.get('members');
  return attribute?.multiValued && attribute.subAttributes.has('value') ? attribute : undefined;
}

/**
 * Reads a list of members.
 *
 * @throws {ScimError} 400 invalidValue when a member has no `value`, which is the id of the member.
 */
export function readMembers(value: unknown, attribute: Attribute, context: ReadContext): readonly ReadMember[] {
  const members = readValues(value, attribute, '', { ...context, maxValues: Number.POSITIVE_INFINITY }) ?? [];
  if (members.every(isMember)) return members;
  throw new ScimError(400, 'Every element of "members" must have a "value", the id of the member', {
    scimType: 'invalidValue',
  });
}

function isMember(member: unknown): member is ReadMember {
  if (!isJsonObject(member)) return false;
  const id = ownValue(member, 'value');
  return typeof id === 'string' && id !== '';
}
