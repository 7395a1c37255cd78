import { equalJson, isJsonObject, type JsonObject, ownValue } from '../schema/json.ts';
import { type AttributeOperation, attributePath } from './attribute-operation.ts';
import { withSubValue } from './complex-value.ts';

/**
 * The values with those given added. One that is there already is not added again (RFC 7644 §3.5.2.1), and one with the
 * same `value` and `type` as another is merged into it, since that combination should not occur twice (RFC 7643 §2.4).
 *
 * @throws {ScimError} 400 mutability when merging would change an immutable sub-attribute.
 */
export function addValues(
  before: readonly unknown[],
  given: readonly unknown[],
  operation: AttributeOperation,
): readonly unknown[] {
  operation.context.work(before.length * given.length);
  const after = [...before];
  const positions = new Map<string, number>();
  for (const [position, value] of before.entries()) {
    const identity = identityOf(value);
    if (!positions.has(identity)) positions.set(identity, position);
  }
  for (const value of given) {
    const identity = identityOf(value);
    const position = positions.get(identity);
    if (position === undefined) {
      positions.set(identity, after.length);
      after.push(value);
    } else if (isJsonObject(value) && !after.some((existing) => equalJson(existing, value))) {
      after[position] = mergeInto(after[position], value, operation);
    }
  }
  return after;
}

/**
 * The values without those given. A complex value is meant when it has the same `value`, and the same `type` if one is
 * given; without a `value`, when it is equal.
 */
export function removeValues(before: readonly unknown[], given: readonly unknown[]): readonly unknown[] {
  const unwanted = new Set(given.map(identityOf));
  return before.filter((value) => !unwanted.has(identityOf(value)) && !unwanted.has(identityOf(withoutType(value))));
}

/** A text that two values of one attribute share when they are the same value to a client. */
function identityOf(element: unknown): string {
  if (!isJsonObject(element)) return JSON.stringify(element);
  const value = ownValue(element, 'value');
  if (value !== undefined) return JSON.stringify([value, ownValue(element, 'type')]);
  return JSON.stringify(Object.entries(element).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withoutType(element: unknown): unknown {
  return isJsonObject(element) && Object.hasOwn(element, 'value') ? { value: element.value } : element;
}

function mergeInto(existing: unknown, added: JsonObject, operation: AttributeOperation): unknown {
  // A copy, by whose identity movePrimary knows that the operation is about this value.
  let result: JsonObject | undefined = isJsonObject(existing) ? { ...existing } : undefined;
  const inner = `${attributePath(operation)}.`;
  for (const subAttribute of operation.attribute.subAttributes.values()) {
    const value = ownValue(added, subAttribute.name);
    if (value !== undefined) result = withSubValue(result, subAttribute, value, inner, operation.op);
  }
  return result;
}
