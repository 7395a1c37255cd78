import type { Attribute } from '../schema/attribute.ts';
import { cloneJson, equalJson, isJsonObject, type JsonObject, ownValue } from '../schema/json.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { AttributeChange } from './patch-result.ts';

/** What stands for a value that is never returned, such as a password. */
const hidden = '***';

/**
 * Lists what differs between two versions of a resource, in the order of the schemas; single-valued complex attributes by
 * sub-attribute (`name.givenName`), multi-valued ones as a whole (`emails`). Values that are never returned show as `***`.
 *
 * @param isConcerned tells which attributes to look at.
 */
export function listChanges(
  before: JsonObject,
  after: JsonObject,
  resourceType: ResourceType,
  isConcerned: (attribute: Attribute) => boolean,
): readonly AttributeChange[] {
  const changes: AttributeChange[] = [];
  for (const attribute of resourceType.attributes.values()) {
    if (isConcerned(attribute)) compare(before, after, attribute, '', changes);
  }
  for (const { schema } of resourceType.extensions) {
    const [old, current] = [objectAt(before, schema.id), objectAt(after, schema.id)];
    if (old === current) continue;
    for (const attribute of schema.attributes.values()) {
      if (isConcerned(attribute)) compare(old, current, attribute, `${schema.id}:`, changes);
    }
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
  const old = ownValue(before, attribute.name);
  const current = ownValue(after, attribute.name);
  if (old === current || equalJson(old, current)) return;
  const path = `${prefix}${attribute.name}`;
  if (attribute.type === 'complex' && !attribute.multiValued) {
    for (const subAttribute of attribute.subAttributes.values()) {
      compare(objectAt(before, attribute.name), objectAt(after, attribute.name), subAttribute, `${path}.`, changes);
    }
    return;
  }
  changes.push({ path, before: show(old, attribute), after: show(current, attribute) });
}

function show(value: unknown, attribute: Attribute): unknown {
  return value !== undefined && attribute.returned === 'never' ? hidden : cloneJson(value);
}

const nothing: JsonObject = {};

function objectAt(container: JsonObject, key: string): JsonObject {
  const value = ownValue(container, key);
  return isJsonObject(value) ? value : nothing;
}
