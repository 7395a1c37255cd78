import { isJsonObject } from '../schema/json.ts';
import { checkCount, readElement, readValue, readValues } from '../schema/read-value.ts';
import { type AttributeOperation, attributePath, compileSelector, noTarget } from './attribute-operation.ts';
import { mergeComplex, singleValue, withSubValue } from './complex-value.ts';
import { elementFromFilter } from './element-from-filter.ts';
import { addValues, removeValues } from './identify-value.ts';
import { movePrimary } from './move-primary.ts';

/**
 * Applies an operation to the values of a multi-valued attribute.
 *
 * @returns the values it leads to; undefined when none is left.
 * @throws {ScimError} 400 noTarget when a filter selects no value; mutability, invalidValue or invalidFilter.
 */
export function applyToValues(
  before: readonly unknown[],
  operation: AttributeOperation,
): readonly unknown[] | undefined {
  const { attribute, subAttribute, filter, prefix, context } = operation;
  context.work(before.length);
  const isWhole = filter === undefined && subAttribute === undefined;
  const changed = isWhole ? applyToAll(before, operation) : applyToSelected(before, operation);
  checkCount(changed.length, attribute, prefix, context);
  const after = movePrimary(before, changed, attributePath(operation));
  return after.length === 0 ? undefined : after;
}

/** The path names the attribute alone: add brings what is not there yet, replace and remove concern all values. */
function applyToAll(before: readonly unknown[], operation: AttributeOperation): readonly unknown[] {
  const { op, attribute, value, prefix, context } = operation;
  if (op === 'remove' && value === undefined) return [];
  const given = (value === null ? undefined : readValues(value, attribute, prefix, context)) ?? [];
  if (op === 'replace') return given;
  // A remove with a value takes just that away: what Entra and authentik mean by it.
  return op === 'add' ? addValues(before, given, operation) : removeValues(before, given);
}

/** The path selects values by a filter, or a sub-attribute of all values. */
function applyToSelected(before: readonly unknown[], operation: AttributeOperation): readonly unknown[] {
  const { op, filter } = operation;
  const isSelected = compileSelector(operation, before.length);
  const change = compileChange(operation);
  const after: unknown[] = [];
  let count = 0;
  for (const value of before) {
    const selected = isSelected(value);
    if (selected) count++;
    const result = selected ? markChosen(change(value)) : value;
    if (result !== undefined) after.push(result);
  }
  if (count > 0) return after;
  if (op !== 'remove') return create(before, operation, isSelected);
  if (filter === undefined) return before;
  throw noTarget(operation);
}

/** A copy: by its identity {@link movePrimary} knows the values that an operation is about, even if they stay the same. */
function markChosen(value: unknown): unknown {
  return isJsonObject(value) ? { ...value } : value;
}

/** What the operation makes of a selected value; undefined removes it. */
function compileChange(operation: AttributeOperation): (value: unknown) => unknown {
  const { op, attribute, subAttribute, value, prefix, context } = operation;
  if (subAttribute !== undefined) {
    const inner = `${attributePath(operation)}.`;
    const given = op === 'remove' ? undefined : readValue(value, subAttribute, inner, context);
    return (element) => withSubValue(isJsonObject(element) ? element : undefined, subAttribute, given, inner, op);
  }
  if (op === 'remove') return () => undefined;
  if (op === 'add' && attribute.type === 'complex') return (element) => mergeComplex(element, operation);
  // RFC 7644 §3.5.2.3: the selected records as a whole are replaced, not merged.
  const given = readElement(singleValue(operation), attribute, prefix, context);
  return () => given;
}

/**
 * Adds the value that the path describes, there being none yet: any when the path has no filter, the one that its filter
 * spells out under the quirk `createMissingElement`.
 */
function create(
  before: readonly unknown[],
  operation: AttributeOperation,
  isSelected: (value: unknown) => boolean,
): readonly unknown[] {
  const { op, attribute, subAttribute, filter, value, context } = operation;
  const mayCreate = filter !== undefined && context.quirks.createMissingElement;
  const template = mayCreate ? elementFromFilter(filter, attribute, context) : undefined;
  if (filter !== undefined && template === undefined) throw noTarget(operation);
  const inner = `${attributePath(operation)}.`;
  const created =
    subAttribute === undefined
      ? mergeComplex(template, operation)
      : withSubValue(template, subAttribute, readValue(value, subAttribute, inner, context), inner, op);
  // Nothing asserted, nothing to create.
  if (created === undefined || created === template) return before;
  // `emails[value eq "old"].value` is about a value that has to be there; what it would create is not what it names.
  if (!isSelected(created)) throw noTarget(operation);
  return [...before, created];
}
