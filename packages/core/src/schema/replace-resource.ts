import { ScimError } from '../message/scim-error.ts';
import { attachMembers } from '../patch/attach-members.ts';
import { listChanges } from '../patch/list-changes.ts';
import { createMembersDraft } from '../patch/members-draft.ts';
import type { PatchResult } from '../patch/patch-result.ts';
import type { Attribute } from './attribute.ts';
import { cloneJson, equalJson, isJsonObject, type JsonObject, ownValue } from './json.ts';
import { type ReadResourceOptions, readAttributes } from './read-resource.ts';
import { schemasOf } from './read-schemas.ts';
import type { ScimResource } from './resource.ts';
import { membersAttribute, type ReadMember } from './resource-members.ts';
import type { ResourceType } from './resource-type.ts';

/** How a resource is replaced. */
export interface ReplaceResourceOptions extends ReadResourceOptions {
  /** Where the members of a group are, as in {@link ApplyPatchOptions.membership}. Default `inline`. */
  readonly membership?: 'inline' | 'separate';
}

/**
 * Replaces a resource by the JSON of a PUT (RFC 7644 §3.5.1). What the client sends replaces what there is, read-only
 * attributes stay, and attributes that the client omits are cleared. Null or an empty list clears any attribute.
 *
 * Where RFC 7644 §3.5.1 leaves the choice to the server, an omission does not change who has access: `members` stay
 * (clients fetch groups without them and PUT them back) and so does `active`. Immutable and write-only attributes stay
 * too, since a client may not change, or cannot know, what they hold.
 *
 * Neither input is changed and the result shares nothing with them; as with {@link applyPatch}, `members` is computed
 * when it is first read.
 *
 * @throws {ScimError} as {@link readResource}; 400 mutability when an immutable attribute would get another value.
 */
export function replaceResource<R extends ScimResource>(
  current: R,
  incoming: unknown,
  resourceType: ResourceType<R>,
  options: ReplaceResourceOptions = {},
): PatchResult<R> {
  const { membership = 'inline', ...readOptions } = options;
  const { attributes, named } = readAttributes(incoming, resourceType, readOptions);
  const membersOf = membersAttribute(resourceType);
  // Not subject to mutability: `schemas` follows from the rest, and members are a relation.
  const special = new Set([resourceType.attributes.get('schemas'), membersOf]);
  const core = new Map(resourceType.attributes.entries().filter(([, attribute]) => !special.has(attribute)));
  const isKept = (attribute: Attribute): boolean => isProtected(attribute) && !named.has(attribute);
  const next = replaceAttributes(current, attributes, {
    attributes: core,
    prefix: '',
    isKept: (attribute) => isKept(attribute) || (attribute.name === 'active' && !named.has(attribute)),
  });
  for (const { schema } of resourceType.extensions) {
    const extension = replaceAttributes(objectAt(current, schema.id), objectAt(attributes, schema.id), {
      attributes: schema.attributes,
      prefix: `${schema.id}:`,
      isKept,
    });
    if (Object.keys(extension).length > 0) next[schema.id] = extension;
  }
  const resource = { schemas: schemasOf(next, resourceType), ...next };
  const changes = listChanges(current, next, resourceType, (attribute) => !special.has(attribute));
  if (membersOf === undefined) return { resource: resource as unknown as R, changes, members: undefined };

  const existing = ownValue(current, membersOf.name);
  const draft = createMembersDraft(Array.isArray(existing) ? existing : []);
  // Read by readMembers, so every element has a value.
  if (named.has(membersOf)) draft.replace((ownValue(attributes, membersOf.name) ?? []) as readonly ReadMember[]);
  if (membership === 'inline') attachMembers(resource, membersOf.name, draft);
  // Every attribute was read against the schemas of R.
  return { resource: resource as unknown as R, changes, members: draft.delta() };
}

interface Replacement {
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** What precedes the attributes' names in messages. */
  readonly prefix: string;
  /** Whether an attribute keeps its value when the client sends none. */
  readonly isKept: (attribute: Attribute) => boolean;
}

function replaceAttributes(
  current: JsonObject,
  incoming: JsonObject,
  { attributes, prefix, isKept }: Replacement,
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const attribute of attributes.values()) {
    const before = ownValue(current, attribute.name);
    const given = ownValue(incoming, attribute.name);
    const useBefore = attribute.mutability === 'readOnly' || (given === undefined && isKept(attribute));
    const after = useBefore ? cloneJson(before) : replaceValue(before, given, attribute, prefix);
    if (after !== undefined) result[attribute.name] = after;
  }
  return result;
}

function replaceValue(before: unknown, given: unknown, attribute: Attribute, prefix: string): unknown {
  const { mutability, multiValued, name, subAttributes } = attribute;
  if (mutability === 'immutable' && before !== undefined && !equalJson(before, given)) {
    throw new ScimError(400, `Attribute "${prefix}${name}" is immutable; send the value it has or leave it out`, {
      scimType: 'mutability',
    });
  }
  if (multiValued || !isJsonObject(given) || !isJsonObject(before)) return given;
  return replaceAttributes(before, given, {
    attributes: subAttributes,
    prefix: `${prefix}${name}.`,
    isKept: isProtected,
  });
}

/** What a client cannot read, or may not change, stays when it is not sent. */
function isProtected({ mutability }: Attribute): boolean {
  return mutability === 'immutable' || mutability === 'writeOnly';
}

function objectAt(container: JsonObject, key: string): JsonObject {
  const value = ownValue(container, key);
  return isJsonObject(value) ? value : {};
}
