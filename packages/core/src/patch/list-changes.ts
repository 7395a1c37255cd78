import type { Attribute } from '../schema/attribute.ts';
import { cloneJson, equalJson, isJsonObject, type JsonObject, ownValue } from '../schema/json.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { AttributeChange } from './patch-result.ts';

/** What stands for a value that is never returned, such as a password. */
const hidden = '***';

/**
 * Lists what differs between two versions of a resource, attribute by attribute; single-valued complex attributes by
 * sub-attribute (`name.givenName`), multi-valued ones as a whole (`emails`). Left out are `schemas`, which follows from
 * the rest, and the attribute given as `except`. Values that are never returned show as `***`.
 */
export function listChanges(
  before: JsonObject,
  after: JsonObject,
  resourceType: ResourceType,
  except: Attribute | undefined,
): readonly AttributeChange[] {
  const changes: AttributeChange[] = [];
  for (const attribute of resourceType.attributes.values()) {
    if (attribute !== except && attribute.name !== 'schemas') compare(before, after, attribute, '', changes);
  }
  for (const { schema } of resourceType.extensions) {
    const [old, current] = [objectAt(before, schema.id), objectAt(after, schema.id)];
    if (old === current) continue;
    for (const attribute of schema.attributes.values()) compare(old, current, attribute, `${schema.id}:`, changes);
  }
  return changes;
}

function compare(
  before: JsonObject,
  after: JsonObject,
  attribute: Attribute,
  prefix: string,
  changes: AttributeChange[],
): void {
  const [old, current] = [ownValue(before, attribute.name), ownValue(after, attribute.name)];
  if (old === current || equalJson(old, current)) return;
  const path = `${prefix}${attribute.name}`;
  if (attribute.type === 'complex' && !attribute.multiValued) {
    for (const subAttribute of attribute.subAttributes.values()) {
      compare(objectAt(before, attribute.name), objectAt(after, attribute.name), subAttribute, `${path}.`, changes);
    }
    return;
  }
  const show = (value: unknown) => (value !== undefined && attribute.returned === 'never' ? hidden : cloneJson(value));
  changes.push({ path, before: show(old), after: show(current) });
}

const nothing: JsonObject = {};

function objectAt(container: JsonObject, key: string): JsonObject {
  const value = ownValue(container, key);
  return isJsonObject(value) ? value : nothing;
}
