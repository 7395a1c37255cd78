import type { Attribute } from '../schema/attribute.ts';
import type { ScimResource } from '../schema/resource.ts';
import type { ResourceType } from '../schema/resource-type.ts';

/** What the store or this endpoint keeps elsewhere, see `StoredResource.attributes`. */
const keptElsewhere: ReadonlySet<string> = new Set(['id', 'meta', 'members', 'groups']);

/**
 * The attributes of a resource as they are stored: without what is kept elsewhere and without secrets. An attribute
 * that is never returned, such as `password`, is dropped for good (this service provider has no use for it).
 */
export function attributesToStore(resource: ScimResource, resourceType: ResourceType): ScimResource {
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => {
      const attribute = resourceType.attributes.get(name.toLowerCase());
      return !keptElsewhere.has(name) && (attribute === undefined || isStored(attribute));
    }),
  );
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
