import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from '../schema/attribute.ts';
import { withoutDroppedValues } from '../schema/dropped-values.ts';
import { resourceKeys } from '../schema/index-keys.ts';
import type { ScimResource } from '../schema/resource.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { ResourcePut } from '../store/resource-store.ts';

/** What the store or this endpoint keeps elsewhere, see `StoredResource.attributes`. */
const keptElsewhere: ReadonlySet<string> = new Set(['id', 'meta', 'members', 'groups']);

/**
 * The attributes of a resource as they are stored: without what is kept elsewhere, without what the resource type does not
 * keep, and without secrets. An attribute that is never returned, such as `password`, is dropped for good (this service
 * provider has no use for it).
 */
export function attributesToStore(resource: ScimResource, resourceType: ResourceType): ScimResource {
  return Object.fromEntries(
    Object.entries(withoutDroppedValues(resource, resourceType)).filter(([name]) => {
      const attribute = resourceType.attributes.get(name.toLowerCase());
      return !keptElsewhere.has(name) && (attribute === undefined || isStored(attribute));
    }),
  );
}

/** Greatest length of a value that stores index: four bytes a character still fit into a page of PostgreSQL's. */
const longestKey = 512;

/**
 * The keys of a resource for a store to index.
 *
 * @throws {ScimError} 400 `invalidValue` for a value that is too long to be indexed.
 */
export function keysToStore(attributes: ScimResource, resourceType: ResourceType): ResourcePut['keys'] {
  const keys = resourceKeys(attributes, resourceType);
  const long = keys.find(({ value }) => value.length > longestKey);
  if (long === undefined) return keys;
  throw new ScimError(400, `"${long.name}" is too long; use at most ${longestKey} characters`, {
    scimType: 'invalidValue',
  });
}

/** Whether an attribute is stored, and therefore published by `/Schemas`. */
export function isStored(attribute: Attribute): boolean {
  return attribute.returned !== 'never' && attribute.mutability !== 'writeOnly';
}

/** What members and groups show as `display`: `displayName`, else `userName`, else the id. */
export function labelOf(resource: ScimResource, id: string): string {
  const label = [resource.displayName, resource.userName].find((name) => typeof name === 'string' && name !== '');
  return typeof label === 'string' ? label : id;
}
