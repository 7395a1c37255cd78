import type { Attribute } from '../schema/attribute.ts';
import { equalJson, isJsonObject, type JsonObject, ownValue, withValue } from '../schema/json.ts';
import { asComplex, findSubAttribute, readValue } from '../schema/read-value.ts';
import { type AttributeOperation, attributePath, refuseImmutable, refuseLoss } from './attribute-operation.ts';

/**
 * Merges the operation's value into a complex value: sub-attributes that it does not name stay as they are (RFC 7644
 * §3.5.2.3), null removes one, and null instead of an object removes them all.
 *
 * @returns the merged value, the given one if nothing changes, undefined when no sub-attribute is left.
 * @throws {ScimError} 400 invalidValue or mutability.
 */
export function mergeComplex(before: unknown, operation: AttributeOperation): JsonObject | undefined {
  const { attribute, prefix, context } = operation;
  const given = singleValue(operation);
  // A bare empty string stands for no value: Entra clears `manager` with it.
  if (given === null || (given === '' && context.quirks.bareManager)) return undefined;
  const object = asComplex(given, attribute, prefix, context.quirks);
  const inner = `${attributePath(operation)}.`;
  let result: JsonObject | undefined = isJsonObject(before) ? before : undefined;
  for (const key of Object.keys(object)) {
    const subAttribute = findSubAttribute(key, attribute, inner, context);
    if (subAttribute === undefined) continue;
    const value = readValue(object[key], subAttribute, inner, context);
    result = withSubValue(result, subAttribute, value, inner, operation.op);
  }
  return result;
}

/**
 * Sets or removes one sub-attribute of a complex value; `add` to a multi-valued one appends.
 *
 * @returns the value with it, the given one if that changes nothing, undefined when no sub-attribute is left.
 * @throws {ScimError} 400 mutability when the sub-attribute is immutable and has another value; as {@link refuseLoss}.
 */
export function withSubValue(
  object: JsonObject | undefined,
  subAttribute: Attribute,
  value: unknown,
  inner: string,
  op: AttributeOperation['op'],
): JsonObject | undefined {
  const before = object === undefined ? undefined : ownValue(object, subAttribute.name);
  const after = op === 'add' && subAttribute.multiValued ? union(before, value) : value;
  if (equalJson(before, after)) return object;
  refuseImmutable(before, subAttribute, inner);
  if (after === undefined) refuseLoss(subAttribute, inner, op);
  const result = withValue(object ?? {}, subAttribute.name, after);
  return Object.keys(result).length === 0 ? undefined : result;
}

/** The operation's value, which under the quirk `looseCardinality` may come as a list of one. */
export function singleValue({ value, context }: AttributeOperation): unknown {
  return Array.isArray(value) && context.quirks.looseCardinality && value.length < 2 ? (value[0] ?? null) : value;
}

function union(before: unknown, added: unknown): unknown {
  if (!Array.isArray(before) || !Array.isArray(added)) return added ?? before;
  return [...before, ...added.filter((value) => !before.some((existing) => equalJson(existing, value)))];
}
