import type { Attribute } from '../schema/attribute.ts';
import { lenientQuirks, type Quirks } from '../schema/quirks.ts';
import type { ScimResource } from '../schema/resource.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { compileRecordTest, elementScope } from './compile-record-test.ts';
import type { Filter } from './filter.ts';
import { parseFilter } from './parse-filter.ts';
import { isObject } from './record-test.ts';
import { placesOfResource } from './resolve-place.ts';

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
 * - A complex attribute without a sub-attribute means its `value`: `emails co "@example.com"`, `manager eq "26118915"`.
 * - An attribute without a value (absent, null, empty) differs from every value, so `title ne "x"` holds; it fails all
 *   other comparisons. `eq null` is `not (… pr)`, `ne null` is `pr`.
 * - `co`, `sw` and `ew` apply to strings and references, and to the text of dateTimes.
 *
 * @example
 * const inSales = compileFilter('emails[type eq "work" and value ew "@sales.example.com"]', userResourceType);
 * users.filter(inSales);
 *
 * @throws {ScimError} 400 `invalidFilter` for a syntax error, an attribute that the resource type does not have or keep
 *   or that is never returned, and for an operator or value that does not fit the attribute's type.
 */
export function compileFilter(
  filter: Filter | string,
  resourceType: ResourceType,
  options: CompileFilterOptions = {},
): (resource: ScimResource) => boolean {
  const { quirks = lenientQuirks } = options;
  const parsed =
    typeof filter === 'string' ? parseFilter(filter, { unquotedValues: quirks.unquotedFilterValues }) : filter;
  const test = compileRecordTest(parsed, {
    resolve: placesOfResource(resourceType),
    resolveWhole: resourceType.reducedFrom && placesOfResource(resourceType.reducedFrom),
    owner: resourceType.name,
    options,
  });
  return (resource) => isObject(resource) && test(resource);
}

/**
 * Compiles the filter of a value path, `[type eq "work"]`, into a predicate of one element of the attribute. Elements
 * that are no objects have themselves as `value`.
 *
 * @throws {ScimError} 400 `invalidFilter` as {@link compileFilter} does.
 */
export function compileElementFilter(
  filter: Filter,
  attribute: Attribute,
  options: CompileFilterOptions = {},
): (element: unknown) => boolean {
  const { name, type } = attribute;
  const test = compileRecordTest(filter, { ...elementScope(attribute, name), options });
  if (type !== 'complex') return (element) => test({ value: element });
  return (element) => isObject(element) && test(element);
}
