import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from './attribute.ts';
import { isJsonObject, type JsonObject, ownValue } from './json.ts';
import { listOf, type ReadContext, readElement } from './read-value.ts';
import type { ResourceType } from './resource-type.ts';
import { groupUrn } from './urns.ts';

/** A member as a client sent it, in canonical form. */
export interface ReadMember extends JsonObject {
  readonly value: string;
}

/**
 * The attribute that is the membership relation: `members` of the resource type whose schema is Group (RFC 7643 §4.2). It
 * alone may have any number of values and changes by {@link MembersDelta}; `members` of another type is an attribute as any.
 */
export function membersAttribute(resourceType: ResourceType): Attribute | undefined {
  const isGroup = resourceType.schema.id.toLowerCase() === groupUrn.toLowerCase();
  return isGroup ? resourceType.attributes.get('members') : undefined;
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
