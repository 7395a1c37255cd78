import type { Attribute } from '../schema/attribute.ts';
import { isJsonObject, type JsonObject, ownValue } from '../schema/json.ts';

/** A text that two values of an attribute share exactly when they are equal, whatever the order of their properties. */
export function elementKey(element: unknown, attribute: Attribute): string {
  if (!isJsonObject(element)) return JSON.stringify(element);
  const names = [...attribute.subAttributes.values()]
    .map(({ name }) => name)
    .filter((name) => Object.hasOwn(element, name));
  return JSON.stringify(names.map((name) => [name, element[name]]));
}

/**
 * The values without those given. A complex value is meant when `value` is the same, and `type` too if it is given;
 * where no `value` is given, when it is equal as a whole.
 */
export function withoutGiven(
  elements: readonly unknown[],
  given: readonly unknown[],
  attribute: Attribute,
): readonly unknown[] {
  const wanted = new Set(given.map((element) => lookupKey(element, attribute, true)));
  return elements.filter((element) => {
    const keys = [
      elementKey(element, attribute),
      lookupKey(element, attribute, true),
      lookupKey(element, attribute, false),
    ];
    return !keys.some((key) => wanted.has(key));
  });
}

function lookupKey(element: unknown, attribute: Attribute, withType: boolean): string {
  const value = isJsonObject(element) ? ownValue(element, 'value') : undefined;
  if (value === undefined) return elementKey(element, attribute);
  const type = withType ? ownValue(element as JsonObject, 'type') : undefined;
  return JSON.stringify({ value, type });
}
