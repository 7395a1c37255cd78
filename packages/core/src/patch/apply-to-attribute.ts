import { equalJson, isJsonObject, type JsonObject, ownValue } from '../schema/json.ts';
import { readValue } from '../schema/read-value.ts';
import { applyToValues } from './apply-to-values.ts';
import { type AttributeOperation, attributePath, refuseImmutable, refuseLoss } from './attribute-operation.ts';
import { mergeComplex, withSubValue } from './complex-value.ts';

/**
 * Applies an operation to an attribute of a resource or extension (RFC 7644 §3.5.2.1–3).
 *
 * @returns the attribute's new value, the very same as before if nothing changes, undefined if it has none.
 * @throws {ScimError} 400 mutability, invalidValue, invalidFilter or noTarget.
 */
export function applyToAttribute(container: JsonObject, operation: AttributeOperation): unknown {
  const { op, attribute, prefix } = operation;
  const before = ownValue(container, attribute.name);
  const after = attribute.multiValued ? applyToValues(asList(before), operation) : applyToSingle(before, operation);
  if (equalJson(before, after)) return before;
  refuseImmutable(before, attribute, prefix);
  if (after === undefined) refuseLoss(attribute, prefix, op);
  return after;
}

function applyToSingle(before: unknown, operation: AttributeOperation): unknown {
  const { op, attribute, subAttribute, value, prefix, context } = operation;
  if (subAttribute !== undefined) {
    const inner = `${attributePath(operation)}.`;
    const given = op === 'remove' ? undefined : readValue(value, subAttribute, inner, context);
    return withSubValue(isJsonObject(before) ? before : undefined, subAttribute, given, inner, op);
  }
  if (op === 'remove') return undefined;
  return attribute.type === 'complex' ? mergeComplex(before, operation) : readValue(value, attribute, prefix, context);
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
