import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from './attribute.ts';
import { isJsonObject, type JsonObject, ownValue } from './json.ts';
import { listOf, type ReadContext, readElement } from './read-value.ts';
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
 * Reads a list of members. Under the quirk `looseCardinality` a single member is a list of one. What a client says about
 * a member beside its id, such as `display`, is kept although it is read-only: nobody but a server that keeps the
 * membership apart knows better, and that one takes the id alone.
 *
 * @throws {ScimError} 400 invalidValue, also when a member has no `value`, which is the id of the member.
 */
export function readMembers(value: unknown, attribute: Attribute, context: ReadContext): readonly ReadMember[] {
  const keeping: ReadContext = { ...context, readOnly: 'keep' };
  return listOf(value, attribute, '', context).map((item) => {
    const member = readElement(item, attribute, '', keeping);
    if (isMember(member)) return member;
    throw new ScimError(400, 'Every element of "members" must have a "value", the id of the member', {
      scimType: 'invalidValue',
    });
  });
}

function isMember(member: unknown): member is ReadMember {
  if (!isJsonObject(member)) return false;
  const id = ownValue(member, 'value');
  return typeof id === 'string' && id !== '';
}
