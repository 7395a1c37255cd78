import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from '../schema/attribute.ts';
import { formatPath } from '../schema/attribute-path.ts';
import { equalJson, isJsonObject, type JsonObject, ownValue, withValue } from '../schema/json.ts';
import { asComplex, findSubAttribute, readValue } from '../schema/read-value.ts';
import { applyToValues } from './apply-to-values.ts';
import type { PatchContext } from './patch-context.ts';
import { type PatchTarget, prefixOf } from './patch-target.ts';
import type { PatchOperation } from './read-patch-request.ts';

/** A target that is an attribute or part of one. */
export type AttributeTarget = PatchTarget & { readonly attribute: Attribute };

/**
 * Applies an operation to an attribute of a resource or extension and returns the container it leads to: the given one
 * when nothing changes.
 *
 * @throws {ScimError} 400 mutability, invalidValue or noTarget.
 */
export function applyToAttribute(
  container: JsonObject,
  op: PatchOperation['op'],
  target: AttributeTarget,
  value: unknown,
  context: PatchContext,
): JsonObject {
  const { attribute } = target;
  const before = ownValue(container, attribute.name);
  const after = attribute.multiValued
    ? applyToValues(asList(before), op, target, value, context)
    : applyToSingle(before, op, target, value, context);
  if (equalJson(before, after)) return container;
  refuseImmutable(before, attribute, prefixOf(target));
  if (after === undefined && attribute.required) {
    throw new ScimError(400, `Attribute "${formatPath({ ...target })}" is required and cannot be removed`, {
      scimType: op === 'remove' ? 'mutability' : 'invalidValue',
    });
  }
  return withValue(container, attribute.name, after);
}

function applyToSingle(
  before: unknown,
  op: PatchOperation['op'],
  target: AttributeTarget,
  value: unknown,
  context: PatchContext,
): unknown {
  const { attribute, subAttribute } = target;
  if (subAttribute !== undefined) {
    const inner = prefixOf(target, attribute);
    const given = op === 'remove' ? undefined : readValue(value, subAttribute, inner, context);
    return withSubValue(asObject(before), subAttribute, given, inner, op);
  }
  if (op === 'remove') return undefined;
  if (attribute.type !== 'complex') return readValue(value, attribute, prefixOf(target), context);
  return mergeComplex(before, target, value, context, op);
}

/**
 * Merges the sub-attributes of a value into a complex value: those not given stay as they are (RFC 7644 §3.5.2.3), null
 * removes one, and null instead of an object removes them all.
 */
export function mergeComplex(
  before: unknown,
  target: AttributeTarget,
  value: unknown,
  context: PatchContext,
  op: PatchOperation['op'],
): JsonObject | undefined {
  const { attribute } = target;
  const { quirks } = context;
  const single: unknown =
    Array.isArray(value) && quirks.looseCardinality && value.length < 2 ? (value[0] ?? null) : value;
  if (single === null) return undefined;
  const given = asComplex(single, attribute, prefixOf(target), quirks);
  // A bare empty string stands for an empty value: Entra clears `manager` with it.
  if (single === '') return undefined;
  const inner = prefixOf(target, attribute);
  let result = asObject(before);
  for (const key of Object.keys(given)) {
    const subAttribute = findSubAttribute(key, attribute, inner, context);
    if (subAttribute === undefined) continue;
    result = withSubValue(result, subAttribute, readValue(given[key], subAttribute, inner, context), inner, op) ?? {};
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

/**
 * Sets or removes one sub-attribute of a complex value.
 *
 * @returns the value with it, the given one if that changes nothing, undefined when no sub-attribute is left.
 * @throws {ScimError} 400 mutability when the sub-attribute is immutable and has another value, or is required and removed.
 */
export function withSubValue(
  object: JsonObject,
  subAttribute: Attribute,
  value: unknown,
  inner: string,
  op: PatchOperation['op'],
): JsonObject | undefined {
  const before = ownValue(object, subAttribute.name);
  if (equalJson(before, value)) return Object.keys(object).length === 0 ? undefined : object;
  refuseImmutable(before, subAttribute, inner);
  if (value === undefined && subAttribute.required) {
    throw new ScimError(400, `Attribute "${inner}${subAttribute.name}" is required and cannot be removed`, {
      scimType: op === 'remove' ? 'mutability' : 'invalidValue',
    });
  }
  const result = withValue(object, subAttribute.name, value);
  return Object.keys(result).length === 0 ? undefined : result;
}

/** @throws {ScimError} 400 mutability when an immutable attribute already has a value (RFC 7644 §3.5.2). */
function refuseImmutable(before: unknown, attribute: Attribute, prefix: string): void {
  if (attribute.mutability !== 'immutable' || before === undefined) return;
  throw new ScimError(400, `Attribute "${prefix}${attribute.name}" is immutable and already has a value`, {
    scimType: 'mutability',
  });
}

function asObject(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
