import type { Attribute } from '../schema/attribute.ts';
import { cloneJson, equalJson, isJsonObject, type JsonObject, ownValue } from '../schema/json.ts';
import type { Schema } from '../schema/schema.ts';
import type { AttributeChange } from './patch-result.ts';

/** An attribute and the extension that it belongs to, if any. */
export interface AttributePlace {
  readonly attribute: Attribute;
  readonly extension: Schema | undefined;
}

/** What stands for a value that is never returned, such as a password. */
const hidden = '***';

/**
 * Lists what differs between two versions of a resource at the given places; single-valued complex attributes by
 * sub-attribute (`name.givenName`), multi-valued ones as a whole (`emails`). Values that are never returned show as `***`.
 */
export function listChanges(
  before: JsonObject,
  after: JsonObject,
  places: Iterable<AttributePlace>,
): readonly AttributeChange[] {
  const changes: AttributeChange[] = [];
  for (const { attribute, extension } of places) {
    if (extension === undefined) {
      compare(before, after, attribute, '', changes);
    } else {
      const [old, current] = [objectAt(before, extension.id), objectAt(after, extension.id)];
      compare(old, current, attribute, `${extension.id}:`, changes);
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
  const show = (value: unknown) => (value !== undefined && attribute.returned === 'never' ? hidden : cloneJson(value));
  changes.push({ path, before: show(old), after: show(current) });
}

const nothing: JsonObject = {};

function objectAt(container: JsonObject, key: string): JsonObject {
  const value = ownValue(container, key);
  return isJsonObject(value) ? value : nothing;
}
