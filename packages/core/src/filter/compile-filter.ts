import { ScimError } from '../message/scim-error.ts';
import type { Attribute } from '../schema/attribute.ts';
import { lenientQuirks, type Quirks } from '../schema/quirks.ts';
import type { ScimResource } from '../schema/resource.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { excerpt } from './excerpt.ts';
import type { Filter } from './filter.ts';
import { anyElement, isPresent, type ValueTest } from './own-value.ts';
import { parseFilter } from './parse-filter.ts';
import { comparedPlace, type Place, placesOfElement, placesOfResource, type ResolvePlace } from './resolve-place.ts';
import { compileValueTest } from './value-test.ts';
import type { FilterNode } from './visit-filter.ts';

/** How {@link compileFilter} binds a filter to a resource type. */
export interface CompileFilterOptions {
  /** What is accepted beyond the RFCs. Default: `lenientQuirks`. */
  readonly quirks?: Pick<Quirks, 'booleanStrings' | 'unquotedFilterValues'>;
  /**
   * What an attribute that the resource type does not have is: an error, or an attribute without a value, as RFC 7644
   * §3.4.2.1 demands for queries over several resource types. Default `refuse`.
   */
  readonly unknownAttributes?: 'refuse' | 'absent';
}

/**
 * Compiles a filter (RFC 7644 §3.4.2.2) into a predicate that never throws, whatever the resource holds.
 *
 * - Names and URNs are case-insensitive; strings compare by the attribute's `caseExact`, dateTimes as instants, numbers
 *   by value. Only own properties count.
 * - A multi-valued attribute matches when any of its values does, for `ne` as for every other operator: `emails.type ne
 *   "work"` asks for an e-mail that is not for work. `not (emails.type eq "work")` asks that none is.
 *   A complex
 *   attribute without a sub-attribute means its `value`: `emails co "@example.com"`, `manager eq "26118915"`.
 * - An attribute without a value (absent, null, empty) differs from every value, so `title ne "x"` holds; it fails all
 *   other comparisons. `eq null` is `not (… pr)`, `ne null` is `pr`.
 * - `co`, `sw` and `ew` apply to strings and references, and to the text of dateTimes.
 *
 * @example
 * const inSales = compileFilter('emails[type eq "work" and value ew "@sales.example.com"]', userResourceType);
 * users.filter(inSales);
 *
 * @throws {ScimError} 400 `invalidFilter` for a syntax error, an attribute that the resource type does not have or that
 *   is never returned, and for an operator or value that does not fit the attribute's type.
 */
export function compileFilter(
  filter: Filter | string,
  resourceType: ResourceType,
  options: CompileFilterOptions = {},
): (resource: ScimResource) => boolean {
  const { quirks = lenientQuirks } = options;
  const parsed =
    typeof filter === 'string' ? parseFilter(filter, { unquotedValues: quirks.unquotedFilterValues }) : filter;
  return compile(parsed, { resolve: placesOfResource(resourceType), owner: resourceType.name, options });
}

/**
 * Compiles the filter of a value path, `[type eq "work"]`, into a predicate of one element of the attribute.
 *
 * @throws {ScimError} 400 `invalidFilter` as {@link compileFilter} does.
 */
export function compileElementFilter(
  filter: Filter,
  attribute: Attribute,
  options: CompileFilterOptions = {},
): (element: unknown) => boolean {
  return compile(filter, { resolve: placesOfElement(attribute, attribute.name), owner: attribute.name, options });
}

interface Scope {
  readonly resolve: ResolvePlace;
  /** What the attributes belong to, for messages. */
  readonly owner: string;
  readonly options: CompileFilterOptions;
}

function compile(filter: Filter, scope: Scope): ValueTest {
  switch (filter.kind) {
    case 'and':
      return all(filter.operands.map((operand) => compile(operand, scope)));
    case 'or':
      return any(filter.operands.map((operand) => compile(operand, scope)));
    case 'not':
      return negate(compile(filter.operand, scope));
    case 'present':
      return resolve(filter.path, scope)?.bind(isPresent) ?? never;
    case 'comparison':
      return compileComparison(filter, scope);
    case 'valuePath':
      return compileValuePath(filter, scope);
  }
}

function compileComparison(filter: FilterNode<'comparison'>, scope: Scope): ValueTest {
  const { operator, value } = filter;
  const place = resolve(filter.path, scope);
  if (value === null) {
    if (operator !== 'eq' && operator !== 'ne') {
      throw invalidFilter(`"${operator}" cannot compare ${excerpt(filter.path)} with null; use eq, ne or pr.`);
    }
    const present = place?.bind(isPresent) ?? never;
    return operator === 'eq' ? negate(present) : present;
  }
  if (place === undefined) return operator === 'ne' ? always : never;
  const { attribute, path, bind } = comparedPlace(place);
  if (attribute === undefined) throw invalidFilter(`"${path}" is a schema: compare one of its attributes.`);
  const { quirks = lenientQuirks } = scope.options;
  const test = compileValueTest({
    path,
    attribute,
    operator,
    value,
    booleanStrings: quirks.booleanStrings,
    unquotedValues: quirks.unquotedFilterValues,
  });
  return bind(operator === 'ne' ? negate(test) : test);
}

function compileValuePath(filter: FilterNode<'valuePath'>, scope: Scope): ValueTest {
  const place = resolve(filter.path, scope);
  if (place === undefined) return never;
  const { attribute, path } = place;
  if (attribute === undefined || (attribute.type !== 'complex' && !attribute.multiValued)) {
    throw invalidFilter(`"${path}" is not complex, so "[…]" cannot follow it; compare the attribute itself.`);
  }
  const element = compile(filter.filter, { ...scope, resolve: placesOfElement(attribute, path), owner: path });
  // A singular complex attribute is its own one element; what is absent has none.
  return place.bind(attribute.multiValued ? element : anyElement(element));
}

function resolve(path: string, { resolve: find, owner, options }: Scope): Place | undefined {
  const place = find(path);
  if (place === undefined) {
    if (options.unknownAttributes === 'absent') return undefined;
    throw invalidFilter(`${owner} has no attribute ${excerpt(path)}; see /Schemas for those it has.`);
  }
  if (place.attribute?.returned === 'never') {
    throw invalidFilter(`"${place.path}" is never returned, so a filter cannot use it; leave it out.`);
  }
  return place;
}

/** A loop rather than nested calls, so that a long chain does not need a deep stack. */
function all(tests: readonly ValueTest[]): ValueTest {
  const [first, second] = tests;
  if (first !== undefined && second !== undefined && tests.length === 2)
    return (value) => first(value) && second(value);
  return (value) => {
    for (const test of tests) if (!test(value)) return false;
    return true;
  };
}

function any(tests: readonly ValueTest[]): ValueTest {
  const [first, second] = tests;
  if (first !== undefined && second !== undefined && tests.length === 2)
    return (value) => first(value) || second(value);
  return (value) => {
    for (const test of tests) if (test(value)) return true;
    return false;
  };
}

function negate(test: ValueTest): ValueTest {
  return (value) => !test(value);
}

function always(): boolean {
  return true;
}

function never(): boolean {
  return false;
}

function invalidFilter(detail: string): ScimError {
  return new ScimError(400, detail, { scimType: 'invalidFilter' });
}
