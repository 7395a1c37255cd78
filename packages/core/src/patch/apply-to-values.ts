import { compileElementFilter } from '../filter/compile-filter.ts';
import { ScimError } from '../message/scim-error.ts';
import { formatPath } from '../schema/attribute-path.ts';
import { isJsonObject, type JsonObject } from '../schema/json.ts';
import { checkCount, readElement, readValue, readValues } from '../schema/read-value.ts';
import { type AttributeTarget, mergeComplex, withSubValue } from './apply-to-attribute.ts';
import { elementFromFilter } from './element-from-filter.ts';
import { elementKey, withoutGiven } from './element-key.ts';
import { movePrimary } from './move-primary.ts';
import type { PatchContext } from './patch-context.ts';
import { prefixOf } from './patch-target.ts';
import type { PatchOperation } from './read-patch-request.ts';

/**
 * Applies an operation to the values of a multi-valued attribute.
 *
 * @returns the values it leads to; undefined when none is left.
 * @throws {ScimError} 400 noTarget when a filter selects no value, mutability or invalidValue.
 */
export function applyToValues(
  before: readonly unknown[],
  op: PatchOperation['op'],
  target: AttributeTarget,
  value: unknown,
  context: PatchContext,
): readonly unknown[] | undefined {
  const { attribute } = target;
  const prefix = prefixOf(target);
  const isWhole = target.filter === undefined && target.subAttribute === undefined;
  const changed = isWhole
    ? applyToAll(before, op, target, value, context)
    : applyToSelected(before, op, target, value, context);
  checkCount(changed.length, attribute, prefix, context);
  const after = movePrimary(before, changed, `${prefix}${attribute.name}`);
  return after.length === 0 ? undefined : after;
}

/** `path` names the attribute alone: add appends what is not there yet, replace and remove concern all values. */
function applyToAll(
  before: readonly unknown[],
  op: PatchOperation['op'],
  target: AttributeTarget,
  value: unknown,
  context: PatchContext,
): readonly unknown[] {
  const { attribute } = target;
  if (op === 'remove' && value === undefined) return [];
  const given = value === null ? [] : (readValues(value, attribute, prefixOf(target), context) ?? []);
  if (op === 'replace') return given;
  // With a value, remove takes just those away: what Entra and authentik mean by it.
  if (op === 'remove') return withoutGiven(before, given, attribute);
  const present = new Set(before.map((element) => elementKey(element, attribute)));
  const added = given.filter((element) => {
    const key = elementKey(element, attribute);
    return !present.has(key) && present.add(key);
  });
  return added.length === 0 ? before : [...before, ...added];
}

/** `path` selects values by a filter, or a sub-attribute of all values. */
function applyToSelected(
  before: readonly unknown[],
  op: PatchOperation['op'],
  target: AttributeTarget,
  value: unknown,
  context: PatchContext,
): readonly unknown[] {
  const { attribute, filter } = target;
  const matches = filter === undefined ? () => true : compileElementFilter(filter, attribute, context);
  const change = elementChange(op, target, value, context);
  let matched = false;
  const after: unknown[] = [];
  for (const element of before) {
    const selected = matches(element);
    matched ||= selected;
    const result = selected ? change(element) : element;
    if (result !== undefined) after.push(result);
  }
  if (matched || (filter === undefined && op === 'remove')) return after;
  const template = op === 'remove' ? undefined : missingElement(target, context);
  if (template === undefined) {
    throw new ScimError(400, `No value of "${formatPath(target)}" matches the filter in "path"`, {
      scimType: 'noTarget',
    });
  }
  const created = change(template, true);
  return created === undefined ? before : [...before, created];
}

/** What the operation does to one selected value; undefined removes it. */
function elementChange(
  op: PatchOperation['op'],
  target: AttributeTarget,
  value: unknown,
  context: PatchContext,
): (element: unknown, isNew?: boolean) => unknown {
  const { attribute, subAttribute } = target;
  if (subAttribute !== undefined) {
    const inner = prefixOf(target, attribute);
    const given = op === 'remove' ? undefined : readValue(value, subAttribute, inner, context);
    return (element, isNew = false) =>
      isNew && given === undefined
        ? undefined
        : withSubValue(isJsonObject(element) ? element : {}, subAttribute, given, inner, op);
  }
  if (op === 'remove') return () => undefined;
  if (attribute.type !== 'complex') {
    const given = readElement(value, attribute, prefixOf(target), context);
    return () => given;
  }
  if (op === 'add') return (element) => mergeComplex(element, target, value, context, op);
  // RFC 7644 §3.5.2.3: the selected record as a whole is replaced, not merged.
  const given = readElement(
    Array.isArray(value) ? singleOf(value, target, context) : value,
    attribute,
    prefixOf(target),
    context,
  );
  return (element, isNew = false) => (isNew ? mergeComplex(element, target, value, context, op) : given);
}

function singleOf(value: readonly unknown[], target: AttributeTarget, context: PatchContext): unknown {
  if (context.quirks.looseCardinality && value.length < 2) return value[0];
  throw new ScimError(400, `"${formatPath(target)}" with a filter needs one value, not a list`, {
    scimType: 'invalidValue',
  });
}

/** The value to start from where the filter selects none; undefined when none is to be created. */
function missingElement(target: AttributeTarget, context: PatchContext): JsonObject | undefined {
  const { attribute, filter } = target;
  if (attribute.type !== 'complex') return undefined;
  if (filter === undefined) return {};
  return context.quirks.createMissingElement ? elementFromFilter(filter, attribute, context) : undefined;
}
