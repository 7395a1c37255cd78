import type { Attribute } from '../schema/attribute.ts';
import { lenientQuirks } from '../schema/quirks.ts';
import { allOf, anyOf, negate, passAll, passNone } from './combine-tests.ts';
import type { CompileFilterOptions } from './compile-filter.ts';
import { excerpt } from './excerpt.ts';
import type { Filter } from './filter.ts';
import { invalidFilter } from './invalid-filter.ts';
import { anyElementAt, anyValueAt, type PropertyTest, presentAt, type RecordTest, valueAt } from './record-test.ts';
import { bindTest, comparedPlace, type Place, placesOfElement, type ResolvePlace } from './resolve-place.ts';
import { compileValueTest } from './value-test.ts';
import type { FilterNode } from './visit-filter.ts';

/** What a filter is bound to: a resource, or one element of an attribute. */
export interface Scope {
  readonly resolve: ResolvePlace;
  /** Resolves among the attributes that are not kept too (see {@link keepAttributes}); undefined when all are. */
  readonly resolveWhole: ResolvePlace | undefined;
  /** What the attributes belong to, for messages. */
  readonly owner: string;
  readonly options: CompileFilterOptions;
}

/**
 * Compiles a filter into a test of the object that its paths start from, as {@link compileFilter} describes.
 *
 * @throws {ScimError} 400 `invalidFilter`.
 */
export function compileRecordTest(filter: Filter, scope: Scope): RecordTest {
  const condition = compileCondition(filter, scope);
  return typeof condition === 'function' ? condition : valueAt(condition);
}

/** Comparisons of a property of the object itself stay data, for value paths to make the best of. */
function compileCondition(filter: Filter, scope: Scope): RecordTest | PropertyTest {
  switch (filter.kind) {
    case 'and':
      return allOf(filter.operands.map((operand) => compileRecordTest(operand, scope)));
    case 'or':
      return anyOf(filter.operands.map((operand) => compileRecordTest(operand, scope)));
    case 'not':
      return negate(compileRecordTest(filter.operand, scope));
    case 'present':
      return compilePresent(resolve(filter.path, scope));
    case 'comparison':
      return compileComparison(filter, scope);
    case 'valuePath':
      return compileValuePath(filter, scope);
  }
}

function compilePresent(place: Place | undefined): RecordTest {
  return place === undefined ? passNone : bindTest(presentAt(place.name), place.holders);
}

function compileComparison(filter: FilterNode<'comparison'>, scope: Scope): RecordTest | PropertyTest {
  const { operator, value } = filter;
  const place = resolve(filter.path, scope);
  if (value === null) {
    if (operator === 'eq') return negate(compilePresent(place));
    if (operator === 'ne') return compilePresent(place);
    throw invalidFilter(`"${operator}" cannot compare ${excerpt(filter.path)} with null; use eq, ne or pr`);
  }
  if (place === undefined) return operator === 'ne' ? passAll : passNone;
  const { path, attribute, holders, name } = comparedPlace(place);
  if (attribute === undefined) throw invalidFilter(`"${path}" is a schema; compare one of its attributes`);
  const { quirks = lenientQuirks } = scope.options;
  const test = compileValueTest({
    path,
    attribute,
    operator,
    value,
    booleanStrings: quirks.booleanStrings,
    unquotedValues: quirks.unquotedFilterValues,
  });
  if (operator === 'ne') return bindTest(negate(valueAt({ name, test })), holders);
  return holders.length === 0 ? { name, test } : bindTest(valueAt({ name, test }), holders);
}

function compileValuePath({ path: text, filter }: FilterNode<'valuePath'>, scope: Scope): RecordTest {
  const place = resolve(text, scope);
  if (place === undefined) return passNone;
  const { path, attribute, holders, name } = place;
  const isComplex = attribute?.type === 'complex';
  if (attribute === undefined || !(isComplex || attribute.multiValued)) {
    throw invalidFilter(`"${path}" is not complex, so "[…]" cannot follow it; compare the attribute itself`);
  }
  const inner = { ...scope, ...elementScope(attribute, path) };
  if (!isComplex) return bindTest(anyValueAt(name, compileRecordTest(filter, inner)), holders);
  const operands = filter.kind === 'and' ? filter.operands : [filter];
  return bindTest(
    anyElementAt(
      name,
      operands.map((operand) => compileCondition(operand, inner)),
    ),
    holders,
  );
}

/** The scope of one element of an attribute. */
export function elementScope(attribute: Attribute, path: string): Omit<Scope, 'options'> {
  const { reducedFrom } = attribute;
  return {
    resolve: placesOfElement(attribute, path),
    resolveWhole: reducedFrom && placesOfElement(reducedFrom, path),
    owner: `"${path}"`,
  };
}

function resolve(path: string, { resolve: find, resolveWhole, owner, options }: Scope): Place | undefined {
  const place = find(path);
  if (place === undefined) {
    const dropped = resolveWhole?.(path);
    // Not even `absent`: whether the resource has it is not known.
    if (dropped !== undefined) throw invalidFilter(`"${dropped.path}" is not stored here, so a filter cannot use it`);
    if (options.unknownAttributes === 'absent') return undefined;
    throw invalidFilter(`${owner} has no attribute ${excerpt(path)}; see /Schemas for those it has`);
  }
  if (place.attribute?.returned === 'never') {
    throw invalidFilter(`"${place.path}" is never returned, so a filter cannot use it; leave it out`);
  }
  return place;
}
